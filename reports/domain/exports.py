"""Boards and named lists as files, made by a job."""

import json
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.domain.demonstration import is_demonstration
from accounts.domain.masking import masked_name
from accounts.models import User
from committees.domain.unit_names import UnitNames
from committees.enums import Role
from committees.models import Committee, outermost
from committees.rules import committees_reported_to
from committees.rules.access import access_of
from common.sheets.write import Column, TooManyRows, write_csv, write_xlsx
from common.text.formats import short_date
from common.text.vietnamese import slug
from courses.models import Course
from learning.models import Campaign, Enrolment
from operations.domain import audit
from operations.domain.jobs import JobFailed, JobRun, enqueue_job
from operations.models import Job
from reports.domain.queries.roster import BY_ID, BY_NAME, roster, status_words
from reports.domain.queries.scopes import campaign_ids_of, offered_courses, scope_name, scope_named
from reports.domain.tables import TableRow, board_table
from reports.domain.veil import veiled_board
from reports.domain.words import RATE, WORDS, heading
from reports.enums import ExportFormat, ExportKind
from reports.rules import NameAccess, name_access

KIND: Final = "reports.export"
_BATCH: Final = 2000
_NAMED: Final = (NameAccess.FULL, NameAccess.PURPOSE)


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What is to be written; stands in the job's parameters. `purpose`: why the names were opened."""

    kind: str
    format: str
    node: str
    scope: str
    status: str = ""
    position_group: int | None = None
    search: str = ""
    direct_only: bool = False
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class _Sheet:
    title: str
    file_name: str
    columns: list[Column]
    rows: Iterable[tuple[object, ...]]
    total: int


@transaction.atomic
def request_export(*, request: ExportRequest, node: Committee, scope: Campaign | Course, user: User) -> Job:
    """Enqueue the job that writes the file; who takes names out of the system is audited.

    The caller has loaded `node` through what `user` may see.
    """
    parameters = asdict(request)
    digest = sha256(json.dumps(parameters, sort_keys=True).encode()).hexdigest()[:32]
    if request.kind == ExportKind.ROSTER:
        access = name_access(user, node)
        audit.record(
            action="reports.names_exported",
            actor=user,
            target=node,
            committee_id=node.pk,
            reason=request.purpose,
            after={"scope": scope_name(scope), "format": request.format, "names": access.value},
        )
    return enqueue_job(
        kind=KIND,
        key=f"{user.pk}:{digest}",
        title=_title(request, node, scope)[:200],
        parameters=parameters,
        requested_by=user,
    )


def run_export(run: JobRun) -> None:
    """Write the file of a job. The right to it is looked up again: it may have ended since."""
    request = ExportRequest(**run.parameters)
    user = run.job.requested_by
    node = committees_reported_to(user).select_related("kind").filter(uuid=request.node).first()
    if node is None:
        raise JobFailed(_("The right to this report has ended."))
    scope = scope_named(offered_courses(node), request.scope)
    if scope is None:
        raise JobFailed(_("There is nothing to report any more."))
    access = name_access(user, node)
    if request.kind == ExportKind.ROSTER:
        sheet = _roster_sheet(request, node, scope, user)
    else:
        sheet = _board_sheet(request, node, scope, protects=access is not NameAccess.FULL)
    _write(run, request, sheet, _note(node), masked=access is NameAccess.MASKED)


def may_download(job: Job, user: Any) -> bool:
    """Whether the requester may still see what the file holds."""
    if job.requested_by_id != user.pk:
        return False
    node = committees_reported_to(user).filter(uuid=job.parameters.get("node")).first()
    if node is None:
        return False
    if job.parameters.get("kind") != ExportKind.ROSTER:
        return True
    access = name_access(user, node)
    return access in _NAMED or (access is NameAccess.MASKED and job.result.get("masked") is True)


def _write(run: JobRun, request: ExportRequest, sheet: _Sheet, note: str, *, masked: bool) -> None:
    write = write_xlsx if request.format == ExportFormat.XLSX else write_csv
    with TemporaryDirectory() as folder:
        path = Path(folder) / sheet.file_name
        try:
            written = write(
                path,
                title=sheet.title,
                columns=sheet.columns,
                rows=sheet.rows,
                note=note if write is write_xlsx else f"{sheet.title}. {note}",
                progress=lambda done: run.progress(done, sheet.total),
                sealed=True,
            )
        except TooManyRows as error:
            raise JobFailed(str(error)) from error
        run.store_file(path, sheet.file_name)
    run.result({**asdict(written), "masked": masked})


