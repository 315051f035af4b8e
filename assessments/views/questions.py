"""One question in Wagtail's admin: write, preview, review state, history."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from assessments.domain.bank import raw_of, save_question, set_state
from assessments.domain.finding import stem_key
from assessments.domain.history import changes_between
from assessments.domain.preview import preview_of
from assessments.domain.queries.duplicates import same_as
from assessments.domain.queries.uses import uses_of
from assessments.domain.question_content import read_content
from assessments.enums import UseKind
from assessments.errors import AssessmentError
from assessments.forms.question import QuestionForm
from assessments.models import Category, Question, QuestionVersion
from assessments.question_types import type_choices
from assessments.rules import (
    can_review,
    can_set_state,
    categories_seen_by,
    questions_seen_by,
    states_open_to,
    writers_of,
)
from assessments.views.author import author_of
from assessments.views.categories import THEN
from operations.domain.refusals import Refused, get_or_refuse

MOST_VERSIONS = 50


@require_http_methods(["GET", "HEAD", "POST"])
def add_question(request: HttpRequest, kind: str) -> HttpResponse:
    author = author_of(request)
    if kind not in dict(type_choices()):
        raise Http404
    categories = categories_seen_by(author)
    if request.method != "POST" and not categories.exists():
        # Before anything is typed: the form could not be saved, and leaving it would lose all.
        messages.info(request, _("A question stands in a category. Begin with a category; then write the question."))
        return redirect(f"{reverse('assessments_add_category')}?{urlencode({THEN: kind})}")
    form = QuestionForm(
        request.POST or None, kind=kind, categories=categories, category=_asked_for(request, categories)
    )
    return _edit(request, author, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_question(request: HttpRequest, uuid: UUID) -> HttpResponse:
    author = author_of(request)
    version = _latest(author, uuid)
    form = QuestionForm(
        request.POST or None,
        kind=version.type,
        categories=categories_seen_by(author),
        raw=raw_of(version),
        category=version.question.category,
    )
    return _edit(request, author, form, version)


@require_http_methods(["GET", "HEAD", "POST"])
def preview_question(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The question as a learner meets it; an answer is marked on the spot and kept nowhere."""
    version = _latest(author_of(request), uuid)
    try:
        question = preview_of(version.pk, request.POST if request.method == "POST" else None)
    except AssessmentError as error:
        messages.error(request, str(error))
        return redirect("assessments_preview_question", uuid)
    return render(request, "assessments/bank/preview.html", {"version": version, "question": question})


@require_safe
def question_history(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The versions of a question, and what changed from one to another (`cu` and `moi`, by their numbers)."""
    latest = _latest(author_of(request), uuid)
    versions = list(
        latest.question.versions.select_related("answer_key", "created_by").order_by("-number")[:MOST_VERSIONS]
    )
    by_number = {str(version.number): version for version in versions}
    new = by_number.get(request.GET.get("moi", ""), versions[0])
    before = next((version for version in versions if version.number < new.number), None)
    old = by_number.get(request.GET.get("cu", ""), before)
    parts = changes_between(old, new) if old else []
    context = {"version": latest, "versions": versions, "old": old, "new": new, "parts": parts}
    return render(request, "assessments/bank/history.html", context)


@require_POST
def change_state(request: HttpRequest, uuid: UUID) -> HttpResponse:
    author = author_of(request)
    version = _latest(author, uuid)
    state = request.POST.get("state", "")
    if not can_set_state(author, version.question, state):
        raise Refused(version.question)
    set_state(question=version.question, state=state, actor=author)
    messages.success(request, _("The state of the question has been changed."))
    return redirect("assessments_edit_question", uuid)


def _edit(request: HttpRequest, author: User, form: QuestionForm, version: QuestionVersion | None) -> HttpResponse:
    same: list[QuestionVersion] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            _refuse_taken_code(form, version)
            read_content(form.raw())  # what is wrong is said first
            same = _same_text(author, form, version)
            if not same:
                saved = save_question(
                    category=data["category"],
                    code=data["code"],
                    raw=form.raw(),
                    is_practice=data["is_practice"],
                    actor=author,
                )
                messages.success(request, _("The question has been saved as version %(n)d.") % {"n": saved.number})
                return redirect("assessments_edit_question", saved.question.uuid)
        except AssessmentError as error:
            form.add_error(None, str(error))
    context: dict[str, object] = {
        "form": form,
        "version": version,
        "same": same,
        "same_text": stem_key(form.raw()["stem"]) if same else "",
        "cancel_url": reverse("assessments_questions"),
    }
    if version is not None:
        question = version.question
        context["uses"] = uses = uses_of(question)
        answered = {use.version for use in uses if use.version and use.kind == UseKind.QUIZ_EDITION}
        context["answered_versions"] = sorted(answered) or [version.number]
        context["states"] = states_open_to(author, question)
        context["wrote_it"] = can_review(author) and writers_of([question.pk])[question.pk] == author.pk
    return render(request, "assessments/bank/edit.html", context)


def _same_text(author: User, form: QuestionForm, version: QuestionVersion | None) -> list[QuestionVersion]:
    """Other questions the author sees that ask this, unless that was told or the text is as it was."""
    stem = form.raw()["stem"]
    mark = stem_key(stem)
    if mark == form.cleaned_data["same_text"] or (version is not None and stem_key(version.stem) == mark):
        return []
    return same_as(questions_seen_by(author), stem, but=version.question if version else None)


def _asked_for(request: HttpRequest, categories: QuerySet[Category]) -> Category | None:
    """The category from which the author came, if it is one of these."""
    pk = request.GET.get("category", "")
    return categories.filter(pk=pk).first() if pk.isdecimal() else None


def _refuse_taken_code(form: QuestionForm, version: QuestionVersion | None) -> None:
    """A new question must not become a version of another one by having its code."""
    taken = Question.objects.filter(bank=form.cleaned_data["category"].bank, code=form.cleaned_data["code"])
    if version is None and taken.exists():
        raise AssessmentError(_("The bank has a question with this code."))


def _latest(author: User, uuid: UUID) -> QuestionVersion:
    """The latest version, for who may edit it; for anybody else there is no such question."""
    question = get_or_refuse(questions_seen_by(author), uuid=uuid)
    versions = question.versions.select_related("question__category", "question__reviewed_by", "answer_key")
    version = versions.order_by("-number").first()
    if version is None:
        raise Http404
    return version
