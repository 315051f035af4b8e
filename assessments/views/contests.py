"""Contested marks in Wagtail's admin: the list, one of them, its answer. Who asks is not named: the answer counts."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.domain.contests import answer_contest
from assessments.domain.manual_marking import answer_to_mark
from assessments.domain.marking_again import mark_again
from assessments.domain.queries.attempts import current_answers, reviewed_at
from assessments.domain.queries.corrections import contest_list, contested_marks
from assessments.enums import ContestState
from assessments.errors import AssessmentError
from assessments.forms.correction import ContestAnswerForm
from assessments.forms.marking import MarkForm
from assessments.rules import can_mark_again, contests_answered_by, contests_marked_again_by
from assessments.views.author import author_of
from operations.domain.refusals import get_or_refuse

PER_PAGE: Final = 30


@require_safe
def contests(request: HttpRequest) -> HttpResponse:
    """Of the questions the person may edit; what waits first, the nearest date on top."""
    page = Paginator(contest_list(author_of(request)), PER_PAGE).get_page(request.GET.get("p"))
    context = {"page": page, "waiting": ContestState.WAITING, "today": timezone.localdate()}
    return render(request, "assessments/corrections/contests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def contest(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The question as the learner answered it, with key and mark; POST answers, once."""
    author = author_of(request)
    found = get_or_refuse(
        contests_answered_by(author).select_related(
            "attempt__paper", "attempt__quiz_edition", "version", "question", "answered_by"
        ),
        uuid=uuid,
    )
    by_hand = contested_marks(found).exists()
    form = ContestAnswerForm(request.POST if request.method == "POST" else None, by_hand=by_hand)
    if form.is_bound and form.is_valid():
        state = ContestState(form.cleaned_data["state"])
        try:
            answer_contest(contest=found, state=state, answer=form.cleaned_data["answer"], actor=author)
        except AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The answer has been sent to the learner."))
            return redirect("assessments_contest", uuid)
    context = {
        "contest": found,
        "form": form if found.state == ContestState.WAITING else None,
        "upheld": found.state == ContestState.UPHELD,
        "by_hand": by_hand,
        "may_mark_again": by_hand and can_mark_again(author, found),
        "is_late": found.state == ContestState.WAITING and found.due_on < timezone.localdate(),
        "question": reviewed_at(found.attempt, found.position),
        "corrections": found.version.corrections.order_by("-pk"),
    }
    return render(request, "assessments/corrections/contest.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def contest_marking(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The contested answer and its rubric, for a second mark by somebody who did not give the first."""
    author = author_of(request)
    found = get_or_refuse(
        contests_marked_again_by(author).select_related("attempt__paper", "attempt__quiz_edition", "question"),
        uuid=uuid,
    )
    response = current_answers(found.attempt).get(found.position, {})
    form = MarkForm(
        request.POST if request.method == "POST" else None,
        answer=answer_to_mark(found.attempt, found.position, response),
    )
    if form.is_bound and form.is_valid():
        try:
            mark_again(contest=found, mark=form.mark(), actor=author)
        except AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The answer has been marked again; the learner sees the new result."))
            return redirect("assessments_contest", uuid)
    context = {"contest": found, "form": form, "first": contested_marks(found).get(number=1)}
    return render(request, "assessments/corrections/mark_again.html", context, status=422 if form.is_bound else 200)
