"""Bringing questions in from Excel: receive the file, read it into a report, write what was confirmed.

Nothing is written to the bank before the confirmation. The same file again finds nothing to change.
"""

from collections.abc import Callable
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from assessments.domain.bank import ensure_category, save_question, set_state
from assessments.domain.bulk import change_many
from assessments.domain.finding import stem_key
from assessments.enums import BulkAct, QuestionState
from assessments.errors import AssessmentError
from assessments.models import Category, Question, QuestionVersion
from assessments.rules import can_add_category, can_see_category, categories_seen_by, questions_seen_by
from common.sheets.read import BadSpreadsheet, read_table
from interop.domain.question_plan import PlannedQuestion, plan_question, title_of
from interop.domain.received import advance, enqueue, kept
from interop.enums import ChangeSetState, RowAction
from interop.errors import QuestionImportError
from interop.formats.question_sheet import BadQuestionSheet, QuestionRow, read_sheet
from interop.models import QuestionSheet, QuestionSheetRow
from operations.domain import audit

BATCH: Final = 100
WRITTEN: Final = (RowAction.NEW, RowAction.CHANGED)
# What works on a sheet in the states that end by themselves.
_WORK: Final = {
    ChangeSetState.READING: ("interop.read_questions", gettext_lazy("Reading “%(name)s”")),
    ChangeSetState.APPLYING: ("interop.apply_questions", gettext_lazy("Importing “%(name)s”")),
}
Progress = Callable[[int, int], None]


@transaction.atomic
def receive_sheet(*, bank: str, file: UploadedFile, actor: User) -> QuestionSheet:
    """Keep the file and start the job that reads it.

    Raises:
        QuestionImportError: the person does not write in this bank.
    """
    if not can_add_category(actor, bank):
        raise QuestionImportError(_("This bank belongs to another trainer."))
    sheet = QuestionSheet.objects.create(bank=bank, **kept(file, actor))
    return _start(sheet, actor)


def read_question_sheet(sheet: QuestionSheet, progress: Progress | None = None) -> QuestionSheet:
    """Fill the report from the file. Running it again starts over."""
    try:
        with sheet.file.open("rb") as file:
            table = read_table(file, name=sheet.file_name)
        rows = read_sheet(table.rows)
    except (BadSpreadsheet, BadQuestionSheet) as error:
        sheet.state = ChangeSetState.FAILED
        sheet.problem = str(error)[:500]
        sheet.save(update_fields=["state", "problem"])
        return sheet
    planned = _plan(sheet, rows, progress)
    with transaction.atomic():
        sheet.rows.all().delete()
        QuestionSheetRow.objects.bulk_create([_row(sheet, one) for one in planned], batch_size=500)
        sheet.counts = {action.value: sum(one.action == action for one in planned) for action in RowAction}
        sheet.state = ChangeSetState.READY
        sheet.save(update_fields=["counts", "state"])
    return sheet


@transaction.atomic
def confirm_sheet(*, sheet: QuestionSheet, actor: User) -> QuestionSheet:
    """Start writing. Wrong rows are left out.

    Raises:
        QuestionImportError: it is not waiting for confirmation.
    """
    if not advance(sheet, (ChangeSetState.READY,), ChangeSetState.APPLYING):
        raise QuestionImportError(_("This file has been confirmed or discarded already."))
    audit.record(
        action="assessments.bank.import",
        actor=actor,
        target=sheet,
        after={"bank": sheet.bank, "sha256": sheet.sha256, **sheet.counts},
    )
    return _start(sheet, actor)


@transaction.atomic
def go_on(*, sheet: QuestionSheet, actor: User) -> QuestionSheet:
    """Start the work again that a fault has stopped; it takes up where it was.

    Raises:
        QuestionImportError: nothing has been stopped.
    """
    locked = QuestionSheet.objects.select_for_update(of=("self",)).select_related("job").get(pk=sheet.pk)
    if not locked.is_stopped:
        raise QuestionImportError(_("This work is not stopped."))
    return _start(locked, actor)


@transaction.atomic
def discard_sheet(*, sheet: QuestionSheet) -> None:
    """Give the file up; nothing has been written, and its answers are kept no longer."""
    if advance(sheet, (ChangeSetState.READY, ChangeSetState.FAILED), ChangeSetState.DISCARDED):
        sheet.rows.update(raw={}, cells={})
        _forget_file(sheet)


def apply_question_sheet(sheet: QuestionSheet, *, actor: User, progress: Progress | None = None) -> dict[str, Any]:
    """Write what was confirmed, batch by batch; rows done before a crash are not done again."""
    to_write = sheet.rows.filter(action__in=WRITTEN)
    total = to_write.count()
    while batch := list(to_write.filter(applied_at__isnull=True)[:BATCH]):
        with transaction.atomic():
            for row in batch:
                _write(sheet, row, actor)
        if progress:
            progress(total - to_write.filter(applied_at__isnull=True).count(), total)
    with transaction.atomic():
        sheet.counts = {action.value: sheet.rows.filter(action=action).count() for action in RowAction}
        sheet.state = ChangeSetState.APPLIED
        sheet.applied_at = timezone.now()
        sheet.save(update_fields=["counts", "state", "applied_at"])
        sheet.rows.exclude(action=RowAction.WRONG).update(raw={}, cells={})
        _forget_file(sheet)
    return sheet.counts


