"""What the audit trail says in words: actions, the things they were done to, the columns of before and after.

Rooms register theirs. What has no words here is not shown: a column without a label stays behind a mask, so that
nothing appears on a screen that nobody has looked at.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.text.formats import short_date
from operations.domain.addresses import address_words
from operations.enums import AuditTopic
from operations.models import AuditEntry

Words = Mapping[str, str | Promise]
MASK: Final = "•••"
# As the trail keeps days, and times with their zone.
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d))?")
_DAY_LENGTH: Final = 10
# Holds what an approval was asked for, as `app.model` and its number.
_OBJECT: Final = "object"
# Holds the url name of what was refused, which is no word for readers.
_ROUTE: Final = "route"

_actions: dict[str, tuple[AuditTopic, str | Promise]] = {}
_objects: dict[str, str | Promise] = {}
_columns: dict[str, str | Promise] = {}
_values: dict[str, Words] = {}
_references: dict[tuple[str, str], str] = {}
_unseen: set[str] = set()
_restricted: set[str] = set()
ReasonsElsewhere = Callable[[Iterable[AuditEntry]], dict[int, str]]
_elsewhere: dict[str, ReasonsElsewhere] = {}


def register_audit_words(topic: AuditTopic, words: Words) -> None:
    """`words`: what each action means, in a sentence without anybody's name."""
    _actions.update({action: (topic, said) for action, said in words.items()})


def register_audit_nouns(*, objects: Words | None = None, columns: Words | None = None) -> None:
    """`objects`: what a row of `app.model` is called. `columns`: the keys of before and after."""
    _objects.update(objects or {})
    _columns.update(columns or {})


def register_audit_values(column: str, words: Words) -> None:
    """Codes of a column that have words; others are shown as they stand."""
    _values[column] = {**_values.get(column, {}), **words}


def leave_out_columns(*columns: str) -> None:
    """Columns that hold the number of a row nobody can look up: they are for a search in the database alone."""
    _unseen.update(columns)


def is_left_out(column: str) -> bool:
    return column in _unseen


def register_audit_references(object_type: str, references: Mapping[str, str]) -> None:
    """Columns of entries about `object_type` that hold ids of another model, as `app.model`, or its UUIDs."""
    _references.update({(object_type, column): model for column, model in references.items()})


def reference_of(object_type: str, column: str) -> str:
    """The model whose ids the column holds, empty where it holds values."""
    return _references.get((object_type, column), "")


def restrict_reason(*actions: str, elsewhere: ReasonsElsewhere | None = None) -> None:
    """The reason of these is for the administrators of the unit alone.

    `elsewhere`: reads it, by entry, from rows of the room, where the trail itself does not hold it.
    """
    _restricted.update(actions)
    if elsewhere:
        _elsewhere.update(dict.fromkeys(actions, elsewhere))


def reasons_elsewhere(entries: Iterable[AuditEntry]) -> dict[int, str]:
    """Reasons that rooms keep themselves, by entry. A statement for each action among the entries that has such."""
    asked: dict[str, list[AuditEntry]] = {}
    for entry in entries:
        if entry.action in _elsewhere:
            asked.setdefault(entry.action, []).append(entry)
    return {pk: reason for action, some in asked.items() for pk, reason in _elsewhere[action](some).items()}


def is_reason_restricted(action: str) -> bool:
    return action in _restricted


def knows_action(action: str) -> bool:
    return action in _actions


def knows_column(column: str) -> bool:
    return column in _columns


def knows_object(object_type: str) -> bool:
    return object_type in _objects


def said(action: str) -> str:
    """What was done; a plain sentence for an action of a version that is gone."""
    return str(_actions[action][1]) if action in _actions else _("Record changed")


def topic_of(action: str) -> AuditTopic | None:
    return _actions[action][0] if action in _actions else None


def actions_of(topic: AuditTopic) -> list[str]:
    return sorted(action for action, (of, _said) in _actions.items() if of == topic)


def actions_by_topic() -> Iterator[tuple[AuditTopic, list[tuple[str, str]]]]:
    """For a choice: each topic with its actions in words, in the order of the words."""
    for topic in AuditTopic:
        named = [(action, said(action)) for action in actions_of(topic)]
        if named:
            yield topic, sorted(named, key=lambda pair: pair[1])


def object_words(object_type: str) -> str:
    return str(_objects.get(object_type, _("Record")))


def column_words(column: str) -> str:
    return str(_columns.get(column, column))


def said_value(name: str, value: Any) -> str:
    """A value of before or after in words; masked where nobody has said what the column is."""
    if name not in _columns:
        return MASK
    match value:
        case None | "" | [] | {}:
            return "–"
        case bool():
            return _("yes") if value else _("no")
        case list():
            return ", ".join(said_value(name, each) for each in value)
        case dict():
            return MASK
        case str() if moment := _moment(value):
            return moment
        case str() if name == _OBJECT:
            object_type, _space, number = value.partition(" ")
            return f"{object_words(object_type)} {_('no. %(number)s') % {'number': number}}"
        case str() if name == _ROUTE:
            return address_words(value) or "–"
    words = _values.get(name, {})
    return str(words.get(str(value), value))


def _moment(text: str) -> str:
    """`00:38 01/12/2026`, local time, of a time with its zone, and `01/12/2026` of a day; "" of any other text."""
    if not _ISO.fullmatch(text):
        return ""
    try:
        if len(text) == _DAY_LENGTH:
            return short_date(date.fromisoformat(text))
        moment = timezone.localtime(datetime.fromisoformat(text))
    except ValueError:
        return ""
    return f"{moment:%H:%M} {short_date(moment)}"


def register() -> None:
    """The words of this room."""
    register_audit_words(
        AuditTopic.APPROVALS,
        {
            "approval.asked": gettext_lazy("Approval of a second person asked for"),
            "approval.approved": gettext_lazy("Approved by a second person"),
            "approval.refused": gettext_lazy("Refused by a second person"),
            "approval.withdrawn": gettext_lazy("Request for approval withdrawn"),
            "approval.expired": gettext_lazy("Request for approval expired"),
        },
    )
    register_audit_words(
        AuditTopic.EXPORTS,
        {
            "personal_data.exported": gettext_lazy("Own data taken as a file"),
            "job.file_taken": gettext_lazy("File of a job downloaded"),
        },
    )
    register_audit_words(
        AuditTopic.SYSTEM,
        {
            "backup.made": gettext_lazy("Backup made"),
            "retention.applied": gettext_lazy("Records dealt with whose time was up"),
            "retention.rule_changed": gettext_lazy("Rule of retention changed"),
        },
    )
    register_audit_words(AuditTopic.ACCESS, {"access.refused": gettext_lazy("Access refused")})
    register_audit_nouns(
        objects={
            "operations.approval": gettext_lazy("Request for approval"),
            "operations.job": gettext_lazy("Job"),
            "operations.retentionrule": gettext_lazy("Rule of retention"),
            "operations.auditentry": gettext_lazy("Entry of the audit log"),
        },
        columns={
            "count": gettext_lazy("Number of records"),
            "until": gettext_lazy("Until"),
            "days": gettext_lazy("Days kept"),
            "basis": gettext_lazy("Basis"),
            "review_on": gettext_lazy("To be looked at again"),
            "kind": gettext_lazy("Kind"),
            _OBJECT: gettext_lazy("Object"),
            "route": gettext_lazy("Address asked for"),
            "method": gettext_lazy("Method"),
            "status": gettext_lazy("Answer"),
        },
    )
