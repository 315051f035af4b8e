"""The marking desk in Wagtail's admin: what waits for a person, and the rubric to mark it with.

Neither page says who the learner is: the answer is marked, not the person.
"""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from assessments.domain.manual_marking import mark_by_hand, waiting_answers
from assessments.domain.mark_drafts import draft_of, is_begun_by_another, keep_draft
from assessments.errors import AssessmentError
from assessments.forms.marking import DeskFilterForm, MarkForm
from assessments.models import Attempt, Quiz
from assessments.rules import attempts_to_mark
from assessments.views.author import author_of
from operations.domain.refusals import refusal

PER_PAGE = 50


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Attempts that the person may mark, the one that waits longest first."""
    author = author_of(request)
    waiting = attempts_to_mark(author)
    quizzes = Quiz.objects.filter(pk__in=waiting.values("quiz")).order_by("title_vi")
    wanted = DeskFilterForm(request.GET, quizzes=quizzes)
    if wanted.is_valid() and wanted.cleaned_data["quiz"]:
        waiting = waiting.filter(quiz=wanted.cleaned_data["quiz"])
    rows = waiting.select_related("quiz").order_by("closed_at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    kept = urlencode({name: request.GET[name] for name in request.GET if name != "p"})
    return render(request, "assessments/marking/desk.html", {"page": page, "wanted": wanted, "kept": kept})


@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """All answers of one attempt that wait. What was chosen is kept as a draft until all of it is there."""
    author = author_of(request)
    try:
        attempt = (
            attempts_to_mark(author)
            .select_related("paper", "quiz", "quiz_edition")
            .defer("quiz_edition__pool")
            .get(uuid=uuid)
        )
    except Attempt.DoesNotExist:
        raise refusal(Attempt, uuid=uuid) from None
    data = request.POST if request.method == "POST" else None
    draft = draft_of(attempt, author)
    forms = [
        MarkForm(data, answer=answer, draft=draft.fields if draft else None) for answer in waiting_answers(attempt)
    ]
    if data is not None and data.get("step") == "draft":
        return _keep(request, attempt, forms, author)
    faulty = [form for form in forms if data is not None and not form.is_valid()]
    if faulty:
        _keep_quietly(attempt, forms, author)
    if data is not None and not faulty:
        marks = {form.answer.position: form.mark() for form in forms}
        try:
            mark_by_hand(attempt_uuid=uuid, marks=marks, actor=author)
        except AssessmentError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The attempt has been marked; the learner sees the result."))
            return redirect("assessments_marking")
    context = {
        "attempt": attempt,
        "forms": forms,
        "has_errors": bool(faulty),
        "draft": draft,
        "is_begun_by_another": is_begun_by_another(attempt, author),
    }
    return render(request, "assessments/marking/mark.html", context)


def _keep(request: HttpRequest, attempt: Attempt, forms: list[MarkForm], author: User) -> HttpResponse:
    """Keep the draft and say so: to a script in JSON, to a person on the page."""
    is_script = request.headers.get("Accept", "").startswith("application/json")
    try:
        saved_at = timezone.localtime(keep_draft(attempt=attempt, fields=_typed(forms), actor=author))
    except AssessmentError as error:
        if is_script:
            return JsonResponse({"message": str(error)}, status=409)
        messages.error(request, str(error))
        return redirect("assessments_marking")
    text = _("Draft kept at %(time)s.") % {"time": f"{saved_at:%H:%M}"}
    if is_script:
        return JsonResponse({"message": text})
    messages.success(request, text)
    return redirect("assessments_mark", uuid=attempt.uuid)


def _keep_quietly(attempt: Attempt, forms: list[MarkForm], author: User) -> None:
    with suppress(AssessmentError):
        keep_draft(attempt=attempt, fields=_typed(forms), actor=author)


def _typed(forms: list[MarkForm]) -> dict[str, str]:
    return {field.html_name: str(field.data or "") for form in forms for field in form}
