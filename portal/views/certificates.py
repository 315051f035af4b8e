"""The learner's own certificates."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.domain.identities import of_person
from accounts.domain.requests import SignedInRequest
from certificates.models import Certificate
from learning.enums import EnrolmentStatus
from learning.models import Enrolment


@login_required
@require_safe
def my_certificates(request: SignedInRequest) -> HttpResponse:
    certificates = Certificate.objects.filter(of_person(request.user, "cadre")).select_related("revocation")
    waiting = Enrolment.objects.filter(
        cadre=request.user, status=EnrolmentStatus.COMPLETED, certificate__isnull=True
    ).exists()
    return render(request, "portal/my_certificates.html", {"certificates": certificates, "waiting": waiting})
