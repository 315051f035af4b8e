"""The desk of a course in Wagtail's admin: its outline, its review and its editions."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from accounts.models import User
from assessments.domain.public_keys import public_keys, replace_public_questions
from assessments.errors import AssessmentError
from assessments.rules import categories_seen_by
from courses.domain.comparison import compare_editions, compare_legal_bases, compare_outlines
from courses.domain.drafts import Draft, draft_of
from courses.domain.outlining import place_page, remove_page, shift_page
from courses.domain.preparation import course_shelf
from courses.domain.preparing import problems_of
from courses.domain.publishing import (
    appraise,
    publish_edition,
    send_back,
    submit_for_review,
    withdraw_submission,
)
from courses.domain.queries.comments import open_comments
from courses.domain.queries.reviews import reviews_due
from courses.domain.reviewed_questions import quizzes_with_drafts, wrote_drawn_drafts
from courses.domain.samples import samples_copied_by
from courses.domain.scheduling import is_void, schedule_publication, unschedule_publication
from courses.enums import ReviewState, ReviewsWithin
from courses.errors import CourseError, CourseIncomplete
from courses.forms.review import AppraiseForm, PublishForm, ReplaceForm, SendBackForm, SubmitForm
from courses.models import ActivityPage, Course, Edition, ReviewRequest
from courses.rules import can_appraise, can_decide, courses_edited_by, decides_on_courses, is_author
from operations.domain.refusals import get_or_refuse

PER_PAGE = 50
# Two forms of the desk have a field of one name.
_BACK: Final = "back_%s"


@require_safe
def course_list(request: HttpRequest) -> HttpResponse:
    """The courses of an author, of all authors for who decides; and below them what may be copied to begin with."""
    courses = courses_edited_by(_author(request)).select_related("current_edition", "page").order_by("code", "slug")
    waiting = set(ReviewRequest.objects.waiting().filter(course__in=courses).values_list("course_id", flat=True))
    rows = [{"course": course, "waits": course.pk in waiting} for course in courses]
    rows.sort(key=lambda row: not row["waits"])
    add_url = reverse("wagtailadmin_pages:add", args=["courses", "coursepage", course_shelf().pk])
    context = {"rows": rows, "add_url": add_url, "samples": samples_copied_by(request.user)}
    return render(request, "courses/course_list.html", context)


@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Legal bases that are due for review, will be within 90 days, or all of them."""
    asked = request.GET.get("trong", "")
    within = ReviewsWithin(asked) if asked in ReviewsWithin.values else ReviewsWithin.SOON
    page = Paginator(reviews_due(_author(request), within=within), PER_PAGE).get_page(request.GET.get("p"))
    context = {"page": page, "within": within, "choices": ReviewsWithin, "kept": f"trong={within}"}
    return render(request, "courses/reviews.html", context)


