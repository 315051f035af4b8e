"""Who took the file of somebody else's certificate: an export of personal data, which is in the log."""

from django.db import transaction

from accounts.domain.identities import of_person
from accounts.models import User
from certificates.models import Certificate
from committees.domain.audit_units import unit_of_person
from operations.domain import audit


@transaction.atomic
def record_taking(*, certificate: Certificate, actor: User) -> None:
    """An entry unless it is one's own, also under a record that was made one with the actor's."""
    own = Certificate.objects.filter(of_person(actor, "cadre"), pk=certificate.pk)
    if certificate.cadre_id != actor.pk and not own.exists():
        unit = unit_of_person(certificate.cadre_id)
        audit.record(action="certificate.file_taken", actor=actor, target=certificate, committee_id=unit)
