"""The laws and rules on which a course rests: named in their own field, never in a lesson."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from courses.models import Edition


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """`review_on`: by then somebody looks whether it still holds. A day that cannot be read is None."""

    text: str
    in_force_on: date | None
    review_on: date | None


def read_legal_bases(stored: Iterable[Mapping[str, object]]) -> tuple[LegalBasis, ...]:
    """From the stored form, see `LegalBasisField`."""
    return tuple(
        LegalBasis(str(basis.get("text", "")), _day(basis.get("in_force_on")), _day(basis.get("review_on")))
        for basis in stored
    )


def legal_bases_of(edition: Edition) -> tuple[LegalBasis, ...]:
    """Those frozen with the edition; what was published before there was the column has them with its course."""
    is_served = edition.course.current_edition_id == edition.pk
    return read_legal_bases(edition.legal_basis or (edition.course.legal_basis if is_served else ()))


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
