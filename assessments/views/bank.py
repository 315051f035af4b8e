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

from assessments.domain.bank import ensure_category, raw_of, save_question, set_state
from assessments.domain.preview import preview_of
from assessments.domain.queries.bank import latest_versions, uses_of
from assessments.enums import QuestionType
from assessments.errors import AssessmentError
from assessments.forms.question import BankFilterForm, CategoryForm, NewQuestionForm, QuestionForm
from assessments.models import Question, QuestionVersion
from assessments.rules import (
    can_add_category,
    can_author,
    can_set_state,
    categories_seen_by,
    questions_seen_by,
    states_open_to,
)

PER_PAGE = 50


@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """Questions the person may edit, narrowed by the filters of the address."""
    _require_author(request)
    categories = categories_seen_by(request.user)
    wanted = BankFilterForm(request.GET, categories=categories)
    wanted.is_valid()
    versions = latest_versions(questions_seen_by(request.user), wanted.cleaned_data)
    page = Paginator(versions, PER_PAGE).get_page(request.GET.get("p"))
    kept = urlencode([(name, value) for name, value in request.GET.items() if name != "p"])
    context = {"wanted": wanted, "page": page, "kept": kept, "new_form": NewQuestionForm()}
    return render(request, "assessments/bank/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_question(request: HttpRequest, kind: str) -> HttpResponse:
    _require_author(request)
    if kind not in QuestionType.values:
        raise Http404
    form = QuestionForm(request.POST or None, kind=kind, categories=categories_seen_by(request.user))
    return _edit(request, form, None)


@require_safe
def choose_type(request: HttpRequest) -> HttpResponse:
    """The small form above the list leads to the form of the chosen type."""
    _require_author(request)
    form = NewQuestionForm(request.GET)
    if not form.is_valid():
        return redirect("assessments_questions")
    return redirect("assessments_add_question", form.cleaned_data["type"])


@require_http_methods(["GET", "HEAD", "POST"])
def edit_question(request: HttpRequest, uuid: UUID) -> HttpResponse:
    version = _latest(request, uuid)
    form = QuestionForm(
        request.POST or None,
        kind=version.type,
        categories=categories_seen_by(request.user),
        raw=raw_of(version),
        category=version.question.category,
    )
    return _edit(request, form, version)


@require_http_methods(["GET", "HEAD", "POST"])
def preview_question(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The question as a learner meets it; an answer is marked on the spot and kept nowhere."""
    version = _latest(request, uuid)
    try:
        question = preview_of(version.pk, request.POST if request.method == "POST" else None)
    except AssessmentError as error:
        messages.error(request, str(error))
        return redirect("assessments_preview_question", uuid)
    return render(request, "assessments/bank/preview.html", {"version": version, "question": question})


@require_POST
def change_state(request: HttpRequest, uuid: UUID) -> HttpResponse:
    version = _latest(request, uuid)
    state = request.POST.get("state", "")
    if not can_set_state(request.user, version.question, state):
        raise Http404
    set_state(question=version.question, state=state, actor=request.user)
    messages.success(request, _("The state of the question has been changed."))
    return redirect("assessments_edit_question", uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def add_category(request: HttpRequest) -> HttpResponse:
    _require_author(request)
    form = CategoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        bank, name = form.cleaned_data["bank"], form.cleaned_data["name"]
        if not can_add_category(request.user, bank):
            form.add_error("bank", _("This bank belongs to another trainer."))
        else:
            try:
                ensure_category(bank=bank, name=name, owner=request.user, actor=request.user)
            except AssessmentError as error:
                form.add_error("name", str(error))
            else:
                messages.success(request, _("The category is ready."))
                return redirect("assessments_questions")
    return render(request, "assessments/bank/category.html", {"form": form})


def _edit(request: HttpRequest, form: QuestionForm, version: QuestionVersion | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            _refuse_taken_code(form, version)
            saved = save_question(
                category=data["category"],
                code=data["code"],
                raw=form.raw(),
                is_practice=data["is_practice"],
                actor=request.user,
            )
        except AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The question has been saved as version %(n)d.") % {"n": saved.number})
            return redirect("assessments_edit_question", saved.question.uuid)
    context = {"form": form, "version": version, "cancel_url": reverse("assessments_questions")}
    if version is not None:
        context["uses"] = uses_of(version.question)
        context["states"] = states_open_to(request.user, version.question)
    return render(request, "assessments/bank/edit.html", context)


def _refuse_taken_code(form: QuestionForm, version: QuestionVersion | None) -> None:
    """A new question must not become a version of another one by having its code."""
    taken = Question.objects.filter(category=form.cleaned_data["category"], code=form.cleaned_data["code"])
    if version is None and taken.exists():
        raise AssessmentError(_("The category has a question with this code."))


def _latest(request: HttpRequest, uuid: UUID) -> QuestionVersion:
    """The latest version, for who may edit it; for anybody else there is no such question."""
    question = get_object_or_404(questions_seen_by(request.user), uuid=uuid)
    versions = question.versions.select_related("question__category", "answer_key").order_by("-number")
    version = versions.first()
    if version is None:
        raise Http404
    return version


def _require_author(request: HttpRequest) -> None:
    if not can_author(request.user):
        raise Http404
