"""I4: one certificate for every completion, none without, and its file is the one registered."""

import hashlib
from collections.abc import Iterator

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from certificates.domain.issuing import ISSUE_TOPIC, completions_of, lacking_certificate, promise_key
from certificates.models import Certificate
from learning.enums import EnrolmentStatus
from operations.domain.integrity import Finding, register_invariant
from operations.enums import OutboxState
from operations.models import OutboxMessage


def completions_are_certified() -> Iterator[Finding]:
    """Waiting promises are no fault: they are drained by the worker."""
    promised = set(
        OutboxMessage.objects.filter(state=OutboxState.PENDING, topic=ISSUE_TOPIC).values_list("key", flat=True)
    )
    for pk in lacking_certificate():
        if promise_key(pk, completions_of(pk)) not in promised:
            yield Finding("completed without a certificate", f"enrolment {pk}")
    stray = Certificate.objects.filter(revocation=None).exclude(enrolment__status=EnrolmentStatus.COMPLETED)
    for number in stray.values_list("number", flat=True).iterator():
        yield Finding("certificate without a completion", number)
    twice = Certificate.objects.filter(revocation=None, enrolment__fulfilled_by__isnull=False)
    for number in twice.values_list("number", flat=True).iterator():
        yield Finding("certificate of what was learned in another campaign", number)
    valid = Certificate.objects.filter(revocation=None).order_by().values("enrolment_id")
    for row in valid.annotate(times=Count("pk")).filter(times__gt=1).iterator():
        yield Finding("more than one valid certificate", f"enrolment {row['enrolment_id']}")


def files_are_the_registered_ones() -> Iterator[Finding]:
    for certificate in Certificate.objects.filter(rendered_at__isnull=False).iterator():
        try:
            with certificate.file.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            yield Finding("certificate file is missing", certificate.number)
            continue
        if digest != certificate.sha256:
            yield Finding("certificate file differs from the register", certificate.number)


def register() -> None:
    register_invariant("I4", _("Every completion has exactly one certificate"), completions_are_certified)
    register_invariant("I4b", _("Certificate files are the registered ones"), files_are_the_registered_ones)
