"""What a sheet of questions would do to a bank: new, changed, the same, or wrong and why."""

from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.domain.bank import raw_of
from assessments.domain.question_content import QuestionContent, read_content
from assessments.domain.question_details import QuestionDetails, details_of, is_same, read_details
from assessments.errors import AssessmentError
from assessments.models import QuestionVersion
from assessments.question_types.rich_text import html_of
from common.text.html import plain_text
from interop.enums import RowAction
from interop.formats.question_sheet import QuestionRow

_LISTS: Final = ("options", "items", "targets")


@dataclass(slots=True)
class PlannedQuestion:
    """A row with what it would do. `raw` is the whole package form, ids included."""

    row: QuestionRow
    action: RowAction
    raw: dict[str, Any] = field(default_factory=dict)
    seen: int | None = None
    changes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def plan_question(row: QuestionRow, there: QuestionVersion | None) -> PlannedQuestion:
    """Compare a row with the question of its code; retired ones would come back as drafts."""
    if row.raw is None:
        return PlannedQuestion(row, RowAction.WRONG, problems=row.problems)
    before = raw_of(there) if there else {}
    raw = _with_ids(row.raw, before)
    raw |= {name: html_of(raw[name]) for name in ("stem", "explanation")}
    try:
        content, details = read_content(raw), read_details(raw)
    except AssessmentError as error:
        return PlannedQuestion(row, RowAction.WRONG, problems=[str(error)])
    if there is None:
        return PlannedQuestion(row, RowAction.NEW, raw)
    if there.question.is_practice != raw["practice"]:
        problem = _("A practice question cannot become a counted one, nor the other way round.")
        return PlannedQuestion(row, RowAction.WRONG, problems=[problem])
    changes = _changes(content, details, raw, there)
    return PlannedQuestion(row, RowAction.CHANGED if changes else RowAction.UNCHANGED, raw, there.pk, changes)


def _changes(
    content: QuestionContent, details: QuestionDetails, raw: dict[str, Any], there: QuestionVersion
) -> list[str]:
    question, answer = there.question, there.answer_key
    differs = {
        _("type"): content.type != there.type,
        _("text"): content.stem != there.stem,
        _("options and answer"): content.type == there.type
        and (content.parsed.presentation, content.parsed.key) != (there.presentation, answer.key),
        _("reasons"): content.parsed.reasons != answer.reasons,
        _("explanation"): content.explanation != answer.explanation,
        _("difficulty"): content.difficulty != there.difficulty,
        _("competence codes"): content.competences != there.competences,
        _("question category"): raw["category"] != question.category.name,
        _("tags, language, legal basis"): not is_same(details, details_of(question)),
        _("in use again"): question.state == "retired",
    }
    return [name for name, is_so in differs.items() if is_so]


def title_of(row: QuestionRow) -> str:
    return " ".join(plain_text(html_of(row.cells["stem"])).split())[:200]


def _with_ids(raw: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """The question with ids for its parts: those they have in the bank, by text and then by place."""
    given = dict(raw)
    for name in _LISTS:
        if name in raw:
            given[name] = _named(raw[name], before.get(name, []), name[0])
    if "targets" in given:
        known = {target["text"]: target["id"] for target in given["targets"]}
        given["items"] = [{**item, "target": known[item["target"]]} for item in given["items"]]
        order = [target["id"] for target in before.get("targets", [])]
        given["targets"] = sorted(
            given["targets"], key=lambda t: order.index(t["id"]) if t["id"] in order else len(order)
        )
    return given


def _named(parts: list[dict[str, Any]], before: list[dict[str, Any]], prefix: str) -> list[dict[str, Any]]:
    free = [(entry["id"], entry["text"]) for entry in before]
    ids: list[str | None] = []
    for part in parts:
        match = next((pair for pair in free if pair[1] == part["text"]), None)
        if match:
            free.remove(match)
        ids.append(match[0] if match else None)
    left = {id_ for id_, _text in free}
    for place, id_ in enumerate(ids):
        if id_ is None and place < len(before) and before[place]["id"] in left:
            ids[place] = before[place]["id"]
            left.discard(before[place]["id"])
    taken = {entry["id"] for entry in before}
    fresh = (f"{prefix}{n}" for n in range(1, 1000) if f"{prefix}{n}" not in taken)
    return [{"id": id_ or next(fresh), **part} for id_, part in zip(ids, parts, strict=True)]
