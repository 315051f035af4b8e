"""The banks as an auditor reads them: what is asked, who wrote and reviewed it, where it is used. Never a key."""

from random import Random
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.domain.requests import SignedInRequest
from assessments.domain.queries.bank import ANY_STATE, bank_titles, latest_versions
from assessments.domain.queries.uses import uses_of
from assessments.enums import QuestionState
from assessments.question_types import question_type
from assessments.question_types.rich_text import safe_html
from assessments.rules import can_read_bank, questions_read_by
from operations.domain.refusals import Refused, get_or_refuse

PER_PAGE = 50


@login_required
@require_safe
def bank_reading(request: SignedInRequest) -> HttpResponse:
    """Questions of all banks, found by words and state."""
    _require_reader(request)
    state = request.GET.get("trang-thai", "")
    wanted: dict[str, Any] = {
        "q": request.GET.get("q", "")[:100],
        "state": state if state in QuestionState.values else ANY_STATE,
    }
    page = Paginator(latest_versions(questions_read_by(request.user), wanted), PER_PAGE).get_page(
        request.GET.get("page")
    )
    titles = bank_titles({version.question.category.bank for version in page.object_list})
    rows = [{"version": version, "bank": titles[version.question.category.bank]} for version in page.object_list]
    context = {"rows": rows, "page_obj": page, "query": wanted["q"], "state": state, "states": QuestionState.choices}
    return render(request, "portal/bank_reading.html", context)


@login_required
@require_safe
def question_reading(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The latest version as it would stand on paper, and the question's history."""
    readable = questions_read_by(request.user).select_related("category", "reviewed_by").prefetch_related("tags")
    question = get_or_refuse(readable, uuid=uuid)
    versions = list(question.versions.select_related("created_by").order_by("-number"))
    if not versions:
        raise Http404
    latest, spec = versions[0], question_type(versions[0].type)
    order = spec.draw_order(latest.presentation, Random(latest.pk), shuffle=False)  # noqa: S311
    printed = spec.printed(latest.presentation, order)
    context = {
        "question": question,
        "latest": latest,
        "stem": safe_html(latest.stem),
        "printed": printed,
        "above": safe_html(printed.html),
        "versions": versions,
        "uses": uses_of(question),
        "bank": bank_titles([question.category.bank])[question.category.bank],
    }
    return render(request, "portal/question_reading.html", context)


def _require_reader(request: SignedInRequest) -> None:
    """For whoever is no auditor there is no such address."""
    if not can_read_bank(request.user):
        raise Refused(request.user)
