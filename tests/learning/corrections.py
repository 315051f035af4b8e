"""People who have sat a quiz with a wrong key, and the acts that put it right."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from accounts.models import User
from assessments.domain.answers import save_form
from assessments.domain.attempts import start_attempt, submit_attempt
from assessments.domain.bank import raw_of
from assessments.domain.correcting import prepare_correction, propose_correction
from assessments.enums import CorrectionKind, LoweredPolicy
from assessments.models import Attempt, Category, QuestionCorrection, QuestionVersion, QuizEdition
from committees.domain.roles import grant_role
from committees.enums import Role
from common.db.erasure import erasure_window
from learning.domain.progress import allowance_for, complete_lesson, open_activity
from learning.models import Enrolment
from operations.domain.approvals import approve
from operations.domain.jobs import run_job
from operations.models import Approval, Job
from tests.factories import make_user
from tests.learning.builders import World, assign, enrolment_of, right_form


@dataclass
class Case:
    """`right` answered all by the frozen key and completed the course; `wrong` chose the other option and failed."""

    world: World
    trainer: User
    reviewer: User
    version: QuestionVersion
    right: Attempt
    wrong: Attempt

    def enrolment(self, attempt: Attempt) -> Enrolment:
        return enrolment_of(attempt.cadre)


def make_case(world: World) -> Case:
    trainer, reviewer = make_user(full_name="Trần Giảng"), make_user(full_name="Lê Duyệt")
    grant_role(user=trainer, role=Role.TRAINER, committee=None, actor=None)
    grant_role(user=reviewer, role=Role.PUBLISHER, committee=None, actor=None)
    Category.objects.filter(questions__code="Z-2").update(owner=trainer)
    for edition in QuizEdition.objects.all():
        with erasure_window():
            QuizEdition.objects.filter(pk=edition.pk).update(rules={**edition.rules, "pass_mark_percent": 80})
    assign(world)
    return Case(
        world,
        trainer,
        reviewer,
        QuestionVersion.objects.select_related("question__category", "answer_key").get(question__code="Z-2"),
        sit(world, world.cadre, right=True),
        sit(world, world.other, right=False),
    )


def sit(world: World, person: User, *, right: bool, submit: bool = True) -> Attempt:
    """Read every lesson, then answer the quiz: all by the key, or the single choice by its other option."""
    enrolment = enrolment_of(person)
    for activity in world.outline.activities:
        open_activity(enrolment=enrolment, activity=activity.key, edition_id=world.outline.edition_id, is_known=False)
        enrolment = enrolment_of(person)
        if not activity.is_quiz:
            complete_lesson(enrolment=enrolment, activity=activity.key)
    quiz = next(activity for activity in world.outline.activities if activity.is_quiz)
    edition = QuizEdition.objects.get(pk=quiz.quiz_edition_id)
    enrolment = enrolment_of(person)
    attempt = start_attempt(
        person=person, quiz_edition=edition, allowance=allowance_for(enrolment=enrolment, quiz_edition=edition)
    )
    form = right_form(attempt)
    if not right:
        form = _with_the_other_option(attempt, form)
    save_form(attempt_uuid=attempt.uuid, person=person, form=form, positions=[1, 2], sequence=1)
    return submit_attempt(attempt_uuid=attempt.uuid, person=person) if submit else attempt


def _with_the_other_option(attempt: Attempt, form: QueryDict) -> QueryDict:
    wrong = right_form(attempt, right=False)
    for position, item in enumerate(attempt.paper.items, start=1):
        if QuestionVersion.objects.get(pk=item["version"]).type == "single":
            form[f"q{position}"] = wrong[f"q{position}"]
    return form


def other_key(version: QuestionVersion) -> dict[str, Any]:
    """The package form in which the first option that was wrong is the right one."""
    raw = raw_of(version)
    first = next(option for option in raw["options"] if not option["correct"])
    return {**raw, "options": [{**option, "correct": option is first} for option in raw["options"]]}


def prepare(
    case: Case,
    kind: CorrectionKind = CorrectionKind.KEY,
    lowered: LoweredPolicy = LoweredPolicy.KEEP,
    **more: Any,
) -> QuestionCorrection:
    """Prepared by the trainer, with the effects worked out."""
    correction = prepare_correction(
        version=case.version,
        kind=kind,
        lowered=lowered,
        reason="Đáp án ghi nhầm dòng",
        message="Câu hỏi được đính chính sau phúc khảo",
        raw=other_key(case.version) if kind == CorrectionKind.KEY else None,
        actor=case.trainer,
        **more,
    )
    run_waiting()
    correction.refresh_from_db()
    return correction


def ask(case: Case, correction: QuestionCorrection) -> Approval:
    return propose_correction(correction=correction, actor=case.trainer)


def carry_out(case: Case, correction: QuestionCorrection) -> None:
    """Proposed, approved by the reviewer, applied."""
    approve(approval=ask(case, correction), actor=case.reviewer)
    run_waiting()
    correction.refresh_from_db()


def run_waiting() -> None:
    for pk in list(Job.objects.filter(state="queued", kind__startswith="assessments.").values_list("pk", flat=True)):
        run_job(pk)
