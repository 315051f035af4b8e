"""What must always be true of the data. Rooms register invariants; one command checks them all."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)

MOST_FINDINGS: Final = 100


@dataclass(frozen=True)
class Finding:
    """One place where an invariant does not hold. `object` names the row, never a person."""

    message: str
    object: str = ""


@dataclass(frozen=True)
class InvariantResult:
    code: str
    title: str
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        return not self.findings


Check = Callable[[], Iterable[Finding]]

_invariants: dict[str, tuple[str | Promise, Check]] = {}


def register_invariant(code: str, title: str | Promise, check: Check) -> None:
    """Add an invariant; `check` gives what it finds wrong, nothing when it holds."""
    _invariants[code] = (title, check)


def check_all() -> list[InvariantResult]:
    """Check every invariant, in the order of their codes; at most 100 findings of each are kept."""
    return [_check_one(code, *_invariants[code]) for code in sorted(_invariants)]


def _check_one(code: str, title: str | Promise, check: Check) -> InvariantResult:
    try:
        findings = tuple(islice(check(), MOST_FINDINGS))
    except Exception as error:
        log.exception("invariant %s could not be checked", code)
        findings = (Finding(_("The check itself broke."), type(error).__name__),)
    return InvariantResult(code, str(title), findings)
