"""Figures of questions: counted by a job, suppressed where few have answered, the same as Moodle's where both count."""

import csv
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.attempts import submit_attempt
from assessments.domain.item_statistics import NIGHTLY_JOB, count_quiz, counts_of, quizzes_to_count
from assessments.domain.manual_marking import mark_by_hand
from assessments.models import Attempt, Marking, QuestionStatistic, QuizEdition
from assessments.question_types import question_type
from assessments.question_types.by_hand import HandMark
from assessments.question_types.counting import Tally
from assessments.rules import questions_seen_by
from assessments.tasks import count_statistics
from committees.enums import Role
from operations.domain.job_runs import run_job
from operations.models import Job
from tests.assessments.builders import (
    at,
    make_attempt,
    make_category,
    make_essay_edition,
    make_marker,
    make_person,
    make_question,
    right_responses,
    statements,
)
from tests.assessments.samples import PARTS, parsed, right_response
from tests.assessments.test_authoring import enter, make_author
from tests.common.conftest import Corpus

MOODLE = "moodle-quiz-walkthrough"


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def file_of(corpus: Corpus, folder: str, name: str) -> Path:
    return next(path for path in corpus(MOODLE) if path.parent.name == folder and path.name == name)


@pytest.mark.no_database
def test_facility_and_discrimination_are_those_of_moodle(corpus: Corpus) -> None:
    results = rows_of(file_of(corpus, "statistics", "results00.csv"))
    expected = {
        row["slot"]: row for row in rows_of(file_of(corpus, "statistics", "qstats00.csv")) if not row["subqname"]
        and not row["variant"]
    }  # fmt: skip
    assert len(results) == 25 and len(expected) == 7
    for slot, row in expected.items():
        tally = Tally()
        for result in results:
            marks = [Decimal(result[f"slots.{n}.mark"]) for n in range(1, 8)]
            share = marks[int(slot) - 1]
            tally.add(share, sum(marks, Decimal(0)) - share, (), blank=False)
        facility, discrimination = tally.facility(), tally.discrimination()
        assert facility is not None and discrimination is not None
        assert facility == pytest.approx(100 * Decimal(row["facility"]), abs=Decimal("0.01"))
        assert discrimination * 100 == pytest.approx(Decimal(row["discriminationindex"]), abs=Decimal("0.06"))


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 500)), max_size=30))
def test_figures_stay_in_their_range_whatever_is_counted(answers: list[tuple[int, int]]) -> None:
    tally = Tally()
    for share, rest in answers:
        tally.add(Decimal(share) / 100, Decimal(rest) / 100, ["a", "a"], blank=not share)
    facility, discrimination = tally.facility(), tally.discrimination()
    assert tally.parts["a"] == tally.answers == len(answers)
    if len(answers) < 5:
        assert facility is discrimination is None
        return
    assert facility is not None and 0 <= facility <= 100
    assert discrimination is None or -1 <= discrimination <= 1
    if len({share for share, _rest in answers}) == 1:
        assert discrimination is None


@pytest.mark.no_database
@pytest.mark.parametrize("kind", PARTS)
def test_every_type_counts_parts_that_it_names(kind: str) -> None:
    spec, read = question_type(kind), parsed(kind)
    parts = spec.parts(read.presentation, read.key)
    named = [part.id for part in parts]
    assert len(set(named)) == len(named)
    counted = spec.counted(read.presentation, read.key, right_response(read.key))
    assert set(counted) <= set(named) and (bool(counted) or kind == "essay")
    assert all(part.right is not False for part in parts if part.id in counted)
    blank: dict[str, Any] = {}
    assert not spec.counted(read.presentation, read.key, blank)
    assert spec.draw_order(read.presentation, Random(1), shuffle=False) is not None


def _sat(edition: QuizEdition, name: str, chosen: str) -> Attempt:
    attempt = make_attempt(make_person(name), edition)
    responses = right_responses(attempt) | {1: {"chosen": [chosen]}, 2: {"text": ""}}
    return submit_attempt(attempt_uuid=attempt.uuid, person=attempt.cadre, responses=responses, now=at(2))


