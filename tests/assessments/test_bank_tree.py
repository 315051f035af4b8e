"""The bank as a tree: where categories stand, what describes a question, who reviews it."""

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.bank import ensure_category, raw_of, save_question, set_state
from assessments.domain.blueprint import Draw
from assessments.domain.bulk import change_many
from assessments.domain.categories import DEEPEST, change_category, ids_below, remove_category, tree_of
from assessments.domain.finding import stem_key
from assessments.domain.papers import draw_paper
from assessments.domain.question_details import keep_details, read_details
from assessments.domain.quizzes import freeze_quiz, save_quiz
from assessments.enums import BulkAct, QuestionState
from assessments.errors import QuestionError
from assessments.models import Category, Question, QuestionVersion, Quiz, Tag
from assessments.rules import can_add_category, can_see_category, categories_seen_by, states_open_to
from committees.enums import Role
from operations.models import AuditEntry
from tests.assessments.builders import make_attempt, make_category, make_person, make_question, raw_question, statements
from tests.courses.builders import author, draft_course


def below(parent: Category, name: str) -> Category:
    return ensure_category(bank=parent.bank, name=name, owner=None, actor=None, parent=parent)


@pytest.mark.django_db
class TestTree:
    def test_a_tree_is_listed_from_the_top_down_by_name(self) -> None:
        top = make_category("Mạng xã hội")
        below(below(top, "Ứng xử"), "Bình luận")
        below(top, "Bịa đặt")
        make_category("An toàn")
        branches = tree_of(Category.objects.all())
        assert [(branch.depth, branch.category.name) for branch in branches] == [
            (0, "An toàn"), (0, "Mạng xã hội"), (1, "Bịa đặt"), (1, "Ứng xử"), (2, "Bình luận"),
        ]  # fmt: skip
        assert branches[-1].path == ("Mạng xã hội", "Ứng xử", "Bình luận")

    def test_a_category_brings_all_below_it_in_one_statement(self) -> None:
        top = make_category()
        middle = below(top, "Giữa")
        low = below(middle, "Dưới")
        make_category("Khác")
        assert sorted(ids_below(top)) == sorted([top.pk, middle.pk, low.pk])
        assert statements(lambda: ids_below(top)) == 1

    def test_a_category_moves_with_what_hangs_on_it_but_never_below_itself(self) -> None:
        top, other = make_category("Trên"), make_category("Khác")
        middle = below(top, "Giữa")
        assert change_category(category=middle, name="Giữa", parent=other, actor=None)
        assert ids_below(other) == [other.pk, middle.pk]
        for parent in (other, middle):
            with pytest.raises(QuestionError, match="chính nó"):
                change_category(category=other, name="Khác", parent=parent, actor=None)
        assert not change_category(category=middle, name="Giữa", parent=other, actor=None)
        entry = AuditEntry.objects.get(action="assessments.category.changed")
        assert (entry.before["parent"], entry.after["parent"]) == (top.pk, other.pk)

    def test_a_tree_ends_at_its_deepest_level_wherever_it_is_hung(self) -> None:
        last = make_category("1")
        for n in range(2, DEEPEST + 1):
            last = below(last, str(n))
        with pytest.raises(QuestionError):
            below(last, "quá sâu")
        pair = make_category("đôi")
        below(pair, "con")
        with pytest.raises(QuestionError):
            change_category(category=pair, name="đôi", parent=last.parent, actor=None)
        assert change_category(category=pair, name="đôi", parent=last.parent and last.parent.parent, actor=None)

    def test_banks_do_not_mix_and_a_name_stands_once(self) -> None:
        here, there = make_category("Một"), make_category("Hai", bank="mat-khau")
        with pytest.raises(QuestionError):
            change_category(category=there, name="Hai", parent=here, actor=None)
        make_category("Ba")
        with pytest.raises(QuestionError):
            change_category(category=here, name="Ba", parent=None, actor=None)

    def test_only_an_empty_category_goes(self) -> None:
        used, drawn, empty = make_category("Dùng"), make_category("Rút"), make_category("Trống")
        make_question(used)
        save_quiz(quiz=Quiz(bank="lua-dao", slug="b", title_vi="B"), draws=[Draw(drawn, 1)], actor=None)
        for category in (used, drawn):
            with pytest.raises(QuestionError):
                remove_category(category=category, actor=None)
        remove_category(category=empty, actor=None)
        assert set(Category.objects.all()) == {used, drawn}


