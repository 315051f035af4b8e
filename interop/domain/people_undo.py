"""Taking an import of people back: what stands in the way, and doing it.

People are never deleted: somebody the import made keeps an empty, closed record under another sign-in
name, so that the code is free again; enrolments that came of it are marked as mistaken and leave the figures.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.domain.people import deactivate_people
from accounts.models import User
from assessments.models import Attempt
from committees.domain.tree_lock import keep_tree_still
from committees.domain.undoing import MembershipUndo, undo_memberships
from committees.errors import CommitteeError
from committees.models import Membership, RoleGrant
from interop.domain.people_apply import PERSON_FIELDS, write_facts
from interop.enums import ChangeSetState
from interop.models import ChangeRow, ChangeSet
from learning.domain.enrolments import exempt
from learning.enums import UNFINISHED_STATUSES, EventKind, ExemptReason
from learning.models import Enrolment, ProgressEvent

BATCH: Final = 500
# What happens to an enrolment without the person doing anything.
_BY_ITSELF: Final = (EventKind.ENROLLED, EventKind.MOVED, EventKind.DUE_CHANGED)
# What others decided, while the person need not have learned anything.
_GRANTED: Final = (EventKind.ACCOMMODATED,)
_EXEMPTED: Final = (EventKind.EXEMPTED, EventKind.EXEMPTION_ENDED)
_CORRECTED: Final = (EventKind.CORRECTED, EventKind.COMPLETION_WITHDRAWN)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Dependence:
    """A reason not to undo: a sentence, and up to three of the people it is about."""

    text: str
    people: list[str]

    @property
    def sentence(self) -> str:
        return f"{self.text.removesuffix('.')} ({', '.join(self.people)})."


def dependences(change_set: ChangeSet) -> list[Dependence]:
    """What later came to rest on this import; empty means it can be undone."""
    if change_set.applied_at is None:
        return []
    done = change_set.rows.filter(applied_at__isnull=False, undone_at__isnull=True, person__isnull=False)
    touched = done.exclude(action="wrong").values("person")
    placed = done.filter(trace__has_key="made").values("person")
    made = done.filter(trace__has_key="created").values("person")
    since = change_set.applied_at
    later = ChangeRow.objects.filter(applied_at__gt=since, undone_at__isnull=True).exclude(change_set=change_set)
    happened = ProgressEvent.objects.filter(at__gt=since).exclude(kind__in=_BY_ITSELF)
    learned = happened.exclude(kind__in=[*_GRANTED, *_EXEMPTED, *_CORRECTED])
    granted, exempted, corrected = (happened.filter(kind__in=kinds) for kinds in (_GRANTED, _EXEMPTED, _CORRECTED))
    found: list[tuple[QuerySet[User], Callable[[int], str]]] = [
        (
            _among(touched, later.values("person")),
            lambda n: ngettext(
                "%(count)d person was changed by a later import.", "%(count)d people were changed by a later import.", n
            ),
        ),
        (
            _among(placed, Membership.objects.filter(created_at__gt=since).values("cadre")),
            lambda n: ngettext(
                "%(count)d person has changed unit or position since.",
                "%(count)d people have changed unit or position since.",
                n,
            ),
        ),
        (
            _among(placed, learned.values("cadre"), Attempt.objects.filter(started_at__gt=since).values("cadre_id")),
            lambda n: ngettext(
                "%(count)d person has studied or sat a quiz since.",
                "%(count)d people have studied or sat a quiz since.",
                n,
            ),
        ),
        (
            _among(placed, granted.values("cadre")),
            lambda n: ngettext(
                "%(count)d person was given more time or attempts at a quiz.",
                "%(count)d people were given more time or attempts at a quiz.",
                n,
            ),
        ),
        (
            _among(placed, exempted.values("cadre")),
            lambda n: ngettext(
                "The exemption of %(count)d person from a course has changed since.",
                "The exemptions of %(count)d people from a course have changed since.",
                n,
            ),
        ),
        (
            _among(placed, corrected.values("cadre")),
            lambda n: ngettext(
                "The result of %(count)d person was corrected, or the record merged with another.",
                "The results of %(count)d people were corrected, or their records merged with others.",
                n,
            ),
        ),
        (
            _among(placed, RoleGrant.objects.filter(valid_from__gt=since).values("user")),
            lambda n: ngettext("%(count)d person was given a role.", "%(count)d people were given a role.", n),
        ),
        (
            User.objects.filter(pk__in=made, last_login__isnull=False),
            lambda n: ngettext("%(count)d new person has signed in.", "%(count)d new people have signed in.", n),
        ),
    ]
    result = []
    for people, words in found:
        count = people.count()
        if count:
            names = list(people.order_by("sort_name", "pk").values_list("full_name", flat=True)[:3])
            result.append(Dependence(words(count) % {"count": count}, names))
    return result


def _among(people: Any, *others: Any) -> QuerySet[User]:
    either = Q()
    for other in others:
        either |= Q(pk__in=other)
    return User.objects.filter(either, pk__in=people)


def undo_change_set(change_set: ChangeSet, *, actor: User, progress: Progress | None = None) -> dict[str, int]:
    """Take the rows back, the last one first, batch by batch; a row that cannot be is left and says why.

    Refused as a whole, before anything is taken back, while something depends on it.
    """
    if not change_set.rows.filter(undone_at__isnull=False).exists() and (reasons := dependences(change_set)):
        change_set.state = ChangeSetState.APPLIED
        change_set.problem = " ".join(reason.sentence for reason in reasons)[:500]
        change_set.save(update_fields=["state", "problem"])
        return {"undone": 0, "kept": change_set.rows.filter(applied_at__isnull=False).count()}
    waiting = (
        change_set.rows.filter(applied_at__isnull=False, undone_at__isnull=True)
        .exclude(action="wrong")
        .select_related("person")
        .order_by("-number")
    )
    total = waiting.count()
    seen, before = 0, None
    while batch := list((waiting.filter(number__lt=before) if before else waiting)[:BATCH]):
        before = batch[-1].number
        with transaction.atomic():
            keep_tree_still()
            _undo_rows(batch, change_set, actor)
        seen += len(batch)
        if progress:
            progress(seen, total)
    kept = waiting.count()
    change_set.state = ChangeSetState.UNDONE
    change_set.undone_at = timezone.now()
    change_set.save(update_fields=["state", "undone_at"])
    return {"undone": total - kept, "kept": kept}


def _undo_rows(rows: list[ChangeRow], change_set: ChangeSet, actor: User) -> None:
    now = timezone.now()
    placed = {row.person_id: row for row in rows if "made" in row.trace}
    fresh = [row for row in rows if not _has_drifted(row)]
    try:
        with transaction.atomic():
            _undo_memberships([row for row in fresh if row.person_id in placed], change_set, actor)
    except CommitteeError:
        # Somebody among them has moved meanwhile: one by one, so that only that row stays.
        fresh = [row for row in fresh if row.person_id not in placed or _undo_alone(row, change_set, actor)]
    for row in fresh:
        row.undone_at = now
    back = [(row, row.before) for row in fresh if "created" not in row.trace]
    write_facts(back, actor=actor, reason=change_set.file_name)
    _retire_people([row for row in fresh if "created" in row.trace], change_set, actor)
    ChangeRow.objects.bulk_update(rows, ["undone_at", "problems"], batch_size=BATCH)


def _has_drifted(row: ChangeRow) -> bool:
    """Whether somebody has changed the person's own facts since."""
    written = PERSON_FIELDS if "created" in row.trace else [name for name in PERSON_FIELDS if name in row.before]
    if row.person is None or all(getattr(row.person, name) == row.data[name] for name in written):
        return False
    row.problems = [_("The person has been changed since; this row was not undone.")]
    return True


