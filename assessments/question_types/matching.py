"""Items, each to be matched with one of the targets; a target may serve several items or none."""

from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.errors import QuestionError
from assessments.question_types.authoring import AuthorForm, ReasonRow, Rows, TextRow, number_choices
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
    MAX_PARTS,
    field_values,
    letters,
    read_parts,
    read_reason,
    read_text,
    scrambled,
    texts,
)
from assessments.question_types.reviewed import RIGHT, WRONG, ReviewedBody, ReviewedItem
from assessments.question_types.shown import Response, ShownBody, ShownItem, ShownTarget


class MatchRow(ReasonRow):
    """`target` is the number of the target's row; in the package form it is the target's id."""

    target = forms.TypedChoiceField(
        label=gettext_lazy("Belongs to target"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=number_choices(MAX_PARTS),
    )
    field_order = ("id", "text", "target", "reason")


class MatchForm(AuthorForm):
    hint = gettext_lazy("Number the target of each item. A target may serve several items or none.")
    parts: ClassVar = {
        "targets": Rows(TextRow, gettext_lazy("Match targets")),
        "items": Rows(MatchRow, gettext_lazy("Items of the question")),
    }

    def initial(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        places = {target["id"]: number for number, target in enumerate(raw["targets"], start=1)}
        return {**raw, "items": [{**item, "target": places[item["target"]]} for item in raw["items"]]}

    def raw(self) -> dict[str, Any]:
        names = self.numbered("targets")
        read = super().raw()
        return read | {"items": [{**item, "target": names.get(item["target"])} for item in read["items"]]}


class Matching(QuestionTypeSpec):
    """Presentation `{"items": [{id, text}], "targets": [{id, text}]}`, key `{"pairs": {item: target}}`.

    Response `{"pairs": {item: target or None}}` with every item. Marked by the share of right pairs.
    Targets are never kept in the author's order, which often is that of the items.
    """

    name = "matching"
    label = gettext_lazy("matching")
    fields = ("targets", "items")
    hint = gettext_lazy("Choose the match of each item.")
    template = "components/questions/matching.html"

    def author_form(self, data: Mapping[str, Any] | None = None, raw: Raw | None = None) -> AuthorForm:
        return MatchForm(data, raw)

    def parse(self, raw: Raw) -> Parsed:
        targets = read_parts(raw, "targets", _("Targets"), ("text",), least=2)
        items = read_parts(raw, "items", _("Items"), ("text", "target", "reason"), least=2)
        read = [{"id": target["id"], "text": read_text(target, n)} for n, target in enumerate(targets, start=1)]
        mixed = scrambled(read)
        target_letter = dict(zip((target["id"] for target in mixed), letters(len(mixed)), strict=True))
        shown, pairs, reasons = [], {}, {}
        ids = letters(len(items))
        for number, (letter, item) in enumerate(zip(ids, items, strict=True), start=1):
            shown.append({"id": letter, "text": read_text(item, number)})
            target = item.get("target")
            if not isinstance(target, str) or target not in target_letter:
                raise QuestionError(_("Entry %(number)d is matched with nothing.") % {"number": number})
            pairs[letter] = target_letter[target]
            if reason := read_reason(item, number):
                reasons[letter] = reason
        return Parsed(
            {
                "items": shown,
                "targets": [{"id": target_letter[target["id"]], "text": target["text"]} for target in mixed],
            },
            {
                "pairs": pairs,
                "ids": [[letter, item["id"]] for letter, item in zip(ids, items, strict=True)],
                "target_ids": [[target_letter[target["id"]], target["id"]] for target in read],
            },
            reasons,
        )

    def told_apart(self, raw: Raw) -> list[tuple[str, list[str]]]:
        lists = (("targets", _("Targets")), ("items", _("Items")))
        return [(called, [part["text"] for part in raw[field]]) for field, called in lists]

    def raw(self, presentation: Presentation, key: Key, reasons: Reasons) -> dict[str, Any]:
        words, target_words = texts(presentation["items"]), texts(presentation["targets"])
        target_name = dict(key["target_ids"])
        return {
            "targets": [{"id": name, "text": target_words[ours]} for ours, name in key["target_ids"]],
            "items": [
                {
                    "id": name,
                    "text": words[ours],
                    "target": target_name[key["pairs"][ours]],
                    "reason": reasons.get(ours, ""),
                }
                for ours, name in key["ids"]
            ],
        }

    def words(self, presentation: Presentation) -> list[str]:
        return [part["text"] for part in (*presentation["items"], *presentation["targets"])]

    def draw_order(self, presentation: Presentation, rng: Random, shuffle: bool) -> dict[str, Any]:
        return {
            "order": drawn(presentation["items"], rng, shuffle),
            "targets": drawn(presentation["targets"], rng, shuffle),
        }

    def shown(self, presentation: Presentation, order: Order, response: Response, name: str) -> ShownBody:
        words, pairs = texts(presentation["items"]), response.get("pairs", {})
        return ShownBody(
            items=tuple(ShownItem(f"{name}-{id_}", words[id_], pairs.get(id_)) for id_ in order["order"]),
            targets=_targets(presentation, order),
        )

    def reviewed(
        self, presentation: Presentation, order: Order, response: Response, name: str, key: Key, reasons: Reasons
    ) -> ReviewedBody:
        words, pairs = texts(presentation["items"]), response.get("pairs", {})
        target_words = texts(presentation["targets"])
        items = []
        for id_ in order["order"]:
            target = key["pairs"][id_]
            right = pairs.get(id_) == target
            reason = reasons.get(id_, "")
            if not right:
                reason = (_("Right match: %(target)s.") % {"target": target_words[target]} + f" {reason}").rstrip()
            items.append(ReviewedItem(f"{name}-{id_}", words[id_], pairs.get(id_), RIGHT if right else WRONG, reason))
        return ReviewedBody(items=tuple(items), targets=_targets(presentation, order))

    def response_from_form(self, presentation: Presentation, data: FormData, prefix: str) -> Response:
        targets = {target["id"] for target in presentation["targets"]}
        pairs: dict[str, str | None] = {}
        for item in presentation["items"]:
            values = field_values(data, f"{prefix}-{item['id']}", MAX_PARTS)
            pairs[item["id"]] = values[0] if len(values) == 1 and values[0] in targets else None
        return {"pairs": pairs if any(pairs.values()) else {}}

    def is_response(self, presentation: Presentation, response: Any) -> bool:
        if not isinstance(response, dict) or response.keys() != {"pairs"}:
            return False
        pairs = response["pairs"]
        if not isinstance(pairs, dict):
            return False
        if not pairs:
            return True
        targets = {target["id"] for target in presentation["targets"]}
        return (
            pairs.keys() == {item["id"] for item in presentation["items"]}
            and any(pairs.values())
            and all(target is None or (isinstance(target, str) and target in targets) for target in pairs.values())
        )

    def mark(self, key: Key, response: Response) -> Decimal:
        right, pairs = key["pairs"], response.get("pairs", {})
        return Decimal(sum(pairs.get(item) == target for item, target in right.items())) / len(right)

    def parts(self, presentation: Presentation, key: Key) -> list[Part]:
        """Each item with each target: what it was taken for."""
        return [
            Part(
                f"{item['id']}-{target['id']}",
                f"{item['text']} → {target['text']}",
                key["pairs"][item["id"]] == target["id"],
            )
            for item in presentation["items"]
            for target in presentation["targets"]
        ]

    def counted(self, presentation: Presentation, key: Key, response: Response) -> list[str]:
        return [f"{item}-{target}" for item, target in response.get("pairs", {}).items() if target]

    def is_answered(self, presentation: Presentation, response: Response) -> bool:
        pairs = response.get("pairs", {})
        return bool(pairs) and all(pairs.values())

    def printed(self, presentation: Presentation, order: Order) -> Printed:
        words, targets = texts(presentation["items"]), texts(presentation["targets"])
        return Printed(
            items=tuple(words[id_] for id_ in order["order"]),
            targets=tuple(targets[id_] for id_ in order["targets"]),
        )

    def key_lines(self, presentation: Presentation, key: Key, reasons: Reasons) -> list[KeyLine]:
        order = {"order": [item["id"] for item in presentation["items"]], "targets": []}
        body = self.reviewed(presentation, order, {}, "", key, reasons)
        return [KeyLine(item.text, False, item.reason) for item in body.items]


def _targets(presentation: Presentation, order: Order) -> tuple[ShownTarget, ...]:
    words = texts(presentation["targets"])
    return tuple(ShownTarget(id_, words[id_]) for id_ in order["targets"])
