"""Contesting how one question was marked."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain.requests import SignedInRequest
from assessments.domain.contests import WORKING_DAYS, can_contest, contest_mark
from assessments.domain.queries.attempts import attempt_for, review_of
from assessments.domain.queries.corrections import contests_of
from assessments.errors import ContestError
from assessments.models import Attempt
from operations.domain.refusals import refusal
from portal.forms import ContestForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contest(request: SignedInRequest, uuid: UUID, position: int) -> HttpResponse:
    """The question with its verdict, and what to say about it; POST sends it, once.

    Where the quiz never shows its questions, only the number of the question and the mark of the attempt.
    """
    try:
        attempt = attempt_for(request.user, uuid)
    except Attempt.DoesNotExist:
        raise refusal(Attempt, uuid=uuid) from None
    review = review_of(attempt)
    question = next((q for q in review.questions if q.position == position), None) if review else None
    if question is None and not can_contest(attempt, position):
        raise Http404
    known = contests_of(attempt).get(position)
    if known is not None:
        return redirect(_back(attempt, position))
    form = ContestForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            contest_mark(attempt=attempt, position=position, text=form.cleaned_data["text"], person=request.user)
        except ContestError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your contest has been sent. The answer will stand at the question."))
            return redirect(_back(attempt, position))
    context = {"attempt": attempt, "position": position, "question": question, "form": form, "days": WORKING_DAYS}
    return render(request, "portal/contest.html", context, status=422 if form.is_bound else 200)


def _back(attempt: Attempt, position: int) -> str:
    return f"{reverse('attempt_result', args=[attempt.uuid])}#phuc-khao-{position}"
