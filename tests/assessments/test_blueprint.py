"""What a quiz asks of the bank: fixed and random draws, sections, and finding out early that there is too little."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.bank import ensure_category
from assessments.domain.blueprint import Draw, Starved, choose_versions, draws_of, pool_of
from assessments.domain.papers import draw_paper, pages_of, sections_at
from assessments.domain.quizzes import Section, freeze_quiz, save_quiz
from assessments.errors import QuizError
from assessments.forms.blueprint import codes_in
from assessments.models import Attempt, Category, Quiz, Tag
from tests.assessments.builders import make_attempt, make_category, make_question

POOLS = st.lists(
    st.tuples(st.integers(1, 4), st.sets(st.integers(1, 12), min_size=1)).map(
        lambda pair: {"count": min(pair[0], len(pair[1])), "versions": sorted(pair[1])}
    ),
    min_size=1,
    max_size=5,
)


def can_be_done(pool: list[dict[str, Any]]) -> bool:
    """Hall's condition, looked at the long way: any group of draws has enough questions among them."""
    for group in range(1, 2 ** len(pool)):
        chosen = [draw for n, draw in enumerate(pool) if group >> n & 1]
        if sum(draw["count"] for draw in chosen) > len(set().union(*(draw["versions"] for draw in chosen))):
            return False
    return True


@given(POOLS, st.integers(0, 1000))
def test_draws_that_overlap_fail_only_where_no_choice_would_do(pool: list[dict[str, Any]], seed: int) -> None:
    try:
        chosen = choose_versions(pool, Random(seed))
    except Starved:
        assert not can_be_done(pool)
        return
    assert can_be_done(pool)
    assert [len(versions) for versions in chosen] == [draw["count"] for draw in pool]
    assert all(set(versions) <= set(draw["versions"]) for versions, draw in zip(chosen, pool, strict=True))
    taken = [id_ for versions in chosen for id_ in versions]
    assert len(taken) == len(set(taken))


def test_a_random_draw_gives_every_question_its_chance() -> None:
    pool = [{"count": 2, "versions": list(range(10))}]
    rng = Random(7)
    hits = [0] * 10
    for _round in range(1000):
        for id_ in choose_versions(pool, rng)[0]:
            hits[id_] += 1
    assert all(150 < count < 250 for count in hits)


@pytest.mark.parametrize(
    ("text", "found", "unknown"),
    [
        ("T 01", ["T 01"], []),
        ("T 01, Q1 Q2;Q1", ["T 01", "Q1", "Q2", "Q1"], []),
        ("X 02, Q1", ["Q1"], ["X 02"]),
        ("Q11, Q1", ["Q1"], ["Q11"]),
        ("A, B\nT", ["A, B", "T"], []),
        (" ,; ", [], []),
    ],
)
def test_codes_of_a_fixed_draw_may_hold_spaces(text: str, found: list[str], unknown: list[str]) -> None:
    assert codes_in(text, ["T", "T 01", "Q1", "Q2", "A, B"]) == (found, unknown)


def quiz_of(*draws: Draw, sections: tuple[Section, ...] = (), **rules: Any) -> Quiz:
    quiz = Quiz(bank="lua-dao", slug="thu", title_vi="Thử", **{"shuffle": False, **rules})
    return save_quiz(quiz=quiz, draws=draws, sections=sections, actor=None)


@pytest.fixture
def shelf(db: None) -> Category:
    category = make_category()
    for n in range(8):
        make_question(category, n=n)
    return category


def test_fixed_questions_stand_in_every_paper_and_in_no_other_draw(shelf: Category) -> None:
    fixed = tuple(shelf.questions.filter(code__in=["Q001", "Q005"]))
    edition = freeze_quiz(quiz=quiz_of(Draw(shelf, 3), Draw(shelf, 2, questions=fixed)), actor=None)
    wanted = {question.versions.get().pk for question in fixed}
    for seed in range(20):
        versions = [item["version"] for item in draw_paper(edition, Random(seed))]
        assert len(set(versions)) == 5
        assert set(versions[3:]) == wanted


