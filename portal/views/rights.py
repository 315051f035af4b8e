"""*Quyền hạn*: who may do what, in words, by role and by task; the same for everybody."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.domain.requests import SignedInRequest
from committees.domain.access import access_of
from committees.domain.role_words import what_it_allows
from portal.rights import CADRE, HOLDERS, RIGHTS, holder_name, in_words, rights_of


@login_required
@require_safe
def rights(request: SignedInRequest) -> HttpResponse:
    access = access_of(request.user)
    learning = _("Learns, takes quizzes, keeps the certificates, sees and exports the own data. Everybody does.")
    holders = [
        {
            "code": holder,
            "name": holder_name(holder),
            "allows": learning if holder == CADRE else what_it_allows(holder),
            "rights": rights_of(holder),
            "is_own": holder != CADRE and access.has(holder),
        }
        for holder in HOLDERS
    ]
    tasks = [
        {"right": right, "who": [(holder_name(holder), in_words(right.cell(holder))) for holder in right.holders()]}
        for right in RIGHTS
    ]
    return render(request, "portal/rights.html", {"holders": holders, "tasks": tasks})