def _undo_alone(row: ChangeRow, change_set: ChangeSet, actor: User) -> bool:
    try:
        with transaction.atomic():
            _undo_memberships([row], change_set, actor)
    except CommitteeError as error:
        row.problems = [str(error)]
        return False
    return True


def _undo_memberships(rows: list[ChangeRow], change_set: ChangeSet, actor: User) -> None:
    undos = [
        MembershipUndo(
            cadre_id=row.person_id or 0, made=row.trace["made"], ended=row.trace["ended"], was=row.trace.get("was")
        )
        for row in rows
    ]
    undo_memberships(undos=undos, actor=actor, reason=change_set.file_name)


def _retire_people(rows: list[ChangeRow], change_set: ChangeSet, actor: User) -> None:
    people = [row.person for row in rows if row.person is not None]
    unfinished = Enrolment.objects.filter(cadre__in=people, status__in=UNFINISHED_STATUSES)
    for enrolment in unfinished.order_by("pk"):
        exempt(enrolment=enrolment, reason=ExemptReason.MISTAKE, note=change_set.file_name[:300], actor=actor)
    for person in people:
        person.username = f"{person.username[:40]}.huy.{person.pk}"
        person.derive_keys()
    User.objects.bulk_update(people, ["username", "username_key"], batch_size=BATCH)
    units = {row.person_id: row.data["unit"] for row in rows}
    deactivate_people(people=people, actor=actor, reason=change_set.file_name, unit_of=lambda person: units[person.pk])
