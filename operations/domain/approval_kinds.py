"""The kinds of acts that need a second person; each room registers its own in `AppConfig.ready`."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from operations.domain.audit_words import register_audit_values
from operations.models import Approval

if TYPE_CHECKING:
    from accounts.models import User

EXPIRES_AFTER: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Change:
    """One line of what will be different. An empty `before` is something new, an empty `after` something that ends."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What will happen if it is approved, in words for the person who decides.

    `facts`: label and value of what the act is about; `figures`: label and number, how much it concerns.
    `warnings`: what cannot be undone, or may surprise.
    `url`, `link`: a page that says more, in its own words; asked for its rights like any other.
    """

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    changes: tuple[Change, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    url: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalKind:
    """One kind of act.

    `label`: a few words for lists ("Role granted to a person").
    `effect(approval)`: what will happen; also asked after the decision, when the thing may look different.
    `titles(approvals)`: by id, the title of each for a list, in as many statements for many as for one; kinds without
    it are listed by their label.
    `may_propose(user, target, parameters)`: whether the person may ask for this.
    `decided_by(user)`: the condition on `Approval` for those of this kind that the person may decide on, None for
    never any. Who proposed is left out by us and need not be.
    `apply(approval, actor)`: does it, in the transaction of the decision; what it raises is rolled back with the
    decision, an `ApprovalError` or an error of its room named in `refusals` is shown. Work on many rows is put
    into a job here (`enqueue_job` belongs to the transaction). What it returns is kept with the decision.
    `fingerprint(approval)`: a word that changes when the thing does, so that nobody approves what is no longer so.
    `closed(approval, state)`: told when it ends otherwise than by approval, in the same transaction.
    """

    name: str
    label: str | Promise
    effect: Callable[[Approval], Effect]
    may_propose: "Callable[[User, Model, dict[str, Any]], bool]"
    decided_by: "Callable[[User], Q | None]"
    apply: "Callable[[Approval, User], dict[str, Any] | None]"
    fingerprint: Callable[[Approval], str]
    closed: Callable[[Approval, str], None] | None = None
    titles: Callable[[Sequence[Approval]], dict[int, str]] | None = None
    refusals: tuple[type[Exception], ...] = ()
    expires_after: timedelta = EXPIRES_AFTER


_kinds: dict[str, ApprovalKind] = {}


def register_approval_kind(kind: ApprovalKind) -> None:
    _kinds[kind.name] = kind
    register_audit_values("kind", {kind.name: kind.label})


def approval_kind(name: str) -> ApprovalKind:
    """What was decided outlives the kind: of a name nobody registers (any more) it is read, and nobody acts on it."""
    return _kinds.get(name) or _not_offered(name)


def _not_offered(name: str) -> ApprovalKind:
    def apply(approval: Approval, actor: "User") -> None:
        raise LookupError(f"no approval kind {approval.kind!r}")

    label = _("An act that this version of Sen does not offer")
    return ApprovalKind(
        name=name,
        label=label,
        effect=lambda approval: Effect(str(label)),
        may_propose=lambda user, target, parameters: False,
        decided_by=lambda user: None,
        apply=apply,
        fingerprint=lambda approval: approval.fingerprint,
    )


def approval_kinds() -> list[ApprovalKind]:
    return list(_kinds.values())


def titles_of(approvals: Sequence[Approval]) -> dict[int, str]:
    """By id, what each is about in a few words."""
    found: dict[int, str] = {}
    for name in {approval.kind for approval in approvals}:
        kind, those = approval_kind(name), [approval for approval in approvals if approval.kind == name]
        found |= dict.fromkeys((approval.pk for approval in those), str(kind.label))
        if kind.titles is not None:
            found |= kind.titles(those)
    return found


def fingerprint_of(*facts: object) -> str:
    """A short word for the values on which an act rests; equal values, equal word."""
    text = json.dumps(facts, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()