@require_safe
def course_desk(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return render(request, "courses/course_desk.html", _desk(request, _course(request, uuid)))


@require_safe
def compare(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Two editions of the course side by side, told by their numbers in the address."""
    course = _course(request, uuid)
    old, new = (_edition(course, request.GET.get(name, "")) for name in ("cu", "moi"))
    banks = set(categories_seen_by(_author(request)).values_list("pk", flat=True))
    activities = compare_editions(old, new, banks=banks)
    context = {
        "course": course,
        "old": old,
        "new": new,
        "both": (old, new),
        "outline": compare_outlines(old, new),
        "legal_bases": compare_legal_bases(old, new),
        "changed": [activity for activity in activities if activity.change != "same"],
        "unchanged": [activity for activity in activities if activity.change == "same"],
    }
    return render(request, "courses/compare.html", context)


@require_POST
def submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    course = _course(request, uuid)
    return _act(
        request,
        course,
        SubmitForm(request.POST),
        lambda data: submit_for_review(course=course, actor=_author(request), note=data["note"]),
        _("The course has been submitted for review."),
        shown_as="submit_form",
    )


@require_POST
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    course = _course(request, uuid)
    waiting = _waiting(course)
    return _act(
        request,
        course,
        forms.Form(request.POST),
        lambda data: withdraw_submission(request=waiting, actor=_author(request)),
        _("The submission has been withdrawn."),
    )


@require_POST
def give_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    course = _course(request, uuid)
    waiting = _waiting(course)
    return _act(
        request,
        course,
        SendBackForm(request.POST, auto_id=_BACK),
        lambda data: send_back(request=waiting, actor=_author(request), note=data["note"]),
        _("The course has been sent back to its authors."),
        shown_as="send_back_form",
    )


@require_POST
def publish(request: HttpRequest, uuid: UUID) -> HttpResponse:
    course = _course(request, uuid)
    form = PublishForm(request.POST)
    at = form.cleaned_data.pop("at") if form.is_valid() else None
    if at:
        return _act(
            request,
            course,
            form,
            lambda data: schedule_publication(course=course, actor=_author(request), at=at, **data),
            _("The edition will be published at the time given, unless the course is changed before."),
            shown_as="publish_form",
        )
    return _act(
        request,
        course,
        form,
        lambda data: publish_edition(course=course, actor=_author(request), **data),
        _("The edition has been published. Learners are served it from now on."),
        shown_as="publish_form",
    )


@require_POST
def unschedule(request: HttpRequest, uuid: UUID) -> HttpResponse:
    course = _course(request, uuid)
    return _act(
        request,
        course,
        forms.Form(request.POST),
        lambda data: unschedule_publication(course=course, actor=_author(request)),
        _("Nothing is published by the clock any more."),
    )


@require_POST
def sign_off(request: HttpRequest, uuid: UUID) -> HttpResponse:
    course = _course(request, uuid)
    return _act(
        request,
        course,
        AppraiseForm(request.POST),
        lambda data: appraise(course=course, actor=_author(request)),
        _("The appraisal has been signed off."),
        shown_as="appraise_form",
    )


@require_POST
def replace_bank(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Own questions, to be edited, in the place of those whose keys are public.

    Nobody reviews what they wrote, so a reviewer has to say beforehand that another one will.
    """
    course = _course(request, uuid)
    form = ReplaceForm(request.POST) if decides_on_courses(request.user) else forms.Form(request.POST)

    def replace(data: dict) -> None:
        try:
            replace_public_questions(bank=course.slug, actor=_author(request))
        except AssessmentError as error:
            raise CourseError(str(error)) from error

    done = _("The questions have been copied and the public ones retired. Edit the copies, then have them published.")
    return _act(request, course, form, replace, done)


@require_POST
def arrange(request: HttpRequest, uuid: UUID, page_id: int) -> HttpResponse:
    """Move a part of the outline up or down, put it beside another one, or take it out."""
    course = _course(request, uuid)
    page = get_object_or_404(Page, pk=page_id)
    act = request.POST.get("act", "")
    if act == "remove":
        return _act(
            request,
            course,
            forms.Form(request.POST),
            lambda data: remove_page(course=course, page=page, actor=_author(request)),
            _("“%(title)s” has been taken out of the course.") % {"title": page.title},
        )
    if act in {"before", "after"}:
        beside = get_object_or_404(Page, pk=_number(request.POST.get("beside", "")))
        return _act(
            request,
            course,
            forms.Form(request.POST),
            lambda data: place_page(
                course=course, page=page, beside=beside, after=act == "after", actor=_author(request)
            ),
            _("“%(title)s” has been moved.") % {"title": page.title},
        )
    return _act(
        request,
        course,
        forms.Form(request.POST),
        lambda data: shift_page(course=course, page=page, up=act == "up", actor=_author(request)),
        _("“%(title)s” has been moved.") % {"title": page.title},
        back_to=f"#sap-xep-{page.pk}",
    )


def _act(
    request: HttpRequest,
    course: Course,
    form: forms.Form,
    act: Callable[[dict], object],
    done: str,
    *,
    shown_as: str = "",
    back_to: str = "",
) -> HttpResponse:
    """Run an act and go back to the desk, to the part `back_to` of it; what was refused is said there.

    With `shown_as`, the name by which the desk shows the form, nothing that was typed into it is lost.
    """
    if problems := _problems_of_act(form, act):
        for problem in problems:
            messages.error(request, problem)
        desk = _desk(request, course)
        if desk.get(shown_as):
            return render(request, "courses/course_desk.html", desk | {shown_as: _as_typed(form, desk)}, status=422)
    elif done:
        messages.success(request, done)
    return redirect(f"{reverse('courses_desk', args=[course.uuid])}{back_to}")


def _problems_of_act(form: forms.Form, act: Callable[[dict], object]) -> list[str]:
    if not form.is_valid():
        return [" ".join(map(str, problems)) for problems in form.errors.values()]
    try:
        act(form.cleaned_data)
    except CourseIncomplete as error:
        return list(error.problems)
    except CourseError as error:
        return [str(error)]
    return []


def _as_typed(form: forms.Form, desk: dict[str, object]) -> forms.Form:
    """The form with what was typed, and of the draft that the page shows now."""
    draft = desk["draft"]
    if isinstance(form, PublishForm) and isinstance(draft, Draft):
        form.data = {**{name: form.data.get(name) for name in form.data}, "seen": draft.fingerprint}
    return form


def _desk(request: HttpRequest, course: Course) -> dict[str, object]:
    draft = draft_of(course)
    commented: list[ActivityPage] = []
    if draft:
        counts = open_comments(activity.page for activity in draft.activities)
        for activity in draft.activities:
            activity.page.open_comments = counts.get(activity.page.pk, 0)
        commented = [activity.page for activity in draft.activities if activity.page.open_comments]
    waiting = ReviewRequest.objects.waiting().filter(course=course).select_related("submitted_by", "publish_by").first()
    editions = list(course.editions.select_related("published_by").order_by("-number"))
    for edition, older in zip(editions, [*editions[1:], None], strict=False):
        edition.older = older  # type: ignore[attr-defined]
    past = course.review_requests.exclude(state=ReviewState.SUBMITTED).select_related("submitted_by", "decided_by")
    may_decide = waiting is not None and can_decide(request.user, waiting)
    with_drafts = quizzes_with_drafts(draft) if draft else []
    may_sign = course.is_sample and course.current_edition_id is not None and can_appraise(request.user, course)
    wrote_some = may_sign and draft is not None and bool(with_drafts) and wrote_drawn_drafts(draft, _author(request))
    return {
        "course": course,
        "draft": draft,
        "problems": problems_of(draft) if draft else [],
        "with_drafts": with_drafts,
        "commented": commented,
        "open_comments": sum(page.open_comments for page in commented),
        "waiting": waiting,
        "was_changed": waiting is not None and is_void(waiting, draft),
        "public_keys": public_keys(course.slug),
        "history": past.order_by("-pk")[:10],
        "editions": editions,
        "submit_form": None if waiting or draft is None else SubmitForm(),
        "may_withdraw": waiting is not None and waiting.submitted_by_id == request.user.pk,
        "send_back_form": SendBackForm(auto_id=_BACK) if may_decide else None,
        "publish_form": PublishForm(initial={"seen": draft.fingerprint}) if may_decide and draft else None,
        "replace_form": ReplaceForm() if decides_on_courses(request.user) else None,
        "appraise_form": AppraiseForm() if may_sign and not wrote_some else None,
        "another_signs": wrote_some,
    }


def _author(request: HttpRequest) -> User:
    """Anybody else the door of the admin has refused before."""
    if isinstance(request.user, User) and is_author(request.user):
        return request.user
    raise Http404


def _course(request: HttpRequest, uuid: UUID) -> Course:
    return get_or_refuse(courses_edited_by(request.user), uuid=uuid)


def _waiting(course: Course) -> ReviewRequest:
    return get_object_or_404(ReviewRequest.objects.waiting().filter(course=course))


def _edition(course: Course, number: str) -> Edition:
    return get_object_or_404(
        course.editions.select_related("published_by").prefetch_related("activities__quiz_edition"),
        number=_number(number),
    )


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise Http404
    return int(text)
