"""Several statements, each to be called true or false."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.question_types.authoring import AuthorForm, ReasonRow, Rows
from assessments.question_types.base import (
    FormData,
    Key,
    Order,
    Parsed,
    Presentation,
    QuestionTypeSpec,
    Raw,
    Reasons,
    drawn,
)
from assessments.question_types.counting import Part
from assessments.question_types.printed import KeyLine, Printed
from assessments.question_types.reading import (
    field_values,
    letters,
    read_flag,
    read_parts,
    read_reason,
    read_text,
    texts,
)
from assessments.question_types.reviewed import RIGHT, WRONG, ReviewedBody, ReviewedItem
from assessments.question_types.shown import Response, ShownBody, ShownItem

TRUE, FALSE = "true", "false"


@dataclass(frozen=True, slots=True)
class ShownStatements(ShownBody):
    statements: tuple[ShownItem, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewedStatements(ReviewedBody):
    statements: tuple[ReviewedItem, ...] = ()


class StatementRow(ReasonRow):
    true = forms.BooleanField(label=gettext_lazy("True"), required=False)
    field_order = ("id", "true", "text", "reason")


class StatementsForm(AuthorForm):
    hint = gettext_lazy("Tick the statements that are true. Each one that is judged rightly earns its share.")
    parts: ClassVar = {"statements": Rows(StatementRow, gettext_lazy("Statements"))}


class TrueFalseMatrix(QuestionTypeSpec):
    """Presentation `{"statements": [{id, text}]}`, key `{"true": [id], "ids"}`.

    Response `{"marks": {id: "true" or "false"}}` with what has been judged. Marked by the share judged rightly.
    """

    name = "true_false_matrix"
    label = gettext_lazy("several statements, true or false")
    fields = ("statements",)
    hint = gettext_lazy("Say of each statement whether it is true or false.")
    template = "components/questions/true_false_matrix.html"

    def author_form(self, data: Mapping[str, Any] | None = None, raw: Raw | None = None) -> AuthorForm:
        return StatementsForm(data, raw)

    def parse(self, raw: Raw) -> Parsed:
        read = read_parts(raw, "statements", _("Statements"), ("text", "true", "reason"), least=2)
        named = list(zip(letters(len(read)), read, strict=True))
        numbered = list(enumerate(named, start=1))
        reasons = {ours: read_reason(part, number) for number, (ours, part) in numbered}
        return Parsed(
            {"statements": [{"id": ours, "text": read_text(part, number)} for number, (ours, part) in numbered]},
            {
                "true": [ours for number, (ours, part) in numbered if read_flag(part, number, "true")],
                "ids": [[ours, part["id"]] for ours, part in named],
            },
            {ours: reason for ours, reason in reasons.items() if reason},
        )

    def told_apart(self, raw: Raw) -> list[tuple[str, list[str]]]:
        return [(_("Statements"), [part["text"] for part in raw["statements"]])]

    def raw(self, presentation: Presentation, key: Key, reasons: Reasons) -> dict[str, Any]:
        words = texts(presentation["statements"])
        return {
            "statements": [
                {"id": name, "text": words[ours], "true": ours in key["true"], "reason": reasons.get(ours, "")}
                for ours, name in key["ids"]
            ]
        }

    def words(self, presentation: Presentation) -> list[str]:
        return [statement["text"] for statement in presentation["statements"]]

    def draw_order(self, presentation: Presentation, rng: Random, shuffle: bool) -> dict[str, Any]:
        return {"order": drawn(presentation["statements"], rng, shuffle)}

    def shown(self, presentation: Presentation, order: Order, response: Response, name: str) -> ShownBody:
        words, marks = texts(presentation["statements"]), response.get("marks", {})
        return ShownStatements(
            statements=tuple(ShownItem(f"{name}-{id_}", words[id_], marks.get(id_)) for id_ in order["order"])
        )

    def reviewed(
        self, presentation: Presentation, order: Order, response: Response, name: str, key: Key, reasons: Reasons
    ) -> ReviewedBody:
        words, marks = texts(presentation["statements"]), response.get("marks", {})
        statements = []
        for id_ in order["order"]:
            verdict = RIGHT if marks.get(id_) == _truth(id_, key) else WRONG
            said = _("This is true.") if id_ in key["true"] else _("This is false.")
            reason = f"{said} {reasons.get(id_, '')}".rstrip()
            statements.append(ReviewedItem(f"{name}-{id_}", words[id_], marks.get(id_), verdict, reason))
        return ReviewedStatements(statements=tuple(statements))

    def response_from_form(self, presentation: Presentation, data: FormData, prefix: str) -> Response:
        marks = {}
        for statement in presentation["statements"]:
            given = field_values(data, f"{prefix}-{statement['id']}", 2)
            if len(given) == 1 and given[0] in (TRUE, FALSE):
                marks[statement["id"]] = given[0]
        return {"marks": marks}

    def is_response(self, presentation: Presentation, response: Any) -> bool:
        if not isinstance(response, dict) or response.keys() != {"marks"} or not isinstance(response["marks"], dict):
            return False
        known = {statement["id"] for statement in presentation["statements"]}
        return response["marks"].keys() <= known and all(mark in (TRUE, FALSE) for mark in response["marks"].values())

    def mark(self, key: Key, response: Response) -> Decimal:
        marks = response.get("marks", {})
        right = sum(marks.get(id_) == _truth(id_, key) for id_, _author in key["ids"])
        return Decimal(right) / len(key["ids"])

    def parts(self, presentation: Presentation, key: Key) -> list[Part]:
        """Each statement, counted where it was judged rightly."""
        return [Part(statement["id"], statement["text"]) for statement in presentation["statements"]]

    def counted(self, presentation: Presentation, key: Key, response: Response) -> list[str]:
        return [id_ for id_, mark in response.get("marks", {}).items() if mark == _truth(id_, key)]

    def is_answered(self, presentation: Presentation, response: Response) -> bool:
        return len(response.get("marks", {})) == len(presentation["statements"])

    def printed(self, presentation: Presentation, order: Order) -> Printed:
        words = texts(presentation["statements"])
        return Printed(items=tuple(_("%(text)s (true or false?)") % {"text": words[id_]} for id_ in order["order"]))

    def key_lines(self, presentation: Presentation, key: Key, reasons: Reasons) -> list[KeyLine]:
        order = {"order": [statement["id"] for statement in presentation["statements"]]}
        body = self.reviewed(presentation, order, {}, "", key, reasons)
        return [KeyLine(item.text, False, item.reason) for item in getattr(body, "statements", ())]


def _truth(id_: str, key: Key) -> str:
    return TRUE if id_ in key["true"] else FALSE
