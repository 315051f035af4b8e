"""The question bank in Wagtail's admin: list, edit, preview, review state, categories."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from assessments.domain.bank import ensure_category, raw_of, save_question, set_state
from assessments.domain.preview import preview_of
from assessments.domain.queries.bank import latest_versions, uses_of
from assessments.errors import AssessmentError
from assessments.forms.question import BankFilterForm, CategoryForm, NewQuestionForm, QuestionForm
from assessments.models import Question, QuestionVersion
from assessments.question_types import type_choices
from assessments.rules import (
    can_add_category,
    can_set_state,
    categories_seen_by,
    questions_seen_by,
    states_open_to,
)
from assessments.views.author import author_of

PER_PAGE = 50


@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """Questions the person may edit, narrowed by the filters of the address."""
    author = author_of(request)
    categories = categories_seen_by(author)
    wanted = BankFilterForm(request.GET, categories=categories)
    wanted.is_valid()
    versions = latest_versions(questions_seen_by(author), wanted.cleaned_data)
    page = Paginator(versions, PER_PAGE).get_page(request.GET.get("p"))
    kept = urlencode({name: request.GET[name] for name in request.GET if name != "p"})
    context = {"wanted": wanted, "page": page, "kept": kept, "new_form": NewQuestionForm()}
    return render(request, "assessments/bank/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_question(request: HttpRequest, kind: str) -> HttpResponse:
    author = author_of(request)
    if kind not in dict(type_choices()):
        raise Http404
    form = QuestionForm(request.POST or None, kind=kind, categories=categories_seen_by(author))
    return _edit(request, author, form, None)


@require_safe
def choose_type(request: HttpRequest) -> HttpResponse:
    """The small form above the list leads to the form of the chosen type."""
    author_of(request)
    form = NewQuestionForm(request.GET)
    if not form.is_valid():
        return redirect("assessments_questions")
    return redirect("assessments_add_question", form.cleaned_data["type"])


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


@require_POST
def change_state(request: HttpRequest, uuid: UUID) -> HttpResponse:
    author = author_of(request)
    version = _latest(author, uuid)
    state = request.POST.get("state", "")
    if not can_set_state(author, version.question, state):
        raise Http404
    set_state(question=version.question, state=state, actor=author)
    messages.success(request, _("The state of the question has been changed."))
    return redirect("assessments_edit_question", uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def add_category(request: HttpRequest) -> HttpResponse:
    author = author_of(request)
    form = CategoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        bank, name = form.cleaned_data["bank"], form.cleaned_data["name"]
        if not can_add_category(author, bank):
            form.add_error("bank", _("This bank belongs to another trainer."))
        else:
            try:
                ensure_category(bank=bank, name=name, owner=author, actor=author)
            except AssessmentError as error:
                form.add_error("name", str(error))
            else:
                messages.success(request, _("The category is ready."))
                return redirect("assessments_questions")
    return render(request, "assessments/bank/category.html", {"form": form})


def _edit(request: HttpRequest, author: User, form: QuestionForm, version: QuestionVersion | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            _refuse_taken_code(form, version)
            saved = save_question(
                category=data["category"],
                code=data["code"],
                raw=form.raw(),
                is_practice=data["is_practice"],
                actor=author,
            )
        except AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The question has been saved as version %(n)d.") % {"n": saved.number})
            return redirect("assessments_edit_question", saved.question.uuid)
    context: dict[str, object] = {"form": form, "version": version, "cancel_url": reverse("assessments_questions")}
    if version is not None:
        context["uses"] = uses = uses_of(version.question)
        context["answered_versions"] = sorted({use.version_number for use in uses}) or [version.number]
        context["states"] = states_open_to(author, version.question)
    return render(request, "assessments/bank/edit.html", context)


def _refuse_taken_code(form: QuestionForm, version: QuestionVersion | None) -> None:
    """A new question must not become a version of another one by having its code."""
    taken = Question.objects.filter(category=form.cleaned_data["category"], code=form.cleaned_data["code"])
    if version is None and taken.exists():
        raise AssessmentError(_("The category has a question with this code."))


def _latest(author: User, uuid: UUID) -> QuestionVersion:
    """The latest version, for who may edit it; for anybody else there is no such question."""
    question = get_object_or_404(questions_seen_by(author), uuid=uuid)
    versions = question.versions.select_related("question__category", "answer_key").order_by("-number")
    version = versions.first()
    if version is None:
        raise Http404
    return version
