"""The audit log as it may be read: which entries, in which words, with whose names.

Names of people outside the reader's own subtree are initials, as in every list; the national administrator opens
them with a purpose, which is in the log itself.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final, Self

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.domain.masking import masked_name
from accounts.models import User
from committees.domain.reference import centre
from committees.enums import Role
from committees.models import Committee, subtree_q
from committees.rules import (
    audit_read_by,
    can_see_reason,
    committees_administered_by,
    leavers_named_to,
    people_administered_by,
    people_named_without_purpose,
)
from committees.rules.access import access_of
from committees.rules.audit import reads_everything
from common.days import midnight
from operations.domain import audit
from operations.domain.audit_subjects import has_titles, subjects_of, titles_of
from operations.domain.audit_words import (
    actions_of,
    column_words,
    is_left_out,
    object_words,
    reasons_elsewhere,
    reference_of,
    said,
    said_value,
    topic_of,
)
from operations.domain.own_trail import about_person
from operations.enums import AuditTopic
from operations.models import AuditEntry

PERSON = "accounts.user"
UNIT = "committees.committee"
MOST_NAMED = 100
READINGS: Final = ("audit.log_opened", "audit.entry_opened")
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Days inclusive, by the clock of the installation; `unit` stands for its subtree of today.

    `concerned`: the person the entries are about. `own_readings`: with the reader's own looks into the log, which
    would fill it otherwise; they are there too where that very act is asked for.
    """

    topic: str = ""
    action: str = ""
    first_day: date | None = None
    last_day: date | None = None
    actor: int | None = None
    unit: int | None = None
    concerned: int | None = None
    own_readings: bool = False

    def as_plain(self) -> dict[str, Any]:
        """What is asked, for the parameters of a job and for the log."""
        return {name: value.isoformat() if isinstance(value, date) else value
                for name, value in asdict(self).items() if value}  # fmt: skip

    @classmethod
    def of_plain(cls, values: dict[str, Any]) -> Self:
        days = {name: date.fromisoformat(values[name]) for name in ("first_day", "last_day") if values.get(name)}
        return cls(**{**values, **days})


