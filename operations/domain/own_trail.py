"""What the audit trail and the jobs hold about a person, as that person may read it."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from operations.domain.audit_subjects import has_subjects
from operations.domain.audit_words import said
from operations.domain.personal_data import Section, register_personal_data
from operations.domain.refusals import REFUSED
from operations.models import AuditEntry, Job

if TYPE_CHECKING:
    from accounts.models import User

OwnIds = Callable[["User"], Iterable[int]]

PERSON: Final = "accounts.user"
_owned: dict[str, OwnIds] = {}


def register_own_trail(object_type: str, own: OwnIds) -> None:
    """Entries about rows of `object_type` (`app.model`) with the ids that `own` gives belong to the person's record."""
    _owned[object_type] = own


def about_person(person: "User") -> Q:
    """Entries about the person, and about rows that the log itself names by whose they are.

    Others are left out: the log says of them only what they are, and to ask by a person must not say more.
    """
    return _about(person, {kind: own for kind, own in _owned.items() if kind == PERSON or has_subjects(kind)})


def _about(person: "User", owned: Mapping[str, OwnIds]) -> Q:
    """One statement for each kind of row: ids as constants, which the index finds."""
    about = Q(pk__in=[])
    for object_type, own in owned.items():
        if ids := [str(pk) for pk in own(person)]:
            about |= Q(object_type=object_type, object_id__in=ids)
    return about


def trail(person: "User", most: int | None) -> Section:
    """One statement for each kind of row and one for the entries."""
    entries = AuditEntry.objects.filter(_about(person, _owned)).exclude(action=REFUSED).order_by("-at", "-pk")[:most]
    rows = [(entry.at, said(entry.action), _by_whom(entry, person)) for entry in entries]
    columns = (("at", _("When")), ("what", _("What was done")), ("by", _("By whom")))
    return Section(_("Log of the own record"), columns, list(rows), _("Other people are named by their part only."))


def _by_whom(entry: AuditEntry, person: "User") -> str:
    if entry.actor_id is None:
        return _("the system")
    return _("this person") if entry.actor_id == person.pk else _("somebody in charge")


def jobs(person: "User", most: int | None) -> Section:
    own = Job.objects.filter(requested_by_id=person.pk).order_by("-created_at", "-pk")[:most]
    rows = [(job.created_at, job.title or job.kind, job.get_state_display()) for job in own]
    columns = (("asked_at", _("When")), ("work", _("Work asked for")), ("state", _("State")))
    return Section(_("Exports and imports"), columns, list(rows))


def register() -> None:
    register_personal_data(80, "jobs", jobs)
    register_personal_data(90, "log", trail)
