"""Corrections of questions in Wagtail's admin: prepare one, see whom it affects, ask a second person."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from assessments.domain.bank import raw_of
from assessments.domain.corrected import rules_in_force
from assessments.domain.correcting import (
    APPLY_JOB,
    COMPUTE_JOB,
    KIND,
    discard_correction,
    prepare_correction,
    propose_correction,
)
from assessments.domain.correction_approval import changes_of, count_facts, warnings_of
from assessments.domain.queries.corrections import EFFECT_FILTERS, correction_list, effects_of
from assessments.enums import CorrectionKind, CorrectionState, LoweredPolicy
from assessments.errors import AssessmentError
from assessments.forms.correction import CorrectionForm
from assessments.models import Contest, QuestionCorrection, QuestionVersion
from assessments.question_types import question_type
from assessments.rules import contests_answered_by, corrections_seen_by, names_learners_to, questions_seen_by
from assessments.views.author import author_of
from operations.domain.jobs import job_about
from operations.domain.refusals import get_or_refuse
from operations.models import Approval, Job

PER_PAGE: Final = 50


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    page = Paginator(correction_list(author_of(request)), PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "assessments/corrections/list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def correct_question(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Prepare a correction of one version of a question that counts."""
    author = author_of(request)
    version = get_or_refuse(
        QuestionVersion.objects.select_related("question__category", "answer_key").filter(
            question__in=questions_seen_by(author), question__is_practice=False
        ),
        question__uuid=uuid,
        number=number,
    )
    form = CorrectionForm(request.POST or None, kind=version.type, raw=_raw_now(version))
    if request.method == "POST" and form.is_valid():
        try:
            prepared = _prepare(form, version, _contest(request, author), author)
        except AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Now it is being found out who is affected. Nothing is marked otherwise yet."))
            return redirect("assessments_correction", prepared.uuid)
    context = {"form": form, "version": version, "contest": _contest(request, author)}
    status = 422 if form.is_bound else 200
    return render(request, "assessments/corrections/prepare.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who is affected, before and after; whoever prepared it proposes or drops it from here."""
    author = author_of(request)
    seen = corrections_seen_by(author).select_related(
        "version__question__category", "version__answer_key", "made_by", "decided_by"
    )
    found = get_or_refuse(seen, uuid=uuid)
    if request.method == "POST":
        _act(request, found, author)
        return redirect("assessments_correction", uuid)
    only = request.GET.get("loc", "")
    page = Paginator(effects_of(found, only), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "correction": found,
        "is_own": found.made_by_id == author.pk,
        "is_ready": found.state == CorrectionState.READY,
        "is_open": found.state in (CorrectionState.COMPUTING, CorrectionState.READY),
        "job": _job_of(found),
        "counts": count_facts(found),
        "changes": changes_of(found),
        "warnings": warnings_of(found),
        "page": page,
        "only": only if only in EFFECT_FILTERS else "",
        "names": names_learners_to(author, found.version.question.category),
        "approval": Approval.objects.filter(kind=KIND, object_id=str(found.pk)).order_by("-pk").first(),
    }
    return render(request, "assessments/corrections/correction.html", context)


def _act(request: HttpRequest, found: QuestionCorrection, author: User) -> None:
    try:
        if request.POST.get("act") == "propose":
            propose_correction(correction=found, actor=author)
            messages.success(request, _("It waits for a second person now."))
        elif request.POST.get("act") == "discard":
            discard_correction(correction=found, actor=author)
            messages.success(request, _("The correction has been dropped."))
    except AssessmentError as error:
        messages.error(request, str(error))


def _prepare(
    form: CorrectionForm, version: QuestionVersion, contest: Contest | None, author: User
) -> QuestionCorrection:
    data = form.cleaned_data
    return prepare_correction(
        version=version,
        kind=CorrectionKind(data["kind"]),
        lowered=LoweredPolicy(data["lowered"]),
        reason=data["reason"],
        message=data["message"],
        raw=form.raw(),
        worth=data["worth"],
        contest=contest,
        actor=author,
    )


def _contest(request: HttpRequest, author: User) -> Contest | None:
    """The contest that led here, named in the address."""
    try:
        uuid = UUID(request.GET.get("phuc-khao", ""))
    except ValueError:
        return None
    return contests_answered_by(author).filter(uuid=uuid).first()


def _raw_now(version: QuestionVersion) -> dict[str, Any]:
    """The package form with what counts as right today."""
    raw, rule = raw_of(version), rules_in_force([version.pk]).get(version.pk)
    if rule is None or rule.key is None:
        return raw
    own = question_type(version.type).raw(version.presentation, rule.key, rule.reasons)
    return {**raw, **own, "explanation": str(rule.explanation or raw["explanation"])}


def _job_of(found: QuestionCorrection) -> Job | None:
    """The work on it that is going on, or has failed."""
    is_working = found.state in (CorrectionState.COMPUTING, CorrectionState.APPLYING)
    return job_about(COMPUTE_JOB, APPLY_JOB, key=str(found.uuid)) if is_working else None