def test_the_message_names_the_draw_that_has_too_few(shelf: Category) -> None:
    quiz = quiz_of(Draw(shelf, 2), Draw(shelf, 5, difficulty=2))
    with pytest.raises(QuizError, match=r"2 .*Thư lừa đảo.* 5 .* 4"):
        freeze_quiz(quiz=quiz, actor=None)
    # Enough by itself, but not beside the other.
    with pytest.raises(QuizError, match=r"1 .*7"):
        freeze_quiz(
            quiz=save_quiz(quiz=quiz, draws=[Draw(shelf, 7), Draw(shelf, 2, difficulty=2)], actor=None), actor=None
        )


def test_a_draw_takes_the_categories_below_and_only_what_carries_its_tag(shelf: Category) -> None:
    child = ensure_category(bank=shelf.bank, name="Thư giả mạo", owner=None, actor=None, parent=shelf)
    below = make_question(child, n=50)
    tag = Tag.objects.create(bank=shelf.bank, name="Cấp xã", key="cap xa")
    below.question.tags.add(tag)
    found = {
        name: pool_of([draw], purpose="counted")[0]["versions"]
        for name, draw in {
            "with": Draw(shelf, 1),
            "without": Draw(shelf, 1, with_below=False),
            "tagged": Draw(shelf, 1, tag=tag),
        }.items()
    }
    assert below.pk in found["with"] and len(found["with"]) == 9
    assert below.pk not in found["without"] and len(found["without"]) == 8
    assert found["tagged"] == [below.pk]
    quiz = quiz_of(Draw(shelf, 1, tag=tag, with_below=False), Draw(shelf, 1, tag=tag))
    assert [(draw.tag, draw.with_below) for draw in draws_of(quiz)] == [(tag, False), (tag, True)]
    with pytest.raises(QuizError, match=r"1 .* 1 .* 0"):
        freeze_quiz(quiz=quiz, actor=None)


def test_practice_and_counted_questions_never_meet_in_a_draw(shelf: Category) -> None:
    trial = make_question(shelf, n=99, practice=True)
    draws = draws_of(quiz_of(Draw(shelf, 1)))
    counted, practice = (pool_of(draws, purpose=purpose)[0]["versions"] for purpose in ("counted", "practice"))
    assert practice == [trial.pk]
    assert len(counted) == 8 and trial.pk not in counted
    assert pool_of(draws, purpose="diagnostic")[0]["versions"] == counted


@pytest.mark.parametrize(
    ("draws", "sections"),
    [
        ([(1, 2)], ["Một"]),
        ([(0, 2)], ["Một"]),
        ([(1, 2)], []),
        ([(1, 2)], ["Một", "Hai"]),
    ],
)
def test_draws_and_sections_have_to_fit(shelf: Category, draws: list[tuple[int, int]], sections: list[str]) -> None:
    rows = [Draw(shelf, count, section=section) for section, count in draws]
    if sections == ["Một"] and draws[0][0] == 1:
        assert quiz_of(*rows, sections=(Section("Một"),)).sections.count() == 1
        return
    with pytest.raises(QuizError):
        quiz_of(*rows, sections=tuple(Section(title) for title in sections))
    assert not Quiz.objects.exists()


@pytest.mark.parametrize(
    ("per_page", "new_page", "pages"),
    [
        (0, True, [(1, 3), (4, 5)]),
        (0, False, [(1, 5)]),
        (2, True, [(1, 2), (3, 3), (4, 5)]),
        (2, False, [(1, 2), (3, 4), (5, 5)]),
        (1, True, [(n, n) for n in range(1, 6)]),
    ],
)
def test_pages_follow_the_sections(
    shelf: Category, per_page: int, new_page: bool, pages: list[tuple[int, int]]
) -> None:
    parts = (Section("Nhận biết", "Chọn một phương án."), Section("Vận dụng", new_page=new_page))
    draws = (Draw(shelf, 3, section=1), Draw(shelf, 2, section=2))
    edition = freeze_quiz(quiz=quiz_of(*draws, sections=parts, per_page=per_page, shuffle=True), actor=None)
    attempt: Attempt = make_attempt(edition=edition)
    assert [item["section"] for item in attempt.paper.items] == [1, 1, 1, 2, 2]
    assert [(page[0], page[-1]) for page in pages_of(attempt)] == pages
    heads = sections_at(attempt, range(1, 6))
    assert [(position, head["title"], head["begins"]) for position, head in heads.items()] == [
        (1, "Nhận biết", True),
        (4, "Vận dụng", True),
    ]
    assert sections_at(attempt, [2, 3])[2]["begins"] is False