def entries(reader: User, wanted: AuditFilter) -> QuerySet[AuditEntry]:
    """Of those the person may read, the ones asked for; unordered."""
    found = audit_read_by(reader)
    if wanted.action:
        found = found.filter(action=wanted.action)
    elif wanted.topic:
        found = found.filter(action__in=actions_of(AuditTopic(wanted.topic)))
    if wanted.first_day:
        found = found.filter(at__gte=midnight(wanted.first_day))
    if wanted.last_day:
        found = found.filter(at__lt=midnight(wanted.last_day + timedelta(days=1)))
    if wanted.actor:
        found = found.filter(actor_id=wanted.actor)
    if wanted.concerned:
        found = found.filter(about_person(User(pk=wanted.concerned)))
    if not wanted.own_readings and wanted.action not in READINGS:
        found = found.exclude(actor=reader, action__in=READINGS)
    if wanted.unit:
        top = Committee.objects.filter(pk=wanted.unit)
        found = found.filter(committee_id__in=Committee.objects.filter(subtree_q(top)).order_by().values("pk"))
    return found


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry in words. `reason` is empty where the reader may not know it."""

    entry: AuditEntry
    what: str
    topic: str
    who: str
    about: str
    unit: str
    reason: str
    hides_reason: bool


@dataclass(frozen=True, slots=True)
class ValueRow:
    label: str
    before: str
    after: str


class AuditReading:
    """The names behind some entries, in three statements and one for each kind of row with a subject or a title."""

    def __init__(self, reader: User, found: Sequence[AuditEntry], *, opened: bool, whole: bool = False) -> None:
        """`opened`: a purpose has been given for all names. `whole`: with those in before and after."""
        self._subjects = subjects_of(found)
        people = {entry.actor_id for entry in found if entry.actor_id}
        people |= {subject.person for subject in self._subjects.values() if subject.person}
        people |= {int(entry.object_id) for entry in found if entry.object_type == PERSON}
        units = {entry.committee_id for entry in found if entry.committee_id}
        named: dict[str, set[str]] = defaultdict(set)
        for entry in found if whole else ():
            people.update(_referred(entry, PERSON))
            units.update(_referred(entry, UNIT))
            for model, uuid in _titled(entry):
                named[model].add(uuid)
        self._titles = titles_of(named)
        self._reader = reader
        self._reasons = reasons_elsewhere(found)
        self._units = Committee.objects.in_bulk(units)
        self._names = dict(User.objects.filter(pk__in=people).values_list("pk", "full_name"))
        everybody = opened and access_of(reader).has(Role.NATIONAL_ADMIN)
        self._open = set(self._names) if everybody else _named(reader, people)

    def row(self, entry: AuditEntry) -> AuditRow:
        topic = topic_of(entry.action)
        unit = self._units.get(entry.committee_id or 0)
        sees_reason = can_see_reason(self._reader, entry, unit)
        reason = entry.reason or self._reasons.get(entry.pk, "")
        return AuditRow(
            entry=entry,
            what=said(entry.action),
            topic=str(topic.label) if topic else "",
            who=self.person(entry.actor_id) if entry.actor_id else _("the system"),
            about=self._about(entry),
            unit=unit.display_name if unit else "",
            reason=reason if sees_reason else "",
            hides_reason=bool(reason) and not sees_reason,
        )

    def values(self, entry: AuditEntry) -> list[ValueRow]:
        """Before and after, column by column."""
        names = [name for name in {**entry.before, **entry.after} if not is_left_out(name)]
        return [
            ValueRow(column_words(name), *(self._value(entry, name, side) for side in (entry.before, entry.after)))
            for name in names
        ]

    def person(self, pk: int) -> str:
        """The name, or initials and the number of the account, by which entries of one person are known."""
        name = self._names.get(pk)
        if name is None:
            return _("account no. %(number)s") % {"number": pk}
        return name if pk in self._open else f"{masked_name(name)} ({_('no. %(number)s') % {'number': pk}})"

    def _about(self, entry: AuditEntry) -> str:
        words = object_words(entry.object_type)
        if entry.object_type == PERSON:
            return self.person(int(entry.object_id))
        if entry.object_type == UNIT and entry.object_id == str(entry.committee_id):
            return words
        subject = self._subjects.get((entry.object_type, entry.object_id))
        if subject is None:
            return f"{words} {_('no. %(number)s') % {'number': entry.object_id}}"
        whose = self.person(subject.person) if subject.person else ""
        return f"{words}: {', '.join(filter(None, (whose, subject.text)))}"

    def _value(self, entry: AuditEntry, name: str, side: dict[str, Any]) -> str:
        if name not in side:
            return ""
        value, model = side[name], reference_of(entry.object_type, name)
        if not model or value in (None, "", []):
            return said_value(name, value)
        if has_titles(model):
            return self._titles.get((model, str(value)), _("no longer here"))
        ids = value if isinstance(value, list) else [value]
        told = [self.person(pk) if model == PERSON else self._unit_name(pk) for pk in ids[:MOST_NAMED]]
        if len(ids) > MOST_NAMED:
            told.append(_("and %(count)s more") % {"count": len(ids) - MOST_NAMED})
        return ", ".join(told)

    def _unit_name(self, pk: int) -> str:
        unit = self._units.get(pk)
        return unit.display_name if unit else _("no. %(number)s") % {"number": pk}


def audit_people(reader: User) -> QuerySet[User]:
    """Whose entries may be asked for: of who reads everything, anybody's."""
    if reads_everything(reader):
        return User.objects.all()
    return User.objects.filter(Q(pk__in=people_administered_by(reader).values("pk")) | Q(pk=reader.pk))


def audit_units(reader: User) -> QuerySet[Committee]:
    return Committee.objects.all() if reads_everything(reader) else committees_administered_by(reader)


@transaction.atomic
def record_reading(*, reader: User, wanted: AuditFilter) -> None:
    """That the log was read, and what was asked of it."""
    top = reading_top(reader)
    audit.record(action="audit.log_opened", actor=reader, target=top, committee_id=top.pk, after=wanted.as_plain())


@transaction.atomic
def record_opening(*, reader: User, entry: AuditEntry) -> None:
    top = reading_top(reader)
    audit.record(action="audit.entry_opened", actor=reader, target=entry, committee_id=top.pk)


def reading_top(reader: User) -> Committee:
    """Where the reading itself belongs: the unit the reader administers, the centre for who reads all."""
    own = access_of(reader).committees(Role.COMMITTEE_ADMIN)
    return own[0] if own and not reads_everything(reader) else centre()


def _named(reader: User, people: Iterable[int]) -> set[int]:
    found = (people_named_without_purpose(reader), leavers_named_to(reader))
    return {reader.pk, *(pk for some in found for pk in some.filter(pk__in=people).values_list("pk", flat=True))}


def _titled(entry: AuditEntry) -> Iterator[tuple[str, str]]:
    """Model and UUID of what before and after name by one."""
    for side in (entry.before, entry.after):
        for name, value in side.items():
            model = reference_of(entry.object_type, name)
            if has_titles(model) and isinstance(value, str) and _UUID.fullmatch(value):
                yield model, value


def _referred(entry: AuditEntry, model: str) -> set[int]:
    found: set[int] = set()
    for side in (entry.before, entry.after):
        for name, value in side.items():
            if reference_of(entry.object_type, name) == model:
                ids = value if isinstance(value, list) else [value]
                found.update(pk for pk in ids[:MOST_NAMED] if isinstance(pk, int))
    return found
