"""The learner's own certificates."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.domain.requests import SignedInRequest
from learning.enums import EnrolmentStatus
from portal.scoped import certificates_of, enrolments_of


@login_required
@require_safe
def my_certificates(request: SignedInRequest) -> HttpResponse:
    certificates = certificates_of(request.user).select_related("revocation")
    waiting = enrolments_of(request.user).filter(status=EnrolmentStatus.COMPLETED, certificate__isnull=True).exists()
    return render(request, "portal/my_certificates.html", {"certificates": certificates, "waiting": waiting})
