"""Taking a quiz: begin, answer page by page, save, submit, see the result.

Everything works without scripts; with them, answers go to `save` as they are given.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.requests import SignedInRequest
from accounts.models import User
from assessments.domain.answers import save_form, save_page
from assessments.domain.attempts import start_attempt, submit_attempt
from assessments.domain.browser_key import browser_key
from assessments.domain.papers import page_count, page_of_position, positions_of_page
from assessments.domain.queries.attempts import PaperPage, Review, attempt_for, paper_page, review_of
from assessments.domain.queries.corrections import contests_of, corrected_marks, notes_on
from assessments.domain.receipts import receipt_of
from assessments.errors import AssessmentError, AttemptClosed, TimeIsUp
from assessments.models import Attempt, QuizEdition
from assessments.question_types.steps import HERE, is_step_empty
from common.templatetags.fixed import fixed
from courses.domain.editions import edition_outline
from learning.domain.prerequisites import require_open
from learning.domain.progress import allowance_for, open_activity
from learning.errors import LearningError
from learning.models import Enrolment
from portal.exercises import nothing_chosen
from portal.finding import find_activity
from portal.stencils import render_stencil

MOST_POSITIONS = 500
LONGEST_POSITION = 4


@login_required
@require_POST
def start(request: SignedInRequest, course_slug: str, slug: str) -> HttpResponse:
    """Begin an attempt, or go on with the open one: a double click begins one."""
    enrolment, outline, found = find_activity(request.user, course_slug, slug)
    if enrolment is None or found.quiz_edition_id is None:
        raise Http404
    quiz_edition = QuizEdition.objects.get(pk=found.quiz_edition_id)
    try:
        require_open(enrolment, outline, found)
        open_activity(enrolment=enrolment, activity=found.key, edition_id=outline.edition_id, is_known=False)
        attempt = start_attempt(
            person=request.user,
            quiz_edition=quiz_edition,
            allowance=allowance_for(enrolment=enrolment, quiz_edition=quiz_edition),
        )
    except (AssessmentError, LearningError) as error:
        messages.error(request, str(error))
        return redirect("activity", course_slug=course_slug, slug=slug)
    return redirect("attempt", uuid=attempt.uuid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """A page of the paper; sent by hand, it saves the page's answers and moves on."""
    number = _number(request.GET.get("trang"), 1)
    if request.method == "POST":
        return _save_by_hand(request, uuid, number)
    attempt = _own(request, uuid)
    if not attempt.is_open or _is_over(attempt):
        return _finish(request, attempt)
    if not positions_of_page(attempt, number):
        raise Http404
    page = paper_page(attempt, number)
    pages = _pages(attempt, page)
    title, is_timed, all_saved = attempt.quiz.title_vi, attempt.deadline_at is not None, pages[number]
    return render_stencil(
        request,
        "portal/attempt.html",
        key=(title, number, page.page_count, is_timed, all_saved),
        context=lambda: {
            "title": title,
            "page": number,
            "page_count": page.page_count,
            "is_timed": is_timed,
            "all_saved": all_saved,
        },
        blanks=_blanks(attempt, page, pages),
    )


