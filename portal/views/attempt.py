"""Taking a quiz: begin, answer page by page, save, submit, see the result.

Everything works without scripts; with them, answers go to `save` as they are given.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.requests import SignedInRequest
from accounts.models import User
from assessments.domain.answers import save_form, save_page
from assessments.domain.attempts import start_attempt, submit_attempt
from assessments.domain.checking import check_answer, turn_page
from assessments.domain.contests import is_contested_by_mark
from assessments.domain.kept_forms import KeptForm, save_kept_form
from assessments.domain.papers import is_sequential, page_count, page_of_position, positions_of_page
from assessments.domain.queries.attempts import Review, attempt_for, attempts_of, paper_page, review_of
from assessments.domain.queries.corrections import contests_of, corrected_marks, notes_on
from assessments.domain.receipts import receipt_of
from assessments.enums import QuizPurpose
from assessments.errors import AssessmentError, AttemptClosed, NotAnswered, PlaceClosed, TimeIsUp
from assessments.models import Attempt, QuizEdition
from assessments.question_types.steps import HERE, is_step_empty
from courses.domain.editions import edition_outline, outline_of_quiz
from courses.enums import ActivityKind
from learning.domain.prerequisites import require_open
from learning.domain.progress import allowance_for, open_activity
from learning.errors import LearningError
from operations.domain.refusals import note_refusal, refusal
from portal.exercises import nothing_chosen
from portal.finding import find_enrolled
from portal.kept_papers import kept_form_in, words_after
from portal.paper import CHECK, blanks_of, clock_of, pages_answered, policy_text, seconds_left
from portal.paper_forms import changed_in, number_of, positions_in, sequence_in
from portal.scoped import enrolment_of
from portal.stencils import render_stencil

LEAVES_BLANK = "bo-trong"


@login_required
@require_POST
def start(request: SignedInRequest, course_slug: str, slug: str) -> HttpResponse:
    """Begin an attempt, or go on with the open one: a double click begins one."""
    enrolment, outline, found = find_enrolled(request.user, course_slug, slug, ActivityKind.QUIZ)
    if found.quiz_edition_id is None:
        raise Http404
    quiz_edition = QuizEdition.objects.select_related("quiz").get(pk=found.quiz_edition_id)
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
    number = number_of(request.GET.get("trang"), 1)
    if request.method == "POST":
        return _save_by_hand(request, uuid, number)
    attempt = _own(request, uuid)
    if not attempt.is_open or _is_over(attempt):
        return _finish(request, attempt)
    if not positions_of_page(attempt, number):
        raise Http404
    if is_sequential(attempt) and number != attempt.page_reached:
        return redirect(_page_url(uuid, attempt.page_reached))
    page = paper_page(attempt, number)
    pages = pages_answered(attempt, page)
    seen = _names_of(attempt) | {
        "page": number,
        "page_count": page.page_count,
        "is_timed": attempt.ends_at is not None,
        "all_saved": pages[number].is_answered,
        "is_sequential": is_sequential(attempt),
        "leaves_blank": LEAVES_BLANK in request.GET and not pages[number].is_answered,
        "has_several": len(page.answered) > page.page_count,
    }
    return render_stencil(
        request,
        "portal/attempt.html",
        key=tuple(seen.values()),
        context=lambda: seen,
        blanks=blanks_of(attempt, page, pages) | {"page_url": _page_url(uuid, number)},
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
            positions=positions_in(request.POST),
            sequence=number_of(request.POST.get("sequence"), 0),
        )
    except Attempt.DoesNotExist:
        note_refusal(Attempt, uuid=uuid)
        return JsonResponse({"message": _("This attempt was not found.")}, status=404)
    except (AttemptClosed, TimeIsUp, PlaceClosed) as error:
        return JsonResponse({"message": str(error)}, status=409)
    except AssessmentError as error:
        return JsonResponse({"message": str(error)}, status=422)
    return JsonResponse({"saved_sequence": saved.sequence} | seconds_left(saved.ends_at))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    attempt = _own(request, uuid)
    if "clock" in request.POST and attempt.is_open and not _is_over(attempt):
        # The clock of the page ran out, but more time was granted since it was made.
        return redirect(_page_url(uuid, number_of(request.POST["clock"], 1)))
    if request.method == "POST" or not attempt.is_open or _is_over(attempt):
        return _finish(request, attempt)
    page = paper_page(attempt, 1)
    answered = page.answered
    unanswered = [
        {"number": position, "url": _page_url(attempt.uuid, page_of_position(attempt, position))}
        for position, is_answered in answered.items()
        if not is_answered
    ]
    return render(
        request,
        "portal/attempt_submit.html",
        _names_of(attempt)
        | clock_of(attempt)
        | {
            "attempt": attempt,
            "is_timed": attempt.ends_at is not None,
            "total": len(answered),
            "answered": len(answered) - len(unanswered),
            "unanswered": unanswered,
            "troubles": page.troubles,
            "is_sequential": is_sequential(attempt),
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
        **_names_of(attempt),
        "receipt": receipt_of(attempt),
        # Also what the browser handed in for the learner at the last moment.
        "expired": attempt.ends_at is not None
        and attempt.closed_at is not None
        and attempt.closed_at >= attempt.ends_at,
        **_ways_on(attempt),
        "policy_text": policy_text(attempt),
        "is_counted": attempt.quiz_edition.rules.get("purpose", QuizPurpose.COUNTED) == QuizPurpose.COUNTED,
        "review": review,
        "rows": _reviewed_rows(attempt, review),
        "unseen": _unseen_rows(attempt) if not review.questions and is_contested_by_mark(attempt) else [],
        "corrected": corrected_marks(attempt),
        "needed": (attempt.max_score or 0) * attempt.quiz_edition.rules["pass_mark_percent"] / 100,
        "again": None if attempt.passed or attempt.is_waiting else _again(attempt),
    }
    return render(request, "portal/attempt_result.html", context)


def _names_of(attempt: Attempt) -> dict[str, str]:
    """Of the quiz and of its course, each with its language, and both as one: never the same words twice."""
    quiz, outline = attempt.quiz.title, outline_of_quiz(attempt.quiz_edition_id)
    course = outline.title if outline else ""
    return {
        "title": quiz,
        "title_language": attempt.quiz.title_language,
        "course_title": course,
        "course_language": outline.title_language if outline else "",
        "quiz_and_course": quiz if course in quiz else f"{quiz} – {course}",
    }


def _again(attempt: Attempt) -> dict[str, Any] | None:
    """After a counted attempt that was not passed: how many are left, and from when the next may begin."""
    enrolment = enrolment_of(attempt).first()
    rules = attempt.quiz_edition.rules
    if enrolment is None or rules.get("purpose", QuizPurpose.COUNTED) != QuizPurpose.COUNTED:
        return None
    made = list(attempts_of(enrolment.cadre, attempt.quiz, attempt.scope))
    if any(one.passed for one in made):
        return None
    allowance = allowance_for(enrolment=enrolment, quiz_edition=attempt.quiz_edition)
    waits = allowance.not_before is not None and allowance.not_before > timezone.now()
    left = 0 if waits and not allowance.is_between else max(0, allowance.attempts_allowed - len(made))
    return {"left": left, "at": allowance.not_before if waits else None}


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


def _unseen_rows(attempt: Attempt) -> list[dict[str, Any]]:
    """Where the quiz never shows its questions: the number of each, with its contest if there is one."""
    contests = contests_of(attempt)
    return [
        {"position": position, "contest": contests.get(position)} for position in range(1, len(attempt.paper.items) + 1)
    ]


def _own(request: SignedInRequest, uuid: UUID) -> Attempt:
    try:
        return attempt_for(request.user, uuid)
    except Attempt.DoesNotExist:
        raise refusal(Attempt, uuid=uuid) from None


def _is_over(attempt: Attempt) -> bool:
    return attempt.ends_at is not None and attempt.ends_at <= timezone.now()


def _finish(request: SignedInRequest, attempt: Attempt) -> HttpResponse:
    """Close and mark what is open, then show the result; submitting twice shows the same one."""
    if attempt.is_open:
        submit_attempt(attempt_uuid=attempt.uuid, person=request.user)
    return redirect("attempt_result", uuid=attempt.uuid)


def _save_by_hand(request: SignedInRequest, uuid: UUID, page: int) -> HttpResponse:
    go = request.POST.get("go", "next")
    try:
        if kept := kept_form_in(request, request.user, page):
            return redirect(_save_kept(request, uuid, kept, go))
        attempt = save_page(
            attempt_uuid=uuid,
            person=request.user,
            form=request.POST,
            page=page,
            sequence=sequence_in(request.POST),
            changed=changed_in(request.POST),
        )
        if _names_question(go) and is_step_empty(request.POST, go):
            messages.error(request, nothing_chosen())
        return redirect(_go_on(request.user, attempt, page, go))
    except Attempt.DoesNotExist:
        raise refusal(Attempt, uuid=uuid) from None
    except (AttemptClosed, TimeIsUp) as error:
        attempt = _own(request, uuid)
        messages.error(request, str(TimeIsUp() if _is_over(attempt) else error))
        return _finish(request, attempt)
    except NotAnswered as error:
        if go == "next":
            return redirect(f"{_page_url(uuid, page)}&{LEAVES_BLANK}")
        messages.warning(request, str(error))
        return redirect(f"{_page_url(uuid, page)}#question-q{error.position}")
    except AssessmentError as error:
        messages.error(request, str(error))
        return redirect(_page_url(uuid, page))


def _save_kept(request: SignedInRequest, uuid: UUID, kept: KeptForm, go: str) -> str:
    """Save what nothing newer stands against; say what became of it; give the address that follows.

    Where not all of it was taken, the button of the form is not pressed either: it was meant for those answers.
    """
    attempt, fates = save_kept_form(attempt_uuid=uuid, person=request.user, kept=kept)
    is_whole = not fates.overtaken and not fates.closed
    for words in words_after(fates):
        messages.add_message(request, messages.SUCCESS if is_whole else messages.WARNING, words)
    return _go_on(request.user, attempt, kept.page, go) if is_whole else _page_url(uuid, kept.page)


def _go_on(person: User, attempt: Attempt, page: int, go: str) -> str:
    """Do what the button said and give the address that follows.

    Raises:
        AssessmentError: it cannot be done.
    """
    uuid = attempt.uuid
    if go == "submit":
        return reverse("attempt_submit", args=[uuid])
    if go.startswith(CHECK):
        position = number_of(go.removeprefix(CHECK), 0)
        check_answer(attempt_uuid=uuid, person=person, position=position)
        return f"{_page_url(uuid, page)}#question-q{position}"
    if is_sequential(attempt):
        if go in ("next", "leave"):
            page = turn_page(attempt_uuid=uuid, person=person, page=page, skip_blank=go == "leave")
        target = page
    else:
        target = {"next": page + 1, "previous": page - 1}.get(go, number_of(go, page))
    url = _page_url(uuid, min(max(1, target), page_count(attempt)))
    return f"{url}#{go}{HERE}" if _names_question(go) else url


def _names_question(go: str) -> bool:
    """Whether the button is that of a step; the others only move between pages."""
    return go[:1] == "q" and go[1:].isdecimal()


def _page_url(uuid: UUID, page: int) -> str:
    return f"{reverse('attempt', args=[uuid])}?trang={page}"


def _ways_on(attempt: Attempt) -> dict[str, str]:
    """`course_url` and, where there is another attempt to make ready for, `quiz_url`; empty outside a course."""
    enrolment = enrolment_of(attempt).select_related("course").first()
    if enrolment is None:
        return {}
    slug = enrolment.course.slug
    ways = {"course_url": reverse("course", args=[slug])}
    if attempt.passed or enrolment.edition_id is None:
        return ways
    for activity in edition_outline(enrolment.edition_id).activities:
        if activity.quiz_edition_id == attempt.quiz_edition_id:
            ways["quiz_url"] = reverse("activity", args=[slug, activity.slug])
    return ways
