"""Vì sao? Every status in words, from the evidence."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from common.db.prepared import PreparedQuery
from common.text.formats import number, short_date
from courses.domain.editions import edition_outline
from learning.enums import EventKind, ExemptReason
from learning.models import Enrolment, ProgressEvent

# On the page of every course.
_EVENTS: Final = PreparedQuery(
    lambda enrolment_id, person_id: ProgressEvent.objects.filter(
        enrolment=enrolment_id, cadre_id=person_id
    ).select_related("committee_at", "actor"),
    int,
    int,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A fact and the day it happened."""

    day: date
    text: str


def why(enrolment: Enrolment, *, tells_exemption: bool = True) -> list[Reason]:
    """The events of an enrolment as sentences, oldest first.

    Args:
        tells_exemption: with the reason of an exemption; only the person and the administrators of the unit read it.
    """
    titles: dict[UUID | None, str] = {}
    if enrolment.edition_id:
        titles = {activity.key: activity.title for activity in edition_outline(enrolment.edition_id).activities}
    events = _EVENTS.objects(enrolment.pk, enrolment.cadre_id)
    return [
        Reason(event.day, _sentence(event, titles.get(event.activity, ""), tells_exemption=tells_exemption))
        for event in events
    ]


def _sentence(event: ProgressEvent, title: str, *, tells_exemption: bool) -> str:
    words = {"title": title, "unit": event.committee_at.display_name, "actor": str(event.actor or ""), **event.data}
    for name in ("score", "max", "score_before", "max_before"):
        if name in event.data:
            words[name] = number(Decimal(event.data[name]).normalize())
    words["proof"] = event.reason
    if "on" in event.data:
        words["on"] = short_date(date.fromisoformat(event.data["on"]))
    words["code"] = ExemptReason(event.data["code"]).label if "code" in event.data else ""
    match event.kind:
        case EventKind.ENROLLED:
            return _("Enrolled while belonging to %(unit)s.") % words
        case EventKind.STARTED if "learned_in" in event.data:
            return _("Began the course, in the campaign “%(campaign)s”.") % words
        case EventKind.STARTED:
            return _("Began the course.")
        case EventKind.LESSON_COMPLETED:
            return _("Finished the lesson “%(title)s”.") % words
        case EventKind.CONFIRMED:
            return _("Confirmed having read “%(title)s”.") % words
        case EventKind.ATTENDED:
            return _("Attended “%(title)s” at %(when)s (%(room)s), taken down by %(actor)s.") % words
        case EventKind.LEARNED_ELSEWHERE:
            return _("Learned “%(title)s” elsewhere on %(on)s, taken down by %(actor)s: %(proof)s.") % words
        case EventKind.LESSON_KNOWN:
            return (
                _("Need not read “%(title)s”: known already, as “%(quiz)s” showed with %(score)s of %(max)s points.")
                % words
            )
        case EventKind.ACCOMMODATED:
            return _("At “%(title)s”: %(minutes)s more minutes and %(attempts)s more attempts.") % words
        case EventKind.ATTEMPT_PASSED:
            return _("Passed “%(title)s” with %(score)s of %(max)s points.") % words
        case EventKind.ATTEMPT_FAILED:
            return _("Did not pass “%(title)s”: %(score)s of %(max)s points.") % words
        case EventKind.ATTEMPTS_USED_UP:
            return _("Used up the attempts at “%(title)s”.") % words
        case EventKind.COMPLETED if "learned_in" in event.data:
            return (
                _(
                    "Completed the course while belonging to %(unit)s: it was learned in the campaign “%(campaign)s” "
                    "and counts here too, for both were open."
                )
                % words
            )
        case EventKind.COMPLETED if "also" in event.data:
            words["also"] = ", ".join(f"“{title}”" for title in event.data["also"])
            return _("Completed the course while belonging to %(unit)s. This also counts for: %(also)s.") % words
        case EventKind.COMPLETED:
            return _("Completed the course while belonging to %(unit)s.") % words
        case EventKind.COMPLETION_WITHDRAWN:
            return _("Completion withdrawn: %(reason)s") % {"reason": event.reason}
        case EventKind.CORRECTED if "score_before" in event.data:
            return _regraded(event, words)
        case EventKind.CORRECTED if "is_double" in event.data:
            if event.data["is_double"]:
                return _("Not counted here: in this campaign the person counts under another record.")
            return _("Counted here again.")
        case EventKind.EXEMPTED if not tells_exemption:
            return _("Exempted by %(actor)s.") % words
        case EventKind.EXEMPTED:
            return _("Exempted (%(code)s) by %(actor)s.") % words
        case EventKind.EXEMPTION_ENDED:
            return _("Exemption ended by %(actor)s.") % words
        case EventKind.MOVED:
            return _("Moved to %(unit)s.") % words
        case EventKind.DUE_CHANGED:
            return _("Due date changed.")
        case _:
            return _("Record corrected.")


def _regraded(event: ProgressEvent, words: dict[str, str]) -> str:
    """By which act, from what to what, and what that means."""
    words |= {"act": event.data.get("correction", "")[:8].upper(), "reason": event.reason}
    if not words["act"]:
        said = _(
            "The mark for “%(title)s” was corrected from %(score_before)s of %(max_before)s to %(score)s of %(max)s "
            "points: the answer was contested and marked again by a second person. %(reason)s"
        )
        return said % words
    said = _(
        "The mark for “%(title)s” was corrected from %(score_before)s of %(max_before)s to %(score)s of %(max)s points "
        "by the question correction %(act)s: %(reason)s"
    )
    return said % words
