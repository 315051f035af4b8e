"""The bank as authors work in it: finding questions, acting on many, seeing where one is used and what changed."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from assessments.domain.bank import ensure_category, raw_of, save_question, set_state
from assessments.domain.blueprint import Draw
from assessments.domain.bulk import MOST_AT_ONCE, change_many
from assessments.domain.finding import stem_key
from assessments.domain.handing_over import hand_over
from assessments.domain.queries.duplicates import duplicate_groups, duplicate_keys
from assessments.domain.queries.uses import uses_of
from assessments.domain.quizzes import save_quiz
from assessments.enums import BulkAct, HandOver, QuestionState, QuizPurpose
from assessments.errors import QuestionError
from assessments.models import Category, Question, QuestionVersion, Quiz
from assessments.rules import can_see_category, questions_seen_by
from committees.enums import Role
from courses.domain.preparation import prepare_authoring
from interop.domain.packages import import_package
from operations.domain.jobs import run_job
from operations.enums import JobState
from operations.models import AuditEntry, Job
from tests.assessments.builders import (
    CANARY,
    make_category,
    make_edition,
    make_person,
    make_question,
    raw_question,
    statements,
)
from tests.assessments.samples import PARTS
from tests.courses.builders import author, tiny_package, write_package

pytestmark = pytest.mark.django_db

LIST, BULK = "assessments_questions", "assessments_bulk"


def enter(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def codes(client: Client, **wanted: Any) -> list[str]:
    return [version.question.code for version in client.get(reverse(LIST), wanted).context["page"]]


class TestReading:
    def test_questions_are_read_with_their_keys_and_reasons_at_one_cost(self) -> None:
        client, category = enter(author(Role.PUBLISHER)), make_category()
        url, whole = reverse(LIST), {"doc": "1"}
        make_question(category, "matching", n=1)
        client.get(url, whole)
        cost = statements(lambda: client.get(url, whole))
        for n, kind in enumerate(PARTS, start=2):
            make_question(category, kind, n=n, tags=["Email"])
        read, listed = (client.get(url, wanted).content.decode() for wanted in (whole, {}))
        assert "<li>Còn 15 phút → Gấp – BIMATDAPAN 1</li>" in read and "(đúng) – BIMATDAPAN 2</li>" in read
        assert "Nội dung của cảnh hoi." in read and "→ tình huống 4 (đúng)" in read
        assert CANARY not in listed and "?doc=1" in listed
        assert statements(lambda: client.get(url, whole)) == cost


class TestFinding:
    def test_words_are_found_with_marks_or_without_and_as_typed_first(self) -> None:
        client, category = enter(author(Role.PUBLISHER)), make_category()
        make_question(category, n=1, stem="<p>Má nói gì?</p>")
        make_question(category, n=2, stem="<p>Mã độc là gì?</p>")
        make_question(category, n=3, stem="<p>Ma trận là gì?</p>")
        assert codes(client, q="ma") == ["Q003", "Q001", "Q002"]
        assert codes(client, q="mã") == ["Q002", "Q001", "Q003"]
        assert codes(client, q="MÃ Độc") == codes(client, q="ma doc") == ["Q002"]
        assert codes(client, q="100%_") == []

    def test_each_filter_narrows(self) -> None:
        client, category = enter(author(Role.PUBLISHER)), make_category()
        today = timezone.localdate()

        def due(days: int) -> dict[str, Any]:
            return {"legal_basis": {"text": "Luật", "review_on": (today + timedelta(days)).isoformat()}}

        make_question(category, n=1, difficulty=3, tags=["Email"], competences=["IU06"], **due(0))
        make_question(category, n=2, difficulty=1, language="en", competences=["TT02:4", "IU14"], **due(30))
        make_question(category, "ordering", n=3, difficulty=2, practice=True, competences=["TT02:14"], **due(365))
        retired = make_question(category, n=4, difficulty=3)
        set_state(question=retired.question, state=QuestionState.RETIRED, actor=None)
        assert codes(client) == ["Q001", "Q002", "Q003"]
        assert codes(client, state="retired") == ["Q004"]
        assert codes(client, state="all", difficulty="3") == ["Q001", "Q004"]
        assert codes(client, tag="Email") == codes(client, due="now") == codes(client, competence="iu06") == ["Q001"]
        assert codes(client, due="soon") == ["Q001", "Q002"]
        assert codes(client, language="en") == codes(client, competence="TT02:4") == ["Q002"]
        assert codes(client, competence="TT02") == ["Q002", "Q003"]
        assert codes(client, practice="1") == codes(client, type="ordering") == ["Q003"]

    def test_the_tree_shows_whole_branches(self) -> None:
        client, top = enter(author(Role.PUBLISHER)), make_category("Trên")
        low = ensure_category(bank="lua-dao", name="Dưới", owner=None, actor=None, parent=top)
        make_question(top, n=1)
        make_question(low, n=2)
        make_question(make_category("Khác", bank="mat-khau"), n=3)
        assert codes(client, category=top.pk) == ["Q002", "Q001"]
        assert codes(client, category=low.pk) == ["Q002"]
        assert codes(client, bank="mat-khau") == ["Q003"]
        shelves = client.get(reverse(LIST), {"category": low.pk}).context["shelves"]
        assert [(shelf.title, shelf.depth, shelf.questions) for shelf in shelves] == [
            ("lua-dao", 0, 2), ("Trên", 1, 2), ("Dưới", 2, 1), ("mat-khau", 0, 1),
        ]  # fmt: skip

    def test_the_list_costs_the_same_for_three_questions_and_for_sixty(self) -> None:
        client, category = enter(author(Role.PUBLISHER)), make_category()

        def cost() -> int:
            return statements(lambda: client.get(reverse(LIST), {"category": category.pk, "q": "câu"}))

        for n in range(3):
            make_question(category, n=n, tags=[f"t{n}"])
        few = cost()
        for n in range(3, 60):
            make_question(category, n=n, tags=[f"t{n % 9}", "chung"])
        assert cost() == few <= 20


class TestManyAtOnce:
    def test_they_are_moved_within_their_bank_each_with_its_audit_row(self) -> None:
        person = author(Role.PUBLISHER)
        here, there = make_category("Đây"), make_category("Kia")
        ids = [make_question(here, n=n).question_id for n in range(3)]
        already = make_question(there, n=3).question_id
        foreign = make_question(make_category("Xa", bank="mat-khau"), n=9).question_id
        result = change_many(ids=[*ids, already, foreign], act=BulkAct.MOVE, actor=person, category=there)
        assert (result.done, result.same, result.refused.total()) == (3, 1, 1)
        assert {code for names in result.codes.values() for code in names} == {"Q009"}
        assert Question.objects.filter(category=there).count() == 4
        entries = AuditEntry.objects.filter(action="assessments.question.moved", actor=person)
        assert {(entry.before["category"], entry.after["category"]) for entry in entries} == {(here.pk, there.pk)}
        assert entries.count() == 3

    def test_a_tag_is_put_on_and_taken_off(self) -> None:
        person, category = author(Role.PUBLISHER), make_category()
        ids = [make_question(category, n=n, tags=["Cũ"] if n else []).question_id for n in range(3)]
        assert change_many(ids=ids, act=BulkAct.TAG, actor=person, tag="cũ").done == 1
        assert change_many(ids=ids, act=BulkAct.TAG, actor=person, tag="CU").same == 3
        assert change_many(ids=ids, act=BulkAct.UNTAG, actor=person, tag="cũ").done == 3
        assert not Question.objects.filter(tags__isnull=False).exists()

    def test_who_wrote_a_question_does_not_review_it_in_a_heap_either(self) -> None:
        person, category = author(Role.PUBLISHER), make_category()
        own = save_question(category=category, code="R", raw=raw_question(), is_practice=False, actor=person)
        other = make_question(category)
        result = change_many(ids=[own.question_id, other.question_id], act=BulkAct.REVIEW, actor=person)
        assert (result.done, result.codes) == (1, {next(iter(result.refused)): ["R"]})
        assert dict(Question.objects.values_list("code", "state")) == {"R": "draft", "Q001": "reviewed"}
        change_many(ids=[other.question_id], act=BulkAct.RETIRE, actor=person)
        other.question.refresh_from_db()
        assert (other.question.state, other.question.reviewed_by) == (QuestionState.RETIRED, None)

    def test_a_difficulty_is_given_by_a_new_version_and_attempts_keep_theirs(self) -> None:
        person, category = author(Role.PUBLISHER), make_category()
        first, other = make_question(category, n=1), make_question(category, n=2, difficulty=3)
        change_many(ids=[first.question_id], act=BulkAct.REVIEW, actor=person)
        result = change_many(
            ids=[first.question_id, other.question_id], act=BulkAct.DIFFICULTY, actor=person, difficulty=3
        )
        assert (result.done, result.same) == (1, 1)
        versions = first.question.versions.order_by("number")
        assert [(one.number, one.difficulty) for one in versions] == [(1, 2), (2, 3)]
        assert raw_of(versions[1]) == {**raw_of(versions[0]), "difficulty": 3}
        first.question.refresh_from_db()
        assert first.question.state == QuestionState.DRAFT
        client = enter(person)
        data = {"act": "difficulty", "scope": "ticked", "question": [first.question_id]}
        assert client.post(reverse(BULK), data).status_code == 422
        assert client.post(reverse(BULK), data | {"difficulty": "1"}).status_code == 302
        assert versions.last().difficulty == 1

    @pytest.mark.parametrize("act", [act for act in BulkAct.values if act != BulkAct.DIFFICULTY])
    def test_fifty_cost_what_three_cost(self, act: str) -> None:
        person, here, there = author(Role.PUBLISHER), make_category("Đây"), make_category("Kia")
        ids = [make_question(here, n=n, tags=["x"]).question_id for n in range(53)]

        def cost(some: list[int]) -> int:
            return statements(
                lambda: change_many(
                    ids=some, act=BulkAct(act), actor=person, category=there, tag="x" if act == "untag" else "y"
                )
            )

        first = cost(ids[:3])  # the first one makes the tag
        assert cost(ids[3:]) <= first <= 12

    def test_nobody_touches_what_he_or_she_does_not_see(self) -> None:
        owner, stranger = author(), author()
        question = make_question(make_category(owner=owner)).question
        assert change_many(ids=[question.pk], act=BulkAct.RETIRE, actor=stranger).done == 0
        client = enter(stranger)
        data = {"act": "retire", "scope": "ticked", "question": [question.pk]}
        assert client.post(reverse(BULK), data).status_code == 302
        assert client.post(reverse(BULK), data | {"act": "review"}).status_code == 422
        question.refresh_from_db()
        assert question.state == QuestionState.DRAFT

    def test_a_form_that_lacks_something_changes_nothing_and_keeps_the_ticks(self) -> None:
        client, category = enter(author(Role.PUBLISHER)), make_category()
        pk = make_question(category).question_id
        for data in ({"act": "move"}, {"act": "tag", "tag": " "}, {"act": ""}, {"act": "tag", "tag": "a,b"}):
            reply = client.post(reverse(BULK), {"scope": "ticked", "question": [pk], **data})
            assert (reply.status_code, reply.context["ticked"]) == (422, [pk])
            assert f'value="{pk}"' in reply.content.decode()
        assert client.post(reverse(BULK), {"scope": "ticked", "act": "retire"}).status_code == 422
        assert not AuditEntry.objects.filter(action__startswith="assessments.question.").exclude(
            action="assessments.question.saved"
        )

    def test_more_than_a_page_is_a_job_with_the_filters_of_the_address(self) -> None:
        client, category = enter(author(Role.PUBLISHER)), make_category()
        for n in range(MOST_AT_ONCE + 3):
            make_question(category, n=n)
        make_question(category, "ordering", n=99)
        reply = client.post(f"{reverse(BULK)}?type=single", {"act": "tag", "tag": "Đợt 1", "scope": "all"})
        job = Job.objects.get(kind="assessments.bulk")
        assert reply["Location"] == reverse("assessments_bulk_outcome", args=[job.uuid])
        assert client.get(reply["Location"])["Refresh"] == "2"
        run_job(job.pk)
        run_job(job.pk)
        job.refresh_from_db()
        assert (job.state, job.result["changed"], job.done) == (JobState.DONE, MOST_AT_ONCE + 3, MOST_AT_ONCE + 3)
        assert f"{MOST_AT_ONCE + 3} câu hỏi" in client.get(reply["Location"]).content.decode()
        assert enter(author(Role.PUBLISHER)).get(reply["Location"]).status_code == 404
        assert Question.objects.filter(tags__name="Đợt 1").count() == MOST_AT_ONCE + 3
        assert AuditEntry.objects.filter(action="assessments.question.tagged").count() == MOST_AT_ONCE + 3


class TestEqualTexts:
    def test_texts_that_differ_in_marks_case_and_spaces_are_one_group(self) -> None:
        person, category = author(Role.PUBLISHER), make_category()
        make_question(category, n=1, stem="<p>Mật khẩu mạnh là gì?</p>")
        make_question(make_category("Khác", bank="x"), "ordering", n=2, stem="<p>MAT KHAU  manh la gi</p>")
        make_question(category, n=3, stem="<p>Mật khẩu yếu là gì?</p>")
        gone = make_question(category, n=4, stem="<p>Mật khẩu yếu là gì?</p>")
        set_state(question=gone.question, state=QuestionState.RETIRED, actor=None)
        questions = questions_seen_by(person)
        [group] = duplicate_groups(questions, list(duplicate_keys(questions)))
        assert ([v.question.code for v in group.versions], group.all_alike) == (["Q001", "Q002"], False)
        make_question(category, n=5, stem="<p>Thư lạ là gì?</p>")
        make_question(category, n=6, stem="<p>Thư lạ, là gì…</p>")
        _mixed, alike = duplicate_groups(questions, [group.versions[0].question.stem_key, stem_key("Thư lạ là gì")])
        assert ([v.question.code for v in alike.versions], alike.all_alike) == (["Q005", "Q006"], True)
        page = enter(person).get(reverse("assessments_duplicates")).content.decode()
        assert "Q002" in page and "Q003" not in page

    def test_a_stranger_is_told_nothing_of_them(self) -> None:
        category = make_category(owner=author())
        for n in (1, 2):
            make_question(category, n=n, stem="<p>Bí mật riêng?</p>")
        client = enter(author())
        assert "Bí mật riêng" not in client.get(reverse("assessments_duplicates")).content.decode()

    def test_saving_an_equal_text_warns_once_and_loses_nothing(self) -> None:
        owner = author()
        category, client = make_category(owner=owner), enter(owner)
        make_question(category, n=1, stem="<p>Thư lạ là gì?</p>")
        version = make_question(category, n=2)
        url = reverse("assessments_edit_question", args=[version.question.uuid])
        data = self._typed(client, url, stem="THƯ LẠ là gì", explanation="Vì đã sửa.")
        warned = client.post(url, data)
        assert [other.question.code for other in warned.context["same"]] == ["Q001"]
        assert "Vì đã sửa." in warned.content.decode()
        assert version.question.versions.count() == 1
        assert client.post(url, data | {"same_text": warned.context["same_text"]}).status_code == 302
        assert version.question.versions.count() == 2
        # The text stands now: other edits do not warn again.
        assert client.post(url, self._typed(client, url, explanation="Khác.")).status_code == 302

    def _typed(self, client: Client, url: str, **changes: str) -> dict[str, Any]:
        form = client.get(url).context["form"]
        rows = [row for section in form.parts.sets.values() for row in (section.management_form, *section.forms)]
        fields = [field for one in (form, form.parts.form, *rows) if one for field in one]
        given = {f.html_name: f.value() for f in fields if f.value() not in (None, False)}
        typed = {name: value if isinstance(value, list) else str(value) for name, value in given.items()}
        return typed | {"review_on": ""} | changes


class TestUses:
    def test_a_counted_question_is_used_by_quizzes_of_today_and_by_editions(self) -> None:
        edition = make_edition(count=1)
        version = QuestionVersion.objects.get()
        make_question(Category.objects.get(), n=0, explanation="<p>Mới</p>")
        assert [(use.kind, use.title, use.version) for use in uses_of(version.question)] == [
            ("quiz", edition.quiz.title_vi, None), ("quiz_edition", edition.quiz.title_vi, 1),
        ]  # fmt: skip

    def test_draws_of_just_it_and_of_categories_above_are_told(self) -> None:
        top = make_category("Trên")
        low = ensure_category(bank=top.bank, name="Dưới", owner=None, actor=None, parent=top)
        question = make_question(low, n=1).question
        other, practice = make_question(low, n=2).question, make_question(low, n=3, practice=True).question
        drawn = {
            "A": Draw(top, 1),
            "B": Draw(top, 1, with_below=False),
            "C": Draw(low, 1, questions=(question,)),
            "D": Draw(low, 1, questions=(other,)),
            "E": Draw(low, 1, difficulty=3),
        }
        for title, draw in drawn.items():
            quiz = Quiz(bank=top.bank, slug=title.lower(), title_vi=title)
            save_quiz(quiz=quiz, draws=[draw], actor=None)
        quiz = Quiz(bank=top.bank, slug="p", title_vi="P", purpose=QuizPurpose.PRACTICE)
        save_quiz(quiz=quiz, draws=[Draw(low, 1)], actor=None)
        assert [(use.title, use.detail) for use in uses_of(question)] == [
            ("A", "hiện rút từ nhóm “Trên” và các nhóm bên dưới"),
            ("C", "lấy đúng câu hỏi này"),
        ]
        assert [use.title for use in uses_of(practice)] == ["P"]

    def test_a_practice_question_is_used_by_lessons_as_drafts_and_as_published(self, tmp_path: Any) -> None:
        prepare_authoring()
        imported = import_package(write_package(tmp_path / "in", tiny_package()), actor=None, publish=True)
        question = Question.objects.get(code="TH-1")
        found = [(use.kind, use.version, use.is_current) for use in uses_of(question)]
        assert found == [("lesson", None, True), ("lesson_edition", 1, True)]
        assert statements(lambda: uses_of(question)) <= 8
        page = enter(author(Role.PUBLISHER)).get(reverse("assessments_edit_question", args=[question.uuid]))
        assert imported.course.title_vi in enter(author(Role.PUBLISHER)).get(reverse(LIST)).content.decode()
        assert page.content.decode().count("Bài B") >= 2


class TestHistory:
    def test_versions_are_compared_part_by_part(self) -> None:
        owner = author()
        category, client = make_category(owner=owner), enter(owner)
        first = make_question(category)
        options = [dict(option) for option in raw_question()["options"]]
        options[1]["text"] = "Phương án đã sửa"
        make_question(category, options=options, difficulty=3, tags=["Email"])
        make_question(category, options=options, difficulty=3, explanation="<p>Vì khác.</p>")
        url = reverse("assessments_question_history", args=[first.question.uuid])
        reply = client.get(url)
        assert [part.label for part in reply.context["parts"]] == ["Giải thích"]
        reply = client.get(url, {"cu": "1", "moi": "2"})
        labels = {
            part.label: [line.text for line in part.lines if line.kind != "same"] for part in reply.context["parts"]
        }
        assert list(labels) == ["Độ khó", "Các phương án"]
        assert "Phương án đã sửa" in labels["Các phương án"][0]
        assert client.get(url, {"cu": "x", "moi": "99"}).status_code == 200
        assert enter(author()).get(url).status_code == 404


class TestCategories:
    def test_a_category_is_renamed_moved_and_taken_away(self) -> None:
        owner = author()
        client, top = enter(owner), make_category("Trên", owner=owner)
        add = reverse("assessments_add_category")
        assert client.post(add, {"bank": "", "parent": top.pk, "name": "Dưới"}).status_code == 302
        low = Category.objects.get(name="Dưới")
        assert (low.parent, low.bank) == (top, "lua-dao")
        edit = reverse("assessments_edit_category", args=[low.pk])
        assert client.post(edit, {"name": "Dưới nữa", "parent": ""}).status_code == 302
        low.refresh_from_db()
        assert (low.name, low.parent) == ("Dưới nữa", None)
        assert client.post(edit, {"name": "Trên", "parent": ""}).status_code == 200
        drop = reverse("assessments_drop_category", args=[low.pk])
        assert enter(author()).post(drop).status_code == 404
        assert client.post(drop).status_code == 302
        assert list(Category.objects.all()) == [top]
        assert client.post(add, {"bank": "", "parent": "", "name": "Lơ lửng"}).status_code == 200


class TestAuditor:
    def test_an_auditor_reads_what_is_asked_and_never_what_is_right(self) -> None:
        client = enter(author(Role.AUDITOR))
        for n, kind in enumerate(PARTS):
            if kind != "hot_spots":
                make_question(make_category(), kind, n, tags=["Email"])
        listed = client.get(reverse("bank_reading")).content.decode()
        assert CANARY not in listed
        choices = re.findall(r"<option[^>]*>([^<]*)</option>", listed)
        assert len(choices) > 2 and all(choice[0].isupper() for choice in choices), choices
        for question in Question.objects.all():
            page = client.get(reverse("question_reading", args=[question.uuid])).content.decode()
            assert question.code in page
            assert CANARY not in page, question.code
        assert client.get(reverse(LIST)).status_code in (302, 403)


class TestHandingOver:
    def test_a_category_goes_to_another_trainer_with_what_stands_below_it(self) -> None:
        owner, heir = author(), author()
        top = make_category("Trên", owner=owner)
        low = ensure_category(bank=top.bank, name="Dưới", owner=owner, actor=owner, parent=top)
        beside = make_category("Cạnh", owner=owner)
        client, url = enter(owner), reverse("assessments_hand_over_category", args=[top.pk])
        data = {"to": heir.username.upper(), "scope": "below", "reason": "Nghỉ hưu"}
        for wrong in ({"to": "khong.co"}, {"to": member_of_nothing().username}, {"reason": " "}, {"scope": "x"}):
            assert client.post(url, data | wrong).status_code == 422
        assert enter(heir).post(url, data).status_code == 404
        assert client.post(url, data)["Location"] == reverse(LIST)
        owners = dict(Category.objects.values_list("name", "owner"))
        assert owners == {"Trên": heir.pk, "Dưới": heir.pk, "Cạnh": owner.pk}
        trail = AuditEntry.objects.filter(action="assessments.category.handed_over")
        assert {entry.reason for entry in trail} == {"Nghỉ hưu"} and trail.count() == 2
        assert can_see_category(heir, low) and not can_see_category(owner, top) and can_see_category(owner, beside)

    def test_a_whole_bank_goes_as_far_as_the_person_sees_it(self) -> None:
        owner, guest, heir = author(), author(), author()
        mine, theirs = make_category("Của mình", owner=owner), make_category("Của khách", owner=guest)
        assert hand_over(category=mine, scope=HandOver.BANK, to=heir.username, reason="Đổi việc", actor=owner) == 1
        theirs.refresh_from_db()
        assert theirs.owner == guest
        with pytest.raises(QuestionError):
            hand_over(category=mine, scope=HandOver.BANK, to=heir.username, reason="Đổi việc", actor=heir)


def member_of_nothing() -> User:
    return make_person(f"nguoi{User.objects.count()}")
