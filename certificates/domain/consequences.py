"""Which valid certificates a lost pass puts at stake, said before anything is done."""

from collections.abc import Sequence

from assessments.domain.consequences import Consequence, PassChange, register_consequences
from certificates.models import Certificate


def tell(changes: Sequence[PassChange], found: dict[int, Consequence]) -> None:
    """Learning has said which completions are at stake; `scope` of an attempt is its enrolment."""
    scopes = {change.attempt.scope: change.attempt.pk for change in changes if found[change.attempt.pk].at_stake}
    valid = Certificate.objects.filter(enrolment__in=scopes, revocation=None)
    for enrolment_id in valid.values_list("enrolment_id", flat=True):
        found[scopes[enrolment_id]].certificate_at_stake = True


def register() -> None:
    register_consequences(20, "certificates", tell)