@pytest.mark.django_db
class TestDetails:
    def test_details_change_without_a_version_and_are_audited(self) -> None:
        category = make_category()
        first = make_question(category)
        told = {"tags": ["Lừa đảo", "Email"], "legal_basis": {"text": "Luật mẫu", "review_on": "2027-06-30"}}
        assert make_question(category, **told).pk == first.pk
        question = Question.objects.get()
        assert [tag.name for tag in question.tags.all()] == ["Email", "Lừa đảo"]
        assert (question.language, question.legal_basis, question.review_on) == ("vi", "Luật mẫu", date(2027, 6, 30))
        assert {**raw_of(first), **told, "tags": ["Email", "Lừa đảo"]} == raw_of(QuestionVersion.objects.get())
        assert AuditEntry.objects.filter(action="assessments.question.details").count() == 1
        make_question(category, **told)
        assert AuditEntry.objects.filter(action="assessments.question.details").count() == 1

    def test_a_form_that_says_nothing_of_them_leaves_them(self) -> None:
        category = make_category()
        make_question(category, tags=["Email"], language="en")
        make_question(category, explanation="<p>Mới</p>")
        question = Question.objects.get()
        assert (question.language, question.tags.get().name, question.versions.count()) == ("en", "Email", 2)

    def test_a_tag_is_one_whatever_its_marks_and_case(self) -> None:
        category = make_category()
        for n, name in enumerate(("Lừa đảo", "LUA DAO", "lừa  đảo")):
            make_question(category, n=n, tags=[name, "Lừa Đảo"])
        assert Tag.objects.get().questions.count() == 3
        make_question(make_category(bank="khac"), tags=["Lừa đảo"])
        assert Tag.objects.count() == 2

    @pytest.mark.parametrize(
        "wrong",
        [
            {"tags": "Email"},
            {"tags": [""]},
            {"tags": ["a, b"]},
            {"tags": ["x" * 51]},
            {"tags": [f"t{n}" for n in range(21)]},
            {"language": "fr"},
            {"legal_basis": "Luật"},
            {"legal_basis": {"text": "", "review_on": "2027-06-30"}},
            {"legal_basis": {"text": "Luật", "review_on": "30/6/2027"}},
            {"competences": ["iu06"]},
            {"competences": ["TT02:"]},
            {"competences": ["X" * 41]},
        ],
    )
    def test_what_makes_no_sense_is_refused_and_nothing_is_kept(self, wrong: dict[str, Any]) -> None:
        category = make_category()
        with pytest.raises(QuestionError):
            make_question(category, **wrong)
        assert not Question.objects.exists()

    def test_reading_details_back_changes_nothing(self) -> None:
        version = make_question(make_category(), tags=["Mật khẩu"], legal_basis={"text": "Luật", "review_on": None})
        assert not keep_details(question=version.question, details=read_details(raw_of(version)), actor=None)


@pytest.mark.no_database
@given(st.text(alphabet="aăâđeêoôơuưáàảãạ ,.?!ABC<>&\n", min_size=1))
def test_an_equal_text_has_an_equal_mark(text: str) -> None:
    stem = f"<p>{text.replace('&', '').replace('<', '').replace('>', '')} câu</p>"
    assert stem_key(stem) == stem_key(stem.upper().replace("<P>", "<p>").replace("</P>", "</p>").replace(" ", "  "))
    assert stem_key(stem) != stem_key(f"{stem}<p>khác</p>")


