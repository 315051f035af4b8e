"""Items to bring into the right order; without scripts, a place is chosen for each item."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.errors import QuestionError
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
from assessments.question_types.shown import Response, ShownBody, ShownItem


class ItemsForm(AuthorForm):
    hint = gettext_lazy("Write the items in their right order; learners see them mixed.")
    parts: ClassVar = {"items": Rows(ReasonRow, gettext_lazy("Items of the question"))}


@dataclass(frozen=True, slots=True)
class ShownOrdering(ShownBody):
    """`shared`: the places that more than one item was given."""

    shared: tuple[int, ...] = ()


class Ordering(QuestionTypeSpec):
    """Presentation `{"items": [{id, text}]}`, key `{"order": [id]}`.

    Response `{"order": [id or None]}`: one entry for each place, None while it is empty. Without scripts two
    items can be given one place: `{"shared": {id: place}}` keeps them as chosen. Marked by the share of items
    that stand, alone, in their right place.
    """

    name = "ordering"
    label = gettext_lazy("ordering")
    fields = ("items",)
    hint = gettext_lazy("Put the items in the right order.")
    template = "components/questions/ordering.html"

    def author_form(self, data: Mapping[str, Any] | None = None, raw: Raw | None = None) -> AuthorForm:
        return ItemsForm(data, raw)

    def parse(self, raw: Raw) -> Parsed:
        items = read_parts(raw, "items", _("Items"), ("text", "reason"), least=2)
        read = [
            {"text": read_text(item, number), "id": item["id"], "reason": read_reason(item, number)}
            for number, item in enumerate(items, start=1)
        ]
        mixed = scrambled(read)
        letter_of = dict(zip((item["id"] for item in mixed), letters(len(mixed)), strict=True))
        return Parsed(
            {"items": [{"id": letter_of[item["id"]], "text": item["text"]} for item in mixed]},
            {
                "order": [letter_of[item["id"]] for item in read],
                "ids": [[letter_of[item["id"]], item["id"]] for item in read],
            },
            {letter_of[item["id"]]: item["reason"] for item in read if item["reason"]},
        )

    def told_apart(self, raw: Raw) -> list[tuple[str, list[str]]]:
        return [(_("Items"), [part["text"] for part in raw["items"]])]

    def raw(self, presentation: Presentation, key: Key, reasons: Reasons) -> dict[str, Any]:
        words = texts(presentation["items"])
        return {
            "items": [{"id": name, "text": words[ours], "reason": reasons.get(ours, "")} for ours, name in key["ids"]]
        }

    def rekeyed(self, presentation: Presentation, key: Key, raw: Raw) -> Parsed:
        """The letters follow from the order in which the items are mixed, and so from the right one: keep the old."""
        parsed = self.parse(raw)
        new, old = texts(parsed.presentation["items"]), {name: ours for ours, name in key["ids"]}
        letter_of = {ours: old.get(name, "") for ours, name in parsed.key["ids"]}
        if {letter_of[ours]: text for ours, text in new.items()} != texts(presentation["items"]):
            raise QuestionError(_("Only what is right can be corrected here; texts and options stay as they were."))
        return Parsed(
            dict(presentation),
            {
                "order": [letter_of[ours] for ours in parsed.key["order"]],
                "ids": [[letter_of[ours], name] for ours, name in parsed.key["ids"]],
            },
            {letter_of[ours]: reason for ours, reason in parsed.reasons.items()},
        )

    def words(self, presentation: Presentation) -> list[str]:
        return [item["text"] for item in presentation["items"]]

    def draw_order(self, presentation: Presentation, rng: Random, shuffle: bool) -> dict[str, Any]:
        return {"order": drawn(presentation["items"], rng, shuffle)}

    def shown(self, presentation: Presentation, order: Order, response: Response, name: str) -> ShownBody:
        words, places = texts(presentation["items"]), _places(response)
        return ShownOrdering(
            items=tuple(ShownItem(f"{name}-{id_}", words[id_], places.get(id_)) for id_ in order["order"]),
            positions=tuple(range(1, len(words) + 1)),
            shared=tuple(sorted(set(_shared(response).values()))),
        )

    def reviewed(
        self, presentation: Presentation, order: Order, response: Response, name: str, key: Key, reasons: Reasons
    ) -> ReviewedBody:
        """The items in their right order, each with the place that was given to it."""
        words, places, shared = texts(presentation["items"]), _places(response), _shared(response)
        return ReviewedBody(
            items=tuple(
                ReviewedItem(
                    f"{name}-{id_}",
                    words[id_],
                    places.get(id_),
                    RIGHT if places.get(id_) == place and id_ not in shared else WRONG,
                    _reason(place, id_ in shared, reasons.get(id_, "")),
                )
                for place, id_ in enumerate(key["order"], start=1)
            ),
            positions=tuple(range(1, len(words) + 1)),
        )

    def response_from_form(self, presentation: Presentation, data: FormData, prefix: str) -> Response:
        items = presentation["items"]
        wanted = {str(place): place for place in range(1, len(items) + 1)}
        chosen: dict[int, list[str]] = {}
        for item in items:
            values = field_values(data, f"{prefix}-{item['id']}", MAX_PARTS)
            if len(values) == 1 and values[0] in wanted:
                chosen.setdefault(wanted[values[0]], []).append(item["id"])
        order = [ids[0] if len(ids) == 1 else None for ids in (chosen.get(place, []) for place in wanted.values())]
        shared = {id_: place for place, ids in chosen.items() if len(ids) > 1 for id_ in ids}
        return {"order": order if any(order) else [], **({"shared": shared} if shared else {})}

    def is_response(self, presentation: Presentation, response: Any) -> bool:
        if not isinstance(response, dict) or response.keys() not in ({"order"}, {"order", "shared"}):
            return False
        order, known = response["order"], {item["id"] for item in presentation["items"]}
        if not isinstance(order, list) or not all(entry is None or isinstance(entry, str) for entry in order):
            return False
        placed = [id_ for id_ in order if id_ is not None]
        if order and not (len(order) == len(known) and 0 < len(placed) == len(set(placed))):
            return False
        return known.issuperset(placed) and ("shared" not in response or _could_share(response, known))

    def mark(self, key: Key, response: Response) -> Decimal:
        right = key["order"]
        hits = sum(given == id_ for given, id_ in zip(response.get("order", ()), right, strict=False))
        return Decimal(hits) / len(right)

    def parts(self, presentation: Presentation, key: Key) -> list[Part]:
        """Each item, counted where it was put in its right place."""
        words = texts(presentation["items"])
        return [Part(id_, f"{place}. {words[id_]}") for place, id_ in enumerate(key["order"], start=1)]

    def counted(self, presentation: Presentation, key: Key, response: Response) -> list[str]:
        placed = zip(response.get("order", ()), key["order"], strict=False)
        return [id_ for given, id_ in placed if given == id_]

    def is_answered(self, presentation: Presentation, response: Response) -> bool:
        order = response.get("order", ())
        return bool(order) and None not in order

    def printed(self, presentation: Presentation, order: Order) -> Printed:
        words = texts(presentation["items"])
        return Printed(items=tuple(words[id_] for id_ in order["order"]), is_order=True)

    def key_lines(self, presentation: Presentation, key: Key, reasons: Reasons) -> list[KeyLine]:
        body = self.reviewed(presentation, {}, {}, "", key, reasons)
        return [KeyLine(item.text, False, item.reason) for item in body.items]


def _places(response: Response) -> dict[str, int]:
    """From an item's id to the place it was given, counted from 1."""
    alone = {id_: place for place, id_ in enumerate(response.get("order", ()), start=1) if id_ is not None}
    return alone | _shared(response)


def _shared(response: Response) -> dict[str, int]:
    """The same, of items that were given the place of another one."""
    return dict(response.get("shared", {}))


def _could_share(response: Response, known: set[str]) -> bool:
    """Whether each item in `shared` has company in its place, and none of them stands in `order` as well."""
    order, shared = response["order"], response["shared"]
    if not isinstance(shared, dict) or not shared or not known.difference(order).issuperset(shared):
        return False
    places = list(shared.values())
    return all(
        type(place) is int
        and 1 <= place <= len(known)
        and places.count(place) > 1
        and (not order or order[place - 1] is None)
        for place in places
    )


def _reason(place: int, is_shared: bool, reason: str) -> str:
    words = _("Right place: %(place)d.") % {"place": place}
    if is_shared:
        words = _("Another item was given the same place. %(words)s") % {"words": words}
    return f"{words} {reason}".rstrip()
