"""Who did what. Rows are written in the transaction of the change; a job seals them with a hash chain."""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django.utils.translation import gettext as _

from common.db.locks import advisory_lock
from operations.domain.audit_units import unit_of
from operations.domain.integrity import Finding
from operations.models import AuditEntry, AuditSeal
from operations.request_id import current_request_id

if TYPE_CHECKING:
    from accounts.models import User

Change = tuple[Model, dict[str, Any], dict[str, Any]]
FIRST_HASH: Final = "0" * 64
SEALED_WITHIN: Final = timedelta(hours=1)
# A long transaction may commit an entry after later ones were sealed; look that far back for it.
LOOK_BACK: Final = 100_000


def record(
    *,
    action: str,
    actor: "User | None",
    target: Model,
    committee_id: int | None = None,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write one entry; `before` and `after` hold ids, codes and dates, never names or answers.

    `committee_id`: the unit whose administrators read it; without one that of the target, where it has one. Words for
    the action and for its columns are registered with `operations.domain.audit_words`.

    Raises:
        TransactionManagementError: outside a transaction, where the change could be lost or kept
            without its entry.
    """
    entry = _entry(action, actor, target, before, after, committee_id=committee_id, reason=reason)
    entry.save(force_insert=True)
    return entry


def record_many(
    *,
    action: str,
    actor: "User | None",
    changes: Iterable[Change],
    reason: str = "",
    committee_id: Callable[[Any], int | None] = lambda target: None,
) -> int:
    """One entry for each of many things changed in one act, in as few statements; gives how many.

    A change is (target, before, after), as `record` takes them; `committee_id` tells the unit of a target
    where it is not the one that `audit_units` finds.

    Raises:
        TransactionManagementError: as in `record`.
    """
    entries = [
        _entry(action, actor, target, before, after, committee_id=committee_id(target), reason=reason)
        for target, before, after in changes
    ]
    AuditEntry.objects.bulk_create(entries, batch_size=500)
    return len(entries)


def _is_in_transaction() -> bool:
    return transaction.get_connection().in_atomic_block


def _entry(
    action: str,
    actor: "User | None",
    target: Model,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    *,
    committee_id: int | None = None,
    reason: str = "",
) -> AuditEntry:
    if not _is_in_transaction():
        raise TransactionManagementError("An audit entry belongs into the transaction of its change.")
    return AuditEntry(
        action=action,
        actor=actor,
        object_type=target._meta.label_lower,
        object_id=str(target.pk),
        committee_id=committee_id or unit_of(action, target),
        reason=reason[:500],
        before=_plain(before or {}),
        after=_plain(after or {}),
        request_id=current_request_id.get(),
    )


def seal(limit: int = 5_000) -> int:
    """Append entries that are not sealed yet to the chain; gives how many."""
    last = AuditSeal.objects.order_by("-position").first()
    if not _unsealed(last).exists():
        return 0
    with advisory_lock("operations.audit.seal"):
        last = AuditSeal.objects.order_by("-position").first()
        position, previous = (last.position, last.hash) if last else (0, FIRST_HASH)
        seals = []
        for entry in _unsealed(last).order_by("id")[:limit]:
            position += 1
            seal_hash = link_hash(previous, position, entry)
            seals.append(AuditSeal(position=position, entry=entry, previous_hash=previous, hash=seal_hash))
            previous = seal_hash
        AuditSeal.objects.bulk_create(seals, batch_size=500)
    return len(seals)


def verify_chain() -> list[Finding]:
    """Walk the whole chain; gives what does not fit, at most the first break of it."""
    previous = FIRST_HASH
    links = AuditSeal.objects.select_related("entry").order_by("position").iterator(chunk_size=2_000)
    for position, link in enumerate(links, start=1):
        if link.position != position:
            return [Finding(_("A seal is missing from the audit chain."), f"seal {position}")]
        if link.previous_hash != previous or link.hash != link_hash(previous, position, link.entry):
            return [Finding(_("An audit entry was changed after it was sealed."), f"entry {link.entry_id}")]
        previous = link.hash
    late = AuditEntry.objects.filter(seal=None, at__lt=timezone.now() - SEALED_WITHIN).order_by("id").first()
    return [Finding(_("An audit entry was never sealed."), f"entry {late.pk}")] if late else []


def canonical_json(entry: AuditEntry) -> str:
    """The bytes that are sealed: every column, keys sorted, no white space, time in UTC."""
    columns = {
        "id": entry.pk,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
        "action": entry.action,
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "committee_id": entry.committee_id,
        "reason": entry.reason,
        "before": entry.before,
        "after": entry.after,
        "request_id": entry.request_id,
    }
    return json.dumps(columns, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def link_hash(previous: str, position: int, entry: AuditEntry) -> str:
    """The hash of the seal at `position`, over the entry and the hash of the seal before."""
    return hashlib.sha256(f"{previous}\n{position}\n{canonical_json(entry)}".encode()).hexdigest()


def _unsealed(last: AuditSeal | None) -> Any:
    entries = AuditEntry.objects.filter(seal=None)
    return entries.filter(pk__gt=last.entry_id - LOOK_BACK) if last else entries


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Dates, UUIDs and decimals as text, exactly as they will be read back."""
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))