def _start(sheet: QuestionSheet, actor: User) -> QuestionSheet:
    """Let a job do what the state of the sheet says."""
    kind, title = _WORK[ChangeSetState(sheet.state)]
    sheet.job = enqueue(sheet, kind, str(title), actor, sheet=sheet.pk)
    sheet.save(update_fields=["job"])
    return sheet


def _plan(sheet: QuestionSheet, rows: list[QuestionRow], progress: Progress | None) -> list[PlannedQuestion]:
    visible = questions_seen_by(sheet.uploaded_by).filter(bank=sheet.bank)
    versions = (
        QuestionVersion.objects.filter(question__in=visible)
        .select_related("question__category", "answer_key")
        .prefetch_related("question__tags")
        .order_by("question_id", "number")
    )
    there = {version.question.code: version for version in versions}
    hidden = Question.objects.filter(bank=sheet.bank).exclude(pk__in=visible)
    taken = set(hidden.values_list("code", flat=True))
    closed = set(
        Category.objects.filter(bank=sheet.bank)
        .exclude(pk__in=categories_seen_by(sheet.uploaded_by))
        .values_list("name", flat=True)
    )
    in_use = visible.exclude(state=QuestionState.RETIRED).order_by("-pk")
    asked = dict(in_use.values_list("stem_key", "code"))
    planned = []
    for done, row in enumerate(rows, start=1):
        one = plan_question(row, there.get(row.cells["code"]))
        problems = [
            *([_("The code is taken by a question of another trainer.")] if row.cells["code"] in taken else []),
            *(
                [_("The category belongs to another trainer.")]
                if " ".join(row.cells["category"].split()) in closed
                else []
            ),
        ]
        if problems and one.action != RowAction.WRONG:
            one = PlannedQuestion(row, RowAction.WRONG, problems=problems)
        if one.action == RowAction.NEW:
            first = asked.setdefault(stem_key(one.raw["stem"]), row.cells["code"])
            if first != row.cells["code"]:
                one.changes = [_("question %(code)s already asks this") % {"code": first}]
        planned.append(one)
        if progress and done % BATCH == 0:
            progress(done, len(rows))
    return planned


def _row(sheet: QuestionSheet, planned: PlannedQuestion) -> QuestionSheetRow:
    is_wrong = planned.action == RowAction.WRONG
    return QuestionSheetRow(
        sheet=sheet,
        number=planned.row.number,
        action=planned.action,
        code=planned.row.cells["code"][:60],
        title=title_of(planned.row),
        cells=planned.row.cells,
        raw={} if is_wrong or planned.action == RowAction.UNCHANGED else planned.raw,
        seen=planned.seen,
        changes=planned.changes,
        problems=planned.problems,
    )


def _write(sheet: QuestionSheet, row: QuestionSheetRow, actor: User) -> None:
    """Write one question; what cannot be written any more becomes a wrong row with its reason."""
    try:
        with transaction.atomic():
            _save(sheet, row, actor)
    except AssessmentError as error:
        row.action, row.problems = RowAction.WRONG, [str(error)]
    row.applied_at = timezone.now()
    row.save(update_fields=["action", "problems", "applied_at"])


def _save(sheet: QuestionSheet, row: QuestionSheetRow, actor: User) -> None:
    question = (
        Question.objects.select_for_update(of=("self",), no_key=True)
        .select_related("category")
        .filter(bank=sheet.bank, code=row.raw["code"])
        .first()
    )
    latest = question and question.versions.order_by("-number").values_list("pk", flat=True).first()
    if latest != row.seen:
        raise AssessmentError(_("The question has been changed by someone else meanwhile. Please send the file again."))
    category = _category_to_fill(sheet, row, question, actor)
    if question is not None and question.category_id != category.pk:
        result = change_many(ids=[question.pk], act=BulkAct.MOVE, actor=actor, category=category)
        if result.refused:
            raise AssessmentError(next(iter(result.refused)))
    if question is not None and question.state == QuestionState.RETIRED:
        set_state(question=question, state=QuestionState.DRAFT, actor=actor)
    save_question(category=category, code=row.raw["code"], raw=row.raw, is_practice=row.raw["practice"], actor=actor)


def _category_to_fill(sheet: QuestionSheet, row: QuestionSheetRow, question: Question | None, actor: User) -> Category:
    """The category of the row, made if it is not there. The rights may be others than when the file was read.

    Raises:
        AssessmentError: the person writes in the bank no longer, or not in this category or that of the question.
    """
    if not can_add_category(actor, sheet.bank):
        raise AssessmentError(_("This bank belongs to another trainer."))
    if question is not None and not can_see_category(actor, question.category):
        raise AssessmentError(_("The code is taken by a question of another trainer."))
    category = ensure_category(bank=sheet.bank, name=row.raw["category"], owner=actor, actor=actor)
    if not can_see_category(actor, category):
        raise AssessmentError(_("The category belongs to another trainer."))
    return category


def _forget_file(sheet: QuestionSheet) -> None:
    storage, name = sheet.file.storage, sheet.file.name
    if name:
        QuestionSheet.objects.filter(pk=sheet.pk).update(file="")
        transaction.on_commit(lambda: storage.delete(name))