@pytest.mark.django_db
class TestReview:
    def test_the_author_of_the_latest_version_does_not_review_it(self) -> None:
        writer, second = author(Role.PUBLISHER), author(Role.PUBLISHER)
        category = make_category()
        question = save_question(
            category=category, code="Q1", raw=raw_question(), is_practice=False, actor=writer
        ).question
        assert QuestionState.REVIEWED not in states_open_to(writer, question)
        with pytest.raises(QuestionError):
            set_state(question=question, state=QuestionState.REVIEWED, actor=writer)
        assert QuestionState.REVIEWED in states_open_to(second, question)
        assert set_state(question=question, state=QuestionState.REVIEWED, actor=second)
        question.refresh_from_db()
        assert (question.reviewed_by, question.reviewed_at is not None) == (second, True)

    def test_a_second_person_who_changed_the_difficulty_alone_has_not_written_it(self) -> None:
        writer, second = author(Role.PUBLISHER), author(Role.PUBLISHER)
        given: dict[str, Any] = {"category": make_category(), "code": "Q1", "is_practice": False}
        question = save_question(**given, raw=raw_question(), actor=writer).question
        save_question(**given, raw=raw_question(difficulty=3), actor=second)
        assert QuestionState.REVIEWED not in states_open_to(writer, question)
        with pytest.raises(QuestionError):
            set_state(question=question, state=QuestionState.REVIEWED, actor=writer)
        assert change_many(ids=[question.pk], act=BulkAct.REVIEW, actor=writer).refused.total() == 1
        assert QuestionState.REVIEWED in states_open_to(second, question)
        save_question(**given, raw=raw_question(difficulty=3, explanation="<p>Mới</p>"), actor=second)
        assert change_many(ids=[question.pk], act=BulkAct.REVIEW, actor=second).refused.total() == 1
        assert change_many(ids=[question.pk], act=BulkAct.REVIEW, actor=writer).done == 1

    def test_nobody_reviews_for_the_system_and_trainers_review_nothing(self) -> None:
        trainer = author(Role.TRAINER)
        question = make_question(make_category(owner=trainer)).question
        assert states_open_to(trainer, question) == [QuestionState.RETIRED]
        with pytest.raises(QuestionError):
            set_state(question=question, state=QuestionState.REVIEWED, actor=None)

    def test_an_edit_takes_the_review_away(self) -> None:
        category = make_category()
        question = make_question(category).question
        set_state(question=question, state=QuestionState.REVIEWED, actor=author(Role.PUBLISHER))
        make_question(category, explanation="<p>Mới</p>")
        question.refresh_from_db()
        assert (question.state, question.reviewed_by, question.reviewed_at) == (QuestionState.DRAFT, None, None)

    def test_a_retired_question_is_drawn_no_more_and_running_papers_keep_theirs(self) -> None:
        category = make_category()
        versions = [make_question(category, n=n) for n in range(3)]
        quiz = save_quiz(
            quiz=Quiz(bank="lua-dao", slug="b", title_vi="B", attempts=3), draws=[Draw(category, 2)], actor=None
        )
        edition = freeze_quiz(quiz=quiz, actor=None)
        running = make_attempt(make_person(), edition)
        drawn = running.paper.items
        gone = versions[0].question
        assert any(item["version"] == versions[0].pk for n in range(30) for item in draw_paper(edition, Random(n)))
        set_state(question=gone, state=QuestionState.RETIRED, actor=None)
        assert not any(item["version"] == versions[0].pk for n in range(30) for item in draw_paper(edition, Random(n)))
        running.paper.refresh_from_db()
        assert running.paper.items == drawn

    def test_a_paper_is_full_even_when_too_many_questions_were_retired(self) -> None:
        category = make_category()
        versions = [make_question(category, n=n) for n in range(3)]
        quiz = save_quiz(quiz=Quiz(bank="lua-dao", slug="b", title_vi="B"), draws=[Draw(category, 2)], actor=None)
        edition = freeze_quiz(quiz=quiz, actor=None)
        for version in versions[:2]:
            set_state(question=version.question, state=QuestionState.RETIRED, actor=None)
        for n in range(10):
            drawn = {item["version"] for item in draw_paper(edition, Random(n))}
            assert len(drawn) == 2 and versions[2].pk in drawn


@pytest.mark.django_db
class TestWhoseBank:
    def test_a_trainer_works_in_the_banks_of_own_courses_and_begins_none_of_another_course(self) -> None:
        trainer, other = author(), author()
        course = draft_course(trainer, "an-toan")
        category = make_category(bank=course.slug)
        for person, may in ((trainer, True), (other, False), (author(Role.PUBLISHER), True)):
            assert can_see_category(person, category) is may
            assert categories_seen_by(person).filter(pk=category.pk).exists() is may
            assert can_add_category(person, course.slug) is may
        draft_course(trainer, "mat-khau")
        assert can_add_category(trainer, "mat-khau")
        assert not can_add_category(other, "mat-khau")
        assert can_add_category(other, "kho-moi")
