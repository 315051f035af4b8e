"""Each permission is one predicate and one queryset that agree, on random trees and roles (design, section 1)."""

import ast
from typing import Final

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from committees.enums import Role
from courses.models import Course
from tests.access import agreement
from tests.access.agreement import PAIRS, Pair, Shape, build, disagreements
from tests.architecture.sources import CHECKOUT, ROOMS

pytestmark = pytest.mark.django_db

# What asks for no object, or is no right of a person, with the reason.
ALONE: Final = {
    "can_author": "whether the bank concerns the person at all",
    "can_review": "whether the person reviews at all",
    "can_add_category": "of a name that may not be there yet",
    "can_merge": "of two records together, each of those administered, which is a pair here",
    "can_set_state": "of a pair of question and state; `states_open_to` lists them",
    "can_see_picture": "of the questions seen, which is a pair here",
    "can_grant_roles": "whether the person gives roles at all",
    "quizzes_marked_by": "quizzes of the attempts to mark, which is a pair here",
    "feedback_read_by": "of the courses the person edits, which is a pair here",
    "can_read_retention": "of one page, the same for everybody who may",
    "can_decide_retention": "of acts on all records together",
    "can_see_reason": "of what stands in an entry that `audit_read_by` has given",
    "states_open_to": "of states, not of rows",
    "writers_of": "of who wrote a question, which is no right",
    "names_learners_to": "of what is shown of an attempt the person may mark or correct",
    "banks_filled_by": "names of banks, of which `can_add_category` asks again",
    "banks_seen_by": "names of the categories seen, which is a pair here",
    "corrections_listed_at": "of those answered, the ones of one unit",
    "closed_accounts_listed_at": "of the accounts that may be opened again, those of one unit",
    "corrections_expected_of": "of those answered, the ones somebody is told of",
}
SHAPES: Final = st.builds(
    Shape,
    seed=st.integers(0, 10_000),
    grants=st.lists(st.tuples(st.sampled_from(list(Role)), st.integers(0, 9), st.booleans()), min_size=2, max_size=6),
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(SHAPES)
def test_predicate_and_queryset_agree(shape: Shape) -> None:
    with transaction.atomic():
        assert disagreements(build(shape)) == []
        transaction.set_rollback(True)


def test_a_disagreement_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    planted = Pair(("planted",), Course, lambda _user, course: course.slug == "b", lambda _user: Course.objects.all())
    monkeypatch.setattr(agreement, "PAIRS", (planted,))
    askers = build(Shape(1, [(Role.TRAINER, 0, False)]))
    assert len(disagreements(askers)) == len(askers)


def test_every_right_of_the_rules_is_in_a_pair() -> None:
    paired = {name for pair in PAIRS for name in pair.names}
    found = set(_rights())
    assert len(found) > 40
    assert found - paired - set(ALONE) == set()
    assert set(ALONE) <= found


def _rights() -> list[str]:
    paths = [path for room in ROOMS for place in ("rules.py", "rules/*.py") for path in (CHECKOUT / room).glob(place)]
    return [
        node.name
        for path in paths
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and (node.name.startswith("can_") or node.name.rpartition("_")[2] in ("by", "to", "of", "at"))
        and node.name != "access_of"
    ]
