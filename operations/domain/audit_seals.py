"""Whether an entry stands in the chain, and whether the chain still holds at that place."""

from dataclasses import dataclass
from datetime import datetime

from operations.domain.audit import FIRST_HASH, link_hash
from operations.models import AuditEntry, AuditSeal


@dataclass(frozen=True, slots=True)
class SealState:
    """`fits`: the entry is as it was when it was sealed, and its seal goes on from the one before."""

    position: int
    sealed_at: datetime
    hash: str
    fits: bool


def seal_state(entry: AuditEntry) -> SealState | None:
    """None while the entry waits for the job that seals; two statements."""
    seal = AuditSeal.objects.filter(entry=entry).first()
    if seal is None:
        return None
    before = AuditSeal.objects.filter(position=seal.position - 1).values_list("hash", flat=True).first()
    previous = FIRST_HASH if seal.position == 1 else before
    fits = seal.previous_hash == previous and seal.hash == link_hash(seal.previous_hash, seal.position, entry)
    return SealState(seal.position, seal.sealed_at, seal.hash, fits)


def chain_end() -> AuditSeal | None:
    """The last seal: how long the chain is, and until when."""
    return AuditSeal.objects.order_by("-position").first()
