"""The list of questions in Wagtail's admin: the tree beside it, filters, acts on many, equal texts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail import hooks

from accounts.models import User
from assessments.domain.bulk import MOST_AT_ONCE, BulkResult, change_many
from assessments.domain.bulk_words import told
from assessments.domain.queries.bank import latest_versions, shelves, tags_in_use
from assessments.domain.queries.duplicates import duplicate_groups, duplicate_keys
from assessments.domain.written_lines import lines_below_text
from assessments.enums import BulkAct
from assessments.errors import AssessmentError
from assessments.forms.bank import BankFilterForm, BulkForm
from assessments.forms.question import NewQuestionForm
from assessments.models import Category
from assessments.rules import can_review, categories_seen_by, questions_seen_by, quizzes_seen_by
from assessments.views.author import author_of
from operations.domain.jobs import enqueue_job
from operations.domain.refusals import get_or_refuse
from operations.enums import ACTIVE_JOB_STATES, JobState
from operations.models import Job

PER_PAGE = MOST_AT_ONCE
# In the address: the whole of each question, key and reasons included.
READ = "doc"
GROUPS_PER_PAGE = 20
REFRESH_SECONDS = 2


@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """Questions the person may edit, narrowed by the tree and the filters of the address."""
    return _list(request, author_of(request), None)


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """One act on the ticked questions at once, on more than a page of them as a job."""
    author = author_of(request)
    form = BulkForm(request.POST, categories=categories_seen_by(author), may_review=can_review(author))
    if not form.is_valid():
        return _list(request, author, form)
    data = form.cleaned_data
    ids = form.ticked if data["scope"] == "ticked" else _matching(request, author)
    if len(ids) > MOST_AT_ONCE:
        return redirect("assessments_bulk_outcome", uuid=_enqueue(author, ids, data).uuid)
    try:
        result = change_many(
            ids=ids,
            act=BulkAct(data["act"]),
            actor=author,
            category=data["category"],
            tag=data["tag"],
            difficulty=data["difficulty"],
        )
    except AssessmentError as error:
        form.add_error(None, str(error))
        return _list(request, author, form)
    words = told(result)
    (messages.warning if result.refused else messages.success)(request, words)
    return redirect(f"{reverse('assessments_questions')}?{request.GET.urlencode()}")


@require_safe
def bulk_outcome(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far an act on many questions is, and what came of it; for who asked for it."""
    author = author_of(request)
    job = get_or_refuse(Job.objects.filter(kind="assessments.bulk", requested_by=author), uuid=uuid)
    is_working = job.state in ACTIVE_JOB_STATES
    words = told(BulkResult.of(job.result)) if job.state == JobState.DONE else ""
    response = render(request, "assessments/bank/outcome.html", {"job": job, "is_working": is_working, "words": words})
    if is_working:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Questions of one text, group by group."""
    questions = questions_seen_by(author_of(request))
    page = Paginator(duplicate_keys(questions), GROUPS_PER_PAGE).get_page(request.GET.get("p"))
    groups = duplicate_groups(questions, list(page.object_list))
    return render(request, "assessments/bank/duplicates.html", {"page": page, "groups": groups, "kept": ""})


@require_safe
def choose_type(request: HttpRequest) -> HttpResponse:
    """The small form above the list leads to the form of the chosen type."""
    author_of(request)
    form = NewQuestionForm(request.GET)
    if not form.is_valid():
        return redirect("assessments_questions")
    place = urlencode({"category": request.GET["category"]}) if request.GET.get("category", "").isdecimal() else ""
    return redirect(f"{reverse('assessments_add_question', args=[form.cleaned_data['type']])}?{place}".rstrip("?"))


def _filters(request: HttpRequest, author: User) -> BankFilterForm:
    tags = tags_in_use(questions_seen_by(author))
    wanted = BankFilterForm(
        request.GET, categories=categories_seen_by(author), quizzes=quizzes_seen_by(author), tags=tags
    )
    wanted.is_valid()
    return wanted


def _list(request: HttpRequest, author: User, acts: BulkForm | None) -> HttpResponse:
    categories = categories_seen_by(author)
    wanted = _filters(request, author)
    chosen = wanted.cleaned_data
    versions = latest_versions(questions_seen_by(author), chosen)
    is_read = bool(request.GET.get(READ))
    page = Paginator(versions.select_related("answer_key") if is_read else versions, PER_PAGE).get_page(
        request.GET.get("p")
    )
    if is_read:
        for version in page.object_list:
            version.lines = lines_below_text(version)  # type: ignore[attr-defined]
    category: Category | None = chosen.get("category")
    bank = category.bank if category else chosen.get("bank") or ""
    context = {
        "wanted": wanted,
        "page": page,
        "kept": _kept(request, "p"),
        "kept_beside_read": _kept(request, "p", READ),
        "read": READ,
        "is_read": is_read,
        "kept_beside_tree": _kept(request, "p", "bank", "category"),
        "shelves": shelves(categories, bank),
        "bank": bank,
        "category": category,
        "quiz": chosen.get("quiz"),
        "acts": acts or BulkForm(categories=categories, may_review=can_review(author)),
        "ticked": acts.ticked if acts else [],
        "new_form": NewQuestionForm(),
        "links": [link(request, bank) for link in hooks.get_hooks("assessments_bank_links")],
    }
    return render(request, "assessments/bank/list.html", context, status=422 if acts else 200)


def _kept(request: HttpRequest, *but: str) -> str:
    """The filters of the address, for links that keep them."""
    return urlencode([(name, request.GET[name]) for name in request.GET if name not in but and request.GET[name]])


def _matching(request: HttpRequest, author: User) -> list[int]:
    versions = latest_versions(questions_seen_by(author), _filters(request, author).cleaned_data)
    return list(versions.prefetch_related(None).values_list("question_id", flat=True))


def _enqueue(author: User, ids: list[int], data: dict[str, Any]) -> Job:
    act = BulkAct(data["act"])
    return enqueue_job(
        kind="assessments.bulk",
        title=_("%(act)s: %(count)d questions") % {"act": act.label, "count": len(ids)},
        parameters={
            "questions": ids,
            "act": act.value,
            "category": data["category"].pk if data["category"] else None,
            "tag": data["tag"],
            "difficulty": data["difficulty"],
        },
        requested_by=author,
    )
