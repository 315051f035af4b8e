"""What an author has submitted, and what was decided."""

from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import ReviewRequest
from operations.domain.personal_data import Cell, Section, register_personal_data


def submissions(person: User, most: int | None) -> Section:
    own = ReviewRequest.objects.filter(submitted_by=person).select_related("course").order_by("-submitted_at")[:most]
    rows: list[tuple[Cell, ...]] = [
        (request.course.title, request.submitted_at, request.get_state_display(), request.decided_at) for request in own
    ]
    columns = (
        ("course", _("Course")), ("submitted_at", _("Submitted")), ("state", _("State")), ("decided_at", _("Decided")),
    )  # fmt: skip
    return Section(_("Courses submitted for review"), columns, rows)


def register() -> None:
    register_personal_data(60, "submissions", submissions)
