"""What the pages of a learner are called, for whoever is offered a form of theirs again."""

from collections.abc import Mapping
from typing import Any

from accounts.domain.page_names import register_page_names
from accounts.models import User
from portal.finding import find_activity
from portal.scoped import attempts_of


def _of_activity(person: User, arguments: Mapping[str, Any]) -> str:
    _enrolment, _outline, found = find_activity(person, arguments["course_slug"], arguments["slug"])
    return found.title


def _of_attempt(person: User, arguments: Mapping[str, Any]) -> str:
    found = attempts_of(person).filter(uuid=arguments["uuid"]).select_related("quiz").first()
    return found.quiz.title if found else ""


def register() -> None:
    register_page_names(_of_activity, "activity", "complete_lesson", "exercise", "start_attempt")
    register_page_names(_of_attempt, "attempt", "attempt_submit", "contest_mark")
