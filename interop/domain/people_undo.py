"""Taking an import of people back: what stands in the way, and doing it.

Whoever undoes writes to people anew, so they are asked about anew: somebody who has left the reach of that person,
alone or with a whole unit, stands in the way like anything else that came later. People are never deleted: somebody the
import made keeps an empty, closed record under another sign-in name, so that the code is free again; enrolments that
came of the import are marked as mistaken and leave the figures.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.domain.people import deactivate_people
from accounts.models import PersonMerge, User
from assessments.models import Attempt
from committees.domain.access import forget_access
from committees.domain.tree_lock import keep_tree_still
from committees.domain.undoing import MembershipUndo, undo_memberships
from committees.errors import CommitteeError
from committees.models import Membership, RoleGrant, SidePost, last_memberships, subtree_q
from committees.rules import committees_administered_by, people_last_administered_by
from interop.domain.people_apply import PERSON_FIELDS, write_facts
from interop.enums import ChangeSetState
from interop.models import ChangeRow, ChangeSet
from learning.domain.enrolments import exempt
from learning.domain.misplaced import take_back_duties
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
    """A reason not to undo: a sentence, and up to three of the people it is about, of those in reach."""

    text: str
    people: list[str]

    @property
    def sentence(self) -> str:
        return f"{self.text.removesuffix('.')} ({', '.join(self.people)})." if self.people else self.text


def dependences(change_set: ChangeSet, actor: User) -> list[Dependence]:
    """What later came to rest on this import, or left the reach of `actor`; empty means it can be undone."""
    if change_set.applied_at is None:
        return []
    done = change_set.rows.filter(applied_at__isnull=False, undone_at__isnull=True, person__isnull=False)
    written = done.exclude(action="wrong")
    touched = written.values("person")
    placed = done.filter(trace__has_key="made").values("person")
    made = done.filter(trace__has_key="created").values("person")
    since = change_set.applied_at
    later = ChangeRow.objects.filter(applied_at__gt=since, undone_at__isnull=True).exclude(change_set=change_set)
    happened = ProgressEvent.objects.filter(at__gt=since).exclude(kind__in=_BY_ITSELF)
    learned = happened.exclude(kind__in=[*_GRANTED, *_EXEMPTED, *_CORRECTED])
    granted, exempted, corrected = (happened.filter(kind__in=kinds) for kinds in (_GRANTED, _EXEMPTED, _CORRECTED))
    merges = PersonMerge.objects.filter(merged_at__gt=since, undone_at__isnull=True)
    reach = people_last_administered_by(actor)
    found: list[tuple[QuerySet[User], Callable[[int], str]]] = [
        (
            _among(written.filter(~Exists(reach.filter(pk=OuterRef("person_id")))).values("person")),
            lambda n: ngettext(
                "%(count)d person no longer belongs to a unit that whoever undoes it administers.",
                "%(count)d people no longer belong to a unit that whoever undoes it administers.",
                n,
            ),
        ),
        (
            _among(_led_away(written, actor).values("person")),
            lambda n: ngettext(
                "%(count)d person would go back to a unit that whoever undoes it does not administer.",
                "%(count)d people would go back to a unit that whoever undoes it does not administer.",
                n,
            ),
        ),
        (
            _among(touched, later.values("person")),
            lambda n: ngettext(
                "%(count)d person was changed by a later import.", "%(count)d people were changed by a later import.", n
            ),
        ),
        (
            _among(
                placed,
                Membership.objects.filter(created_at__gt=since).values("cadre"),
                _put_right(done).values("person"),
            ),
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
            # What undoing another list took back is nobody's decision about a course.
            _among(placed, exempted.exclude(data__has_key="misplaced").values("cadre")),
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
            _among(placed, SidePost.objects.filter(created_at__gt=since).values("cadre")),
            lambda n: ngettext(
                "%(count)d person has taken up a post beside the main one.",
                "%(count)d people have taken up posts beside the main one.",
                n,
            ),
        ),
        (
            _among(touched, merges.values("closed"), merges.values("kept")),
            lambda n: ngettext(
                "The record of %(count)d person was merged with another.",
                "The records of %(count)d people were merged with others.",
                n,
            ),
        ),
        (
            User.objects.filter(pk__in=made, last_login__isnull=False),
            lambda n: ngettext("%(count)d new person has signed in.", "%(count)d new people have signed in.", n),
        ),
    ]
    # Kept with the list, where others who administer its unit read it.
    here = last_memberships().filter(subtree_q([change_set.committee], "committee__path")).values("cadre_id")
    result = []
    for people, words in found:
        count = people.count()
        if count:
            named = people.filter(pk__in=reach.values("pk")).filter(pk__in=here).order_by("sort_name", "pk")
            names = list(named.values_list("full_name", flat=True)[:3])
            result.append(Dependence(words(count) % {"count": count}, names))
    return result


def _led_away(rows: QuerySet[ChangeRow], actor: User) -> QuerySet[ChangeRow]:
    """Rows of people who came from a unit that has left the reach of `actor` since."""
    own = committees_administered_by(actor).filter(pk=OuterRef("former"))
    came = rows.filter(before__has_key="unit").annotate(former=Cast(KT("before__unit"), BigIntegerField()))
    return came.filter(~Exists(own))


def _put_right(rows: QuerySet[ChangeRow]) -> QuerySet[ChangeRow]:
    """Rows whose membership is over, or says something else than what was written: a change of the same day makes no
    membership of its own."""
    as_written = Membership.objects.filter(
        pk=OuterRef("made"),
        committee=OuterRef("unit_written"),
        position_group=OuterRef("group_written"),
        position=OuterRef("position_written"),
        valid_to=None,
    )
    written = {name: Cast(KT(f"data__{name}"), BigIntegerField()) for name in ("unit", "group")}
    placed = rows.annotate(
        made=Cast(KT("trace__made"), BigIntegerField()),
        unit_written=written["unit"],
        group_written=written["group"],
        position_written=KT("data__position"),
    )
    # Who only left has none, which one database casts to nothing and the other to zero.
    return placed.filter(~Exists(as_written), made__gt=0)


def _among(people: Any, *others: Any) -> QuerySet[User]:
    either = Q()
    for other in others:
        either |= Q(pk__in=other)
    return User.objects.filter(either, pk__in=people)


def undo_change_set(change_set: ChangeSet, *, actor: User, progress: Progress | None = None) -> dict[str, int]:
    """Take the rows back, the last one first, batch by batch; a row that cannot be is left and says why.

    Refused as a whole, before anything is taken back, while something depends on it.
    """
    is_begun = change_set.rows.filter(undone_at__isnull=False).exists()
    if not is_begun and (reasons := dependences(change_set, actor)):
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
    fresh = [row for row in _within_reach(rows, actor) if not _has_drifted(row)]
    wrong_since = _wrong_since(fresh)
    try:
        with transaction.atomic():
            _undo_memberships([row for row in fresh if row.person_id in placed], change_set, actor)
    except CommitteeError:
        # Somebody among them has moved meanwhile: one by one, so that only that row stays.
        fresh = [row for row in fresh if row.person_id not in placed or _undo_alone(row, change_set, actor)]
    for row in fresh:
        row.undone_at = now
    moved = {pk: since for row in fresh if (pk := row.person_id) and (since := wrong_since.get(pk))}
    take_back_duties(wrong_since=moved, note=change_set.file_name[:300], actor=actor)
    back = [(row, row.before) for row in fresh if "created" not in row.trace]
    write_facts(back, actor=actor, reason=change_set.file_name)
    _retire_people([row for row in fresh if "created" in row.trace], change_set, actor)
    ChangeRow.objects.bulk_update(rows, ["undone_at", "problems"], batch_size=BATCH)


def _within_reach(rows: list[ChangeRow], actor: User) -> list[ChangeRow]:
    """Those whose person and former unit `actor` administers at this moment; the others stay and say why.

    Asked again with each batch: what was asked of all of them may have changed while the work goes on or stood still.
    """
    forget_access(actor)
    ids = [row.person_id for row in rows if row.person_id]
    people = set(people_last_administered_by(actor).filter(pk__any_of=ids).values_list("pk", flat=True))
    former = {row.before["unit"] for row in rows if "unit" in row.before}
    units = set(committees_administered_by(actor).filter(pk__any_of=list(former)).values_list("pk", flat=True))
    own = []
    for row in rows:
        if row.person_id in people and row.before.get("unit") in (units | {None}):
            own.append(row)
        else:
            row.problems = [_("The person is no longer administered by whoever undoes it; this row was not undone.")]
    return own


def _wrong_since(rows: list[ChangeRow]) -> dict[int, datetime]:
    """Since when the people whom the import moved to another unit have counted there."""
    made = [row.trace["made"] for row in rows if "unit" in row.before and row.trace.get("made")]
    return dict(Membership.objects.filter(pk__any_of=made).values_list("cadre_id", "created_at"))


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
            cadre_id=row.person_id or 0,
            made=row.trace["made"],
            ended=row.trace["ended"],
            was=row.trace.get("was"),
            wrote={"committee": row.data["unit"], "group": row.data.get("group", 0), "position": row.data["position"]},
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
