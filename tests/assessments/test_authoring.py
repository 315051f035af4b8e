"""The bank in Wagtail's admin: who may enter, what is saved, what stays hidden."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments.enums import QuestionState
from assessments.forms.quiz import QuizForm
from assessments.models import Category, Question, QuestionVersion, Quiz
from assessments.question_types.pictures import picture_of
from assessments.rules import (
    can_see_category,
    can_see_quiz,
    categories_seen_by,
    quizzes_seen_by,
)
from committees.domain.roles import grant_role
from committees.enums import Role
from courses.domain.preparation import prepare_authoring
from tests.assessments.builders import (
    CANARY,
    TYPES,
    make_category,
    make_person,
    make_question,
)
from tests.assessments.samples import PARTS
from tests.courses.builders import author, draft_course, library_picture

pytestmark = pytest.mark.django_db


def make_author(name: str, role: str | None) -> User:
    person = make_person(name)
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    if role:
        grant_role(user=person, role=role, committee=None, actor=None, reason="test")
    return person


def enter(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def filled(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """What a browser would send for the form as it was served, with the changes."""
    context = client.get(url).context
    data: dict[str, Any] = {}
    forms = [context["form"]]
    if getattr(context["form"], "parts", None) and context["form"].parts.form:
        forms.append(context["form"].parts.form)
    is_question = hasattr(context["form"], "parts")
    for rows in context["form"].parts.sets.values() if is_question else [context["draws"], context["sections"]]:
        forms += [rows.management_form, *rows.forms]
    forms += [] if is_question else [context["review"]]
    for form in forms:
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                data[field.html_name] = value if isinstance(value, list) else str(value)
    return data | changes


@pytest.mark.parametrize("kind", PARTS)
def test_saving_an_unchanged_form_changes_nothing(kind: str) -> None:
    trainer = make_author("giangvien", Role.TRAINER)
    prepare_authoring()
    changes = {"picture": picture_of(library_picture(), "Bàn làm việc")} if "picture" in PARTS[kind] else {}
    question = make_question(make_category(owner=trainer), kind, **changes).question
    client, url = enter(trainer), reverse("assessments_edit_question", args=[question.uuid])
    assert client.post(url, filled(client, url)).status_code == 302
    assert QuestionVersion.objects.count() == 1
    assert client.post(url, filled(client, url, explanation="Vì đã sửa.")).status_code == 302
    assert QuestionVersion.objects.count() == 2


def test_as_many_targets_as_a_package_may_bring_can_be_chosen_in_the_form() -> None:
    trainer = make_author("giangvien", Role.TRAINER)
    targets = [{"id": f"dich{n}", "text": f"Đích {n}"} for n in range(1, 13)]
    items = [{"id": f"y{n}", "text": f"Ý {n}", "target": f"dich{n}", "reason": ""} for n in (1, 12)]
    question = make_question(make_category(owner=trainer), "matching", targets=targets, items=items).question
    client, url = enter(trainer), reverse("assessments_edit_question", args=[question.uuid])
    assert client.post(url, filled(client, url)).status_code == 302
    assert QuestionVersion.objects.count() == 1


@pytest.mark.parametrize("kind", TYPES)
def test_an_edit_makes_a_version(kind: str) -> None:
    trainer = make_author("giangvien", Role.TRAINER)
    question = make_question(make_category(owner=trainer), kind).question
    client, url = enter(trainer), reverse("assessments_edit_question", args=[question.uuid])
    field = "options" if kind in TYPES[:3] else "items"
    assert client.post(url, filled(client, url, **{f"{field}-0-text": "Ý đã sửa"})).status_code == 302
    assert "Ý đã sửa" in str(question.versions.get(number=2).presentation)


def test_a_scenario_can_be_written_from_nothing() -> None:
    trainer = make_author("giangvien", Role.TRAINER)
    category, client = make_category(owner=trainer), enter(trainer)
    url = reverse("assessments_add_question", args=["scenario"])
    wanted = {
        "category": category.pk,
        "code": "T1",
        "stem": "Xử lý thế nào?",
        "set-medium": "chat",
        **{f"scenes-{n}-sender": "Số lạ" for n in range(2)},
        **{f"scenes-{n}-text": f"Tin nhắn {n}.\n\nTrả lời ngay." for n in range(2)},
        **{f"choices-{n}-text": f"Việc {n}" for n in range(4)},
        **{f"choices-{n}-scene": str(1 + n // 2) for n in range(4)},
        **{f"choices-{n}-right": "on" for n in (0, 2)},
        "choices-0-next": "2",
    }
    assert client.post(url, filled(client, url, **wanted)).status_code == 302
    version = QuestionVersion.objects.get()
    assert [scene["text"] for scene in version.presentation["scenes"]] == [
        f"<p>Tin nhắn {n}.</p><p>Trả lời ngay.</p>" for n in range(2)
    ]
    assert version.answer_key.key["ways"] == {"a": {"a2": "b", "a1": None}, "b": {"b2": None, "b1": None}}
    reply = client.post(url, filled(client, url, **wanted | {"choices-0-next": "7", "code": "T2"}))
    assert "dẫn tới một cảnh không có" in str(reply.context["form"].non_field_errors())


def test_a_question_can_be_written_from_nothing() -> None:
    trainer = make_author("giangvien", Role.TRAINER)
    category, client = make_category(owner=trainer), enter(trainer)
    url = reverse("assessments_add_question", args=["matching"])
    data = filled(
        client,
        url,
        category=category.pk,
        code="M1",
        stem="Ghép mỗi câu.\n\n1 < 2 & <script>x</script>",
        **{f"targets-{n}-text": f"Đích {n}" for n in range(3)},
        **{f"items-{n}-text": f"Ý {n}" for n in range(3)},
        **{f"items-{n}-target": str(3 - n) for n in range(3)},
    )
    assert client.post(url, data).status_code == 302
    version = QuestionVersion.objects.get()
    assert version.stem.startswith("<p>Ghép mỗi câu.</p><p>1 &lt; 2 &amp; ")
    assert "<script" not in version.stem
    texts = {t["id"]: t["text"] for t in version.presentation["targets"]}
    assert [texts[target] for target in version.answer_key.key["pairs"].values()] == ["Đích 2", "Đích 1", "Đích 0"]
    reply = client.post(url, data)
    assert (reply.status_code, QuestionVersion.objects.count()) == (200, 1)


def test_gaps_are_written_into_a_text_by_the_numbers_of_their_rows() -> None:
    trainer = make_author("giangvien", Role.TRAINER)
    category, client = make_category(owner=trainer), enter(trainer)
    url = reverse("assessments_add_question", args=["gaps"])
    wanted = {
        "category": category.pk,
        "code": "G1",
        "stem": "Điền vào chỗ trống.",
        "set-text": "Dài [[2]] ký tự & [[1]].",
        "gaps-0-answers": "đổi mật khẩu\n\nthay mật khẩu",
        "gaps-1-kind": "number",
        "gaps-1-answers": "12,5",
        "gaps-1-tolerance": "0,5",
    }
    for change, words in (
        ({"set-text": "Dài [[2]] ký tự."}, "[[1]]"),
        ({"set-text": "Dài [[2]], [[1]], [[3]]."}, "[[3]]"),
        ({"set-text": "Dài [[2]], [[1]], [[1]]."}, "[[1]]"),
        ({"gaps-1-answers": "1.250"}, "1.250"),
        ({"gaps-1-answers": "1\n2"}, "1"),
    ):
        reply = client.post(url, filled(client, url, **{**wanted, **change}))
        assert reply.status_code == 200
        assert words in str(reply.context["form"].non_field_errors())
        assert "đổi mật khẩu" in reply.content.decode()
    assert client.post(url, filled(client, url, **wanted)).status_code == 302
    version = QuestionVersion.objects.get()
    assert version.presentation["text"] == "<p>Dài [[a]] ký tự &amp; [[b]].</p>"
    assert version.answer_key.key["ids"] == [["b", "1"], ["a", "2"]]
    assert version.answer_key.key["gaps"]["a"] == {"value": "12.5", "tolerance": "0.5"}


def test_a_number_that_can_be_read_in_two_ways_is_refused() -> None:
    trainer = make_author("giangvien", Role.TRAINER)
    category, client = make_category(owner=trainer), enter(trainer)
    url = reverse("assessments_add_question", args=["numeric"])
    wanted = {"category": category.pk, "code": "N1", "stem": "Bao nhiêu?", "set-value": "1.250"}
    for typed in ("1.250", "-12.500", "1.250.000", "1.250,5", "1,250.5"):
        reply = client.post(url, filled(client, url, **wanted | {"set-value": typed}))
        assert reply.status_code == 200 and typed in str(reply.context["form"].non_field_errors())
    assert not QuestionVersion.objects.exists()
    for typed, value in (("1250", "1250"), ("1,250", "1.250"), ("12.5", "12.5")):
        asked = filled(client, url, **wanted | {"set-value": typed, "code": typed, "stem": f"Bao nhiêu ở {typed}?"})
        assert client.post(url, asked).status_code == 302
        version = QuestionVersion.objects.latest("pk")
        assert version.answer_key.key["value"] == value
        edit = reverse("assessments_edit_question", args=[version.question.uuid])
        assert client.post(edit, filled(client, edit)).status_code == 302
        assert version.question.versions.count() == 1


def test_a_faulty_question_comes_back_with_the_reason() -> None:
    trainer = make_author("giangvien", Role.TRAINER)
    category, client = make_category(owner=trainer), enter(trainer)
    url = reverse("assessments_add_question", args=["single"])
    reply = client.post(
        url, filled(client, url, category=category.pk, code="S1", stem="Hỏi?", **{"options-0-text": "A"})
    )
    assert reply.status_code == 200
    assert reply.context["form"].non_field_errors()
    assert not Question.objects.exists()


def test_competences_are_chosen_from_the_frameworks_and_older_codes_stay() -> None:
    trainer = make_author("giangvien", Role.TRAINER)
    category, client = make_category(owner=trainer), enter(trainer)
    question = make_question(category, "single", competences=["IU06", "ABC:99"]).question
    url = reverse("assessments_edit_question", args=[question.uuid])
    assert "ABC:99" in client.get(url).content.decode()

    refused = client.post(url, filled(client, url, competences=["IU06", "XYZ:1"]))
    assert "XYZ:1" in str(refused.context["form"].errors["competences"])
    client.post(url, filled(client, url, competences=["ABC:99", "TT02:4"]))
    assert QuestionVersion.objects.latest("number").competences == ["ABC:99", "TT02:4"]


def test_others_questions_do_not_exist_for_a_trainer() -> None:
    """A learner, an administrator of a committee and a trainer of another bank get the same answer."""
    owner = make_author("giangvien", Role.TRAINER)
    question = make_question(make_category(owner=owner)).question
    others = [make_author("hv", None), make_author("khac", Role.TRAINER), make_author("kt", Role.AUDITOR)]
    # Who writes no courses is refused at the door of the admin, before anything is looked up.
    refusal = {"hv": 403, "khac": 404, "kt": 403}
    for person in others:
        client = enter(person)
        for name, address in (("edit_question", [question.uuid]), ("preview_question", [question.uuid])):
            reply = client.get(reverse(f"assessments_{name}", args=address))
            absent = client.get(reverse(f"assessments_{name}", args=[uuid4()]))
            assert (reply.status_code, reply.content) == (refusal[person.username], absent.content)
        state = client.post(reverse("assessments_change_state", args=[question.uuid]), {"state": "retired"})
        assert state.status_code == refusal[person.username]
        listing = client.get(reverse("assessments_questions"))
        assert CANARY not in listing.content.decode()
        assert "Câu hỏi số 1" not in listing.content.decode()
    data = {"category": question.category_id, "code": "X", "stem": "Hỏi?"}
    url = reverse("assessments_add_question", args=["single"])
    client = enter(others[1])
    make_category("Của người khác", "kho-khac", others[1])
    assert client.post(url, filled(client, url, **data)).status_code == 200
    assert Question.objects.count() == 1


def test_predicate_and_queryset_agree() -> None:
    people = [make_author(str(role), role) for role in [None, *Role.values] if role not in Role.values[2:4]]
    make_category("Chung")
    for person in people:
        make_category(f"của {person.username}", bank=f"bank-{person.pk}", owner=person)
        Quiz.objects.create(bank=f"bank-{person.pk}", slug="q", title_vi="Q")
    for person in people:
        seen = set(categories_seen_by(person))
        assert seen == {category for category in Category.objects.all() if can_see_category(person, category)}
        assert set(quizzes_seen_by(person)) == {quiz for quiz in Quiz.objects.all() if can_see_quiz(person, quiz)}
    assert len(categories_seen_by(people[0])) == 0


def test_only_who_decides_calls_a_question_reviewed() -> None:
    owner, publisher = make_author("giangvien", Role.TRAINER), make_author("kiemduyet", Role.PUBLISHER)
    question = make_question(make_category(owner=owner)).question
    url = reverse("assessments_change_state", args=[question.uuid])
    assert enter(owner).post(url, {"state": "reviewed"}).status_code == 404
    assert enter(publisher).post(url, {"state": "reviewed"}).status_code == 302
    question.refresh_from_db()
    assert question.state == QuestionState.REVIEWED
    assert enter(publisher).get(url).status_code == 405


def test_the_list_is_narrowed_by_folded_words_and_filters() -> None:
    publisher = make_author("kiemduyet", Role.PUBLISHER)
    category = make_category()
    make_question(category, n=1, stem="<p>Đường dẫn lạ là gì?</p>")
    make_question(category, "ordering", n=2, practice=True)
    client, url = enter(publisher), reverse("assessments_questions")

    def codes(**wanted: str) -> list[str]:
        return [version.question.code for version in client.get(url, wanted).context["page"]]

    assert codes(q="duong DAN") == ["Q001"]
    assert codes(practice="1") == codes(type="ordering") == ["Q002"]
    assert codes(bank="lua-dao", state="draft", category=str(category.pk), p="99") == ["Q001", "Q002"]
    assert codes(q=CANARY) == []
    assert codes(type="<x>", category="-1") == ["Q001", "Q002"]


def test_a_preview_shows_the_key_only_after_an_answer() -> None:
    owner = make_author("giangvien", Role.TRAINER)
    question = make_question(make_category(owner=owner)).question
    client, url = enter(owner), reverse("assessments_preview_question", args=[question.uuid])
    assert CANARY not in client.get(url).content.decode()
    reply = client.post(url, {"q1": "b"})
    assert f"{CANARY} 2" in reply.content.decode()
    assert reply.context["question"].score == 1


def test_a_quiz_is_written_and_changed() -> None:
    owner = make_author("giangvien", Role.TRAINER)
    category = make_category(owner=owner)
    make_question(category)
    client, url = enter(owner), reverse("assessments_add_quiz")
    rows = {"draws-0-category": category.pk, "draws-0-count": "1"}
    data = filled(client, url, bank="lua-dao", slug="cuoi-khoa", title_vi="Cuối khóa", **rows)
    assert client.post(url, data | {"bank": "cua-nguoi-khac"}).status_code == 200
    assert client.post(url, data).status_code == 302
    quiz = Quiz.objects.get()
    assert (quiz.bank, quiz.shuffle, quiz.draws.get().count) == ("lua-dao", True, 1)
    edit = reverse("assessments_edit_quiz", args=[quiz.uuid])
    assert client.post(edit, filled(client, edit, pass_mark_percent="70", slug="khac")).status_code == 302
    quiz.refresh_from_db()
    assert (quiz.pass_mark_percent, quiz.slug, quiz.draws.count()) == (70, "cuoi-khoa", 1)
    assert client.post(edit, filled(client, edit, **{"draws-0-count": ""})).status_code == 200
    assert enter(make_author("khac", Role.TRAINER)).get(edit).status_code == 404


def test_a_trainer_begins_a_bank_but_enters_no_other() -> None:
    owner, other = make_author("a", Role.TRAINER), make_author("b", Role.TRAINER)
    url, data = reverse("assessments_add_category"), {"new_bank": "mat-khau", "name": "Mật khẩu"}
    assert enter(owner).post(url, data).status_code == 302
    assert enter(other).post(url, data | {"name": "Khác"}).status_code == 200
    assert enter(other).post(url, {"bank": "mat-khau", "name": "Khác"}).status_code == 200
    assert enter(owner).post(url, {"bank": "mat-khau", "name": "Khác"}).status_code == 302
    assert set(Category.objects.values_list("owner", flat=True)) == {owner.pk}
    assert Category.objects.count() == 2


def test_banks_are_offered_by_the_titles_of_their_courses_and_only_those_the_person_may_fill() -> None:
    owner, other = author(), author()
    draft_course(owner, slug="khoa-trong")
    make_category("Riêng", bank="kho-rieng", owner=other)
    url = reverse("assessments_add_category")
    page = enter(owner).get(url, {"bank": "khoa-trong"}).content.decode()
    assert '<option value="khoa-trong" selected>An toàn thông tin</option>' in page and "kho-rieng" not in page
    assert "khoa-trong" not in enter(other).get(url).content.decode()
    everything = enter(author(Role.PUBLISHER)).get(url).content.decode()
    assert "khoa-trong" in everything and "kho-rieng" in everything


def test_a_new_quiz_does_not_close_in_the_past_and_a_closed_one_can_be_saved() -> None:
    quiz = Quiz(bank="a", slug="b", title_vi="B")
    data = {name: QuizForm(banks=["a"], instance=quiz)[name].value() or "" for name in QuizForm.base_fields}
    data |= {"bank": "a", "slug": "b", "title_vi": "B", "closes_at": "08:00 31/12/2020"}
    assert list(QuizForm(data, banks=["a"], instance=quiz).errors) == ["closes_at"]
    data["closes_at"] = "08:00 31/12/2199"
    assert QuizForm(data, banks=["a"], instance=quiz).is_valid()
    old = Quiz.objects.create(bank="a", slug="b", title_vi="B")
    assert "closes_at" not in QuizForm(data | {"closes_at": "08:00 31/12/2020"}, banks=["a"], instance=old).errors
