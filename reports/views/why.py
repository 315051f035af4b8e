"""Vì sao? The status of one person in one campaign, from the evidence."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.domain.masking import masked_name
from committees.enums import Role
from committees.rules import can_see_figures, committees_reported_to
from committees.rules.access import access_of
from learning.domain.explanation import why
from learning.models import Enrolment
from operations.domain.refusals import get_or_refuse
from reports.domain.queries.roster import status_words
from reports.rules import NameAccess, name_access
from reports.views.nodes import ancestors_of
from reports.views.purposes import purpose_given


@require_safe
@login_required
def report_why(request: HttpRequest, uuid: UUID) -> HttpResponse:
    enrolment = get_or_refuse(
        Enrolment.objects.filter(committee__in=committees_reported_to(request.user)).select_related(
            "cadre", "committee", "campaign", "course"
        ),
        uuid=uuid,
    )
    unit = enrolment.committee
    access = name_access(request.user, unit)
    above = [each for each in ancestors_of(unit) if can_see_figures(request.user, each)]
    if access is NameAccess.PURPOSE and not purpose_given(request, [unit, *above]):
        return redirect("report_roster", uuid=unit.uuid)
    name = enrolment.cadre.full_name
    context = {
        "enrolment": enrolment,
        "name": name if access in (NameAccess.FULL, NameAccess.PURPOSE) else masked_name(name),
        "statuses": status_words(enrolment, timezone.localdate()),
        "reasons": why(enrolment, tells_exemption=access_of(request.user).reaches(unit, Role.COMMITTEE_ADMIN)),
        "above": [*above, unit],
    }
    return render(request, "reports/why.html", context)