@require_POST
def save(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """Save answers as they are given. 200 means the database has committed them."""
    if not isinstance(request.user, User):
        text = _("The session has ended. Please sign in again in another tab, then go on here.")
        return JsonResponse({"message": text}, status=401)
    try:
        saved = save_form(
            attempt_uuid=uuid,
            person=request.user,
            form=request.POST,
            positions=_positions(request),
            sequence=_number(request.POST.get("sequence"), 0),
        )
    except Attempt.DoesNotExist:
        return JsonResponse({"message": _("This attempt was not found.")}, status=404)
    except (AttemptClosed, TimeIsUp) as error:
        return JsonResponse({"message": str(error)}, status=409)
    except AssessmentError as error:
        return JsonResponse({"message": str(error)}, status=422)
    return JsonResponse({"saved_sequence": saved.sequence})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    attempt = _own(request, uuid)
    if request.method == "POST" or not attempt.is_open or _is_over(attempt):
        return _finish(request, attempt)
    answered = paper_page(attempt, 1).answered
    unanswered = [
        {"number": position, "url": _page_url(attempt.uuid, page_of_position(attempt, position))}
        for position, is_answered in answered.items()
        if not is_answered
    ]
    return render(
        request,
        "portal/attempt_submit.html",
        {
            "attempt": attempt,
            "total": len(answered),
            "answered": len(answered) - len(unanswered),
            "unanswered": unanswered,
        },
    )


@login_required
@require_safe
def result(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    attempt = _own(request, uuid)
    review = review_of(attempt)
    if review is None:
        return redirect("attempt", uuid=uuid)
    context: dict[str, Any] = {
        "attempt": attempt,
        "title": attempt.quiz.title_vi,
        "receipt": receipt_of(attempt),
        # Also what the browser handed in for the learner at the last moment.
        "expired": attempt.deadline_at is not None
        and attempt.closed_at is not None
        and attempt.closed_at >= attempt.deadline_at,
        "course_url": _course_url(attempt),
        "policy_text": _("Answers and explanations are shown after a pass or after the last attempt."),
        "review": review,
        "rows": _reviewed_rows(attempt, review),
        "corrected": corrected_marks(attempt),
    }
    return render(request, "portal/attempt_result.html", context)


def _reviewed_rows(attempt: Attempt, review: Review) -> list[dict[str, Any]]:
    """Each question with what was corrected about it, and its contest or the way to one where a mark was lost."""
    if not review.questions:
        return []
    notes, contests = notes_on(attempt), contests_of(attempt)
    return [
        {
            "question": question,
            "notes": notes.get(question.position, []),
            "contest": contests.get(question.position),
            "may_contest": question.score < question.max_score,
        }
        for question in review.questions
    ]


def _own(request: SignedInRequest, uuid: UUID) -> Attempt:
    try:
        return attempt_for(request.user, uuid)
    except Attempt.DoesNotExist:
        raise Http404 from None


def _is_over(attempt: Attempt) -> bool:
    return attempt.deadline_at is not None and attempt.deadline_at <= timezone.now()


def _finish(request: SignedInRequest, attempt: Attempt) -> HttpResponse:
    """Close and mark what is open, then show the result; submitting twice shows the same one."""
    if attempt.is_open:
        submit_attempt(attempt_uuid=attempt.uuid, person=request.user)
    return redirect("attempt_result", uuid=attempt.uuid)


def _save_by_hand(request: SignedInRequest, uuid: UUID, page: int) -> HttpResponse:
    try:
        attempt = save_page(
            attempt_uuid=uuid,
            person=request.user,
            form=request.POST,
            page=page,
            sequence=_number(request.POST.get("sequence"), 0) or None,
            changed=_positions(request) if "positions" in request.POST else None,
        )
    except Attempt.DoesNotExist:
        raise Http404 from None
    except (AttemptClosed, TimeIsUp) as error:
        attempt = _own(request, uuid)
        messages.error(request, str(TimeIsUp() if _is_over(attempt) else error))
        return _finish(request, attempt)
    except AssessmentError as error:
        messages.error(request, str(error))
        return redirect(_page_url(uuid, page))
    go = request.POST.get("go", "next")
    if is_step_empty(request.POST, go):
        messages.error(request, nothing_chosen())
    if go == "submit":
        return redirect("attempt_submit", uuid=uuid)
    steps = {"next": page + 1, "previous": page - 1}
    target = steps.get(go, _number(go, page))
    url = _page_url(uuid, min(max(1, target), page_count(attempt)))
    return redirect(f"{url}#{go}{HERE}" if go[:1] == "q" and go[1:].isdecimal() else url)


def _page_url(uuid: UUID, page: int) -> str:
    return f"{reverse('attempt', args=[uuid])}?trang={page}"


def _positions(request: HttpRequest) -> list[int]:
    """The positions that stood on the form, as its hidden field names them."""
    words = request.POST.get("positions", "").split(",")[:MOST_POSITIONS]
    # `int` refuses thousands of digits with an error that nobody would catch here.
    return [int(word) for word in words if word.isdecimal() and len(word) <= LONGEST_POSITION]


def _pages(attempt: Attempt, page: PaperPage) -> dict[int, bool]:
    """The numbers of the pages, and whether all questions of a page are answered."""
    pages: dict[int, bool] = {}
    for position, is_answered in page.answered.items():
        number = page_of_position(attempt, position)
        pages[number] = pages.get(number, True) and is_answered
    return pages


def _blanks(attempt: Attempt, page: PaperPage, pages: dict[int, bool]) -> dict[str, str]:
    """What stands on this paper alone."""
    blanks: dict[str, str] = {
        "questions_html": format_html_join(
            "", "{}", ((render_to_string("components/question.html", {"question": q}),) for q in page.questions)
        ),
        "pages_html": format_html_join(
            "",
            "{}",
            (
                (fixed("portal/_paper_page.html", number=str(number), current=number == page.number, answered=done),)
                for number, done in pages.items()
            ),
        ),
        "page_url": _page_url(attempt.uuid, page.number),
        "save_url": reverse("attempt_save", args=[attempt.uuid]),
        "finish_url": reverse("attempt_submit", args=[attempt.uuid]),
        "positions": ",".join(str(question.position) for question in page.questions),
        "sequence": str(page.last_sequence),
        "next_sequence": str(page.last_sequence + 1),
        "browser_key": browser_key(attempt),
    }
    if attempt.deadline_at:
        blanks["seconds_left"] = str(max(0, int((attempt.deadline_at - timezone.now()).total_seconds())))
        blanks["ends_at"] = timezone.localtime(attempt.deadline_at).strftime("%H:%M")
    return blanks


def _course_url(attempt: Attempt) -> str:
    enrolment = Enrolment.objects.select_related("course").filter(pk=attempt.scope, cadre_id=attempt.cadre_id).first()
    if enrolment is None:
        return ""
    if attempt.passed or enrolment.edition_id is None:
        return reverse("course", args=[enrolment.course.slug])
    for activity in edition_outline(enrolment.edition_id).activities:
        if activity.quiz_edition_id == attempt.quiz_edition_id:
            return reverse("activity", args=[enrolment.course.slug, activity.slug])
    return reverse("course", args=[enrolment.course.slug])


def _number(value: str | None, default: int) -> int:
    try:
        return min(int(value or default), 2_000_000_000)
    except ValueError:
        return default