@pytest.mark.django_db
def test_an_author_asks_for_a_count_and_small_counts_stay_hidden() -> None:
    owner = make_author("giangvien", Role.TRAINER)
    edition = make_essay_edition(owner)
    for number, chosen in enumerate("bbbbbbaac"):
        _sat(edition, f"hv{number}", chosen)
    waiting = make_attempt(make_person("cho"), edition)
    submit_attempt(attempt_uuid=waiting.uuid, person=waiting.cadre, responses=right_responses(waiting), now=at(2))
    question = questions_seen_by(owner).get(code="Q001")
    client, url = enter(owner), reverse("assessments_statistics", args=[question.uuid])
    assert "Chưa có thống kê" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    job = Job.objects.get(kind="assessments.statistics")
    run_job(job.pk)
    (count,) = counts_of(question)
    assert (count.statistic.answers, count.statistic.facility) == (9, Decimal("66.67"))
    assert [(part.text, part.right, part.count) for part in count.parts] == [
        ("Một", False, None),
        ("Hai", True, 6),
        ("Bốn", False, None),
        ("Ba", False, None),
    ]
    page = client.get(url).content.decode()
    assert "66,7" in page and page.count("dưới 5") == 3
    assert statements(lambda: counts_of(question)) == 1
    # Asked again it is counted again, not added.
    client.post(url)
    run_job(Job.objects.filter(kind="assessments.statistics").latest("pk").pk)
    assert QuestionStatistic.objects.get(version__question=question).answers == 9
    other = make_author("khac", Role.TRAINER)
    assert enter(other).get(url).status_code == enter(other).post(url).status_code == 404


@pytest.mark.django_db
def test_of_few_answers_nothing_is_said() -> None:
    owner = make_author("giangvien", Role.TRAINER)
    edition = make_essay_edition(owner)
    for number in range(4):
        _sat(edition, f"hv{number}", "b")
    assert count_quiz(edition.quiz_id, lambda counted: None) == 4
    question = questions_seen_by(owner).get(code="Q001")
    (count,) = counts_of(question)
    assert count.is_small and count.statistic.facility is None and not any(part.count for part in count.parts)
    page = enter(owner).get(reverse("assessments_statistics", args=[question.uuid])).content.decode()
    assert "Chưa đủ 5 câu trả lời" in page


@pytest.mark.django_db
def test_a_question_that_no_quiz_draws_has_nothing_to_count() -> None:
    owner = make_author("giangvien", Role.TRAINER)
    question = make_question(make_category(owner=owner)).question
    client, url = enter(owner), reverse("assessments_statistics", args=[question.uuid])
    assert client.post(url).status_code == 302
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_counting_costs_the_same_statements_for_a_batch_of_any_size() -> None:
    edition = make_essay_edition()
    _sat(edition, "mot", "b")
    few = statements(lambda: count_quiz(edition.quiz_id, lambda counted: None))
    for number in range(12):
        _sat(edition, f"hv{number}", "b")
    assert statements(lambda: count_quiz(edition.quiz_id, lambda counted: None)) == few


@pytest.mark.django_db
def test_an_annulled_question_is_not_counted() -> None:
    edition = make_essay_edition()
    attempt = _sat(edition, "mot", "b")
    before = Marking.objects.get(attempt=attempt)
    Marking.objects.create(
        attempt=attempt,
        cadre_id=attempt.cadre_id,
        number=2,
        score=before.score - Decimal(before.items[0]["score"]),
        max_score=before.max_score - Decimal(before.items[0]["max"]),
        passed=before.passed,
        items=[{"score": "0.00", "max": "0.00"}, *before.items[1:]],
    )
    assert count_quiz(edition.quiz_id, lambda counted: None) == 1
    counted = set(QuestionStatistic.objects.values_list("version_id", flat=True))
    assert counted == {item["version"] for item in attempt.paper.items[1:]}


@pytest.mark.django_db
def test_every_night_what_has_news_is_counted() -> None:
    edition = make_essay_edition()
    attempt = make_attempt(make_person("mot"), edition)
    submit_attempt(attempt_uuid=attempt.uuid, person=attempt.cadre, responses=right_responses(attempt), now=at(2))
    count_statistics()
    assert not Job.objects.filter(kind=NIGHTLY_JOB).exists()  # nothing is marked yet
    mark_by_hand(attempt_uuid=attempt.uuid, marks={2: HandMark({"a": 2, "b": 1}, "")}, actor=make_marker())
    count_statistics()
    count_statistics()
    job = Job.objects.get(kind=NIGHTLY_JOB)
    run_job(job.pk)
    assert {row.answers for row in QuestionStatistic.objects.all()} == {1}
    assert quizzes_to_count() == []
    Marking.objects.create(
        attempt=attempt, cadre_id=attempt.cadre_id, number=2, score=1, max_score=2, passed=False, items=[]
    )
    assert quizzes_to_count() == [edition.quiz_id]  # a correction has marked it anew