def _board_sheet(request: ExportRequest, node: Committee, scope: Campaign | Course, *, protects: bool) -> _Sheet:
    figures, veil = veiled_board(
        node=node,
        above=node.get_ancestors().select_related("kind") if protects else [],
        scope=scope,
        today=timezone.localdate(),
        position_group=request.position_group,
        protects=protects,
    )
    table = board_table(figures, direct_label=_("Attached directly"), total_label=_("Total"), veil=veil)
    columns = [Column(pgettext("table", "No."), "integer", 6), Column(_("Unit"), "text", 40)]
    columns += [Column(heading(word), "integer", 14) for word in WORDS.values()]
    columns += [Column(f"{heading(RATE)} (%)", "percent", 16), Column(_("Target"), "text", 18)]
    rows = [_board_row(number, row) for number, row in enumerate([*table.rows, *table.empty], start=1)]
    rows.append(_board_row(None, table.total))
    return _Sheet(_title(request, node, scope), _file_name("ket-qua", request, node), columns, rows, len(rows))


def _board_row(number: int | None, row: TableRow) -> tuple[object, ...]:
    verdicts = {None: "", True: pgettext("target", "reached"), False: pgettext("target", "not reached")}
    return (number, row.label, *row.counts, row.rate, verdicts[row.reaches_target])


def _roster_sheet(request: ExportRequest, node: Committee, scope: Campaign | Course, user: object) -> _Sheet:
    access = name_access(user, node)
    if access is NameAccess.NONE or (access is NameAccess.PURPOSE and not request.purpose):
        raise JobFailed(_("The right to see the names has ended."))
    masked = access is NameAccess.MASKED
    people = roster(
        node=node,
        campaign_ids=campaign_ids_of(scope),
        today=timezone.localdate(),
        status=request.status,
        position_group=request.position_group,
        search="" if masked else request.search,
        direct_only=request.direct_only,
    )
    ids = array("q", people.order_by(*(BY_ID if masked else BY_NAME)).values_list("id", flat=True).iterator())
    columns = [
        Column(pgettext("table", "No."), "integer", 8),
        Column(_("Full name"), "text", 32),
        Column(_("Birth year"), "text", 12),
        Column(_("Unit"), "text", 40),
        Column(pgettext("person", "Position"), "text", 28),
        Column(_("Status"), "text", 24),
        Column(_("Due date"), "date", 14),
        Column(_("Completed on"), "date", 16),
    ]
    rows = _roster_rows(people, ids, UnitNames.below(_widest(node, user)), masked=masked)
    return _Sheet(_title(request, node, scope), _file_name("danh-sach", request, node), columns, rows, len(ids))


def _widest(node: Committee, user: object) -> Committee:
    """The committee whose people `user` could import: the names of units hold in all of it."""
    own = outermost(access_of(user).committees(Role.COMMITTEE_REVIEWER, Role.COMMITTEE_ADMIN))
    return next((top for top in own if node.path.startswith(top.path)), node)


def _roster_rows(
    people: QuerySet[Enrolment], ids: "array[int]", units: UnitNames, *, masked: bool
) -> Iterator[tuple[object, ...]]:
    """Rows in the order of `ids`, read in batches.

    No statement stays open between two rows: on SQLite it would keep the job from writing how far
    it is, on PostgreSQL it would hold back the vacuum. The scope is asked again with each batch.
    """
    today = timezone.localdate()
    fields = (
        "id", "status", "failed", "is_late_joiner", "passed_on", "due_on", "completed_on",
        "cadre__full_name", "cadre__birth_year", "committee__path", "committee__name", "position",
    )  # fmt: skip
    number = 0
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        found = {row.id: row for row in people.filter(pk__in=batch).values_list(*fields, named=True)}
        for row in (found[pk] for pk in batch if pk in found):
            number += 1
            yield (
                number,
                masked_name(row.cadre__full_name) if masked else row.cadre__full_name,
                None if masked else row.cadre__birth_year,
                units.written(row.committee__path, row.committee__name),
                # In a unit a post says who it is.
                None if masked else row.position,
                ", ".join(str(word.label) for word in status_words(row, today)),
                row.due_on,
                row.completed_on,
            )


def _title(request: ExportRequest, node: Committee, scope: Campaign | Course) -> str:
    kind = ExportKind(request.kind)
    return f"{heading(kind.label)}: {scope} – {node.name}"


def _note(node: Committee) -> str:
    parts = [
        pgettext("export", "Unit: %(unit)s.") % {"unit": node.name},
        pgettext("export", "Figures as of %(day)s, by today's tree of organisation.")
        % {"day": short_date(timezone.localdate())},
    ]
    if is_demonstration():
        parts.append(_("Illustrative figures."))
    return " ".join(parts)


def _file_name(stem: str, request: ExportRequest, node: Committee) -> str:
    return f"{stem}-{slug(node.name)[:60]}-{timezone.localdate():%Y%m%d}.{request.format}"
