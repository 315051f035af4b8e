"""Faults to be found in a picture: numbered regions, some of them faults, some only look like it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, ClassVar, Final

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.errors import QuestionError
from assessments.question_types.authoring import AuthorForm, Row, Rows, reason_field
from assessments.question_types.base import Key, Order, Parsed, Presentation, Raw, Reasons
from assessments.question_types.choices import ChoiceType, share_of, verdict_of
from assessments.question_types.pictures import PictureForm, ShownPicture, picture_of, read_picture, shown_picture
from assessments.question_types.printed import Printed
from assessments.question_types.reading import (
    MAX_PARTS,
    MAX_TEXT,
    letters,
    read_flag,
    read_parts,
    read_reason,
    read_text,
)
from assessments.question_types.reviewed import ReviewedBody
from assessments.question_types.shown import Response, ShownBody

PLACE: Final = ("x", "y", "width", "height")


@dataclass(frozen=True, slots=True)
class Spot:
    """A region with its place in percent (`12.5%`)."""

    number: int
    value: str
    text: str
    chosen: bool
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class ReviewedSpot(Spot):
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class ShownSpots(ShownBody):
    picture: ShownPicture | None = None
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewedSpots(ReviewedBody):
    picture: ShownPicture | None = None
    spots: tuple[ReviewedSpot, ...] = ()


def _percent(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, min_value=0, max_value=100, decimal_places=1)


class RegionRow(Row):
    needed = "label"
    label = forms.CharField(label=gettext_lazy("What is there"), required=False, max_length=MAX_TEXT)
    x = _percent(gettext_lazy("From the left, %"))
    y = _percent(gettext_lazy("From the top, %"))
    width = _percent(gettext_lazy("Width, %"))
    height = _percent(gettext_lazy("Height, %"))
    fault = forms.BooleanField(label=gettext_lazy("Fault"), required=False)
    reason = reason_field()

    def clean(self) -> dict[str, Any]:
        """What was drawn and not named yet must not get lost; a region there was goes when its words are taken out."""
        data = super().clean() or self.cleaned_data
        is_new = not data.get("id") and "label" not in self.errors
        if is_new and not data.get("label") and any(data.get(name) is not None for name in PLACE):
            self.add_error("label", _("Say what is in this region."))
        return data

    def raw(self) -> dict[str, Any]:
        data = self.cleaned_data
        place = {name: None if data[name] is None else _number(data[name]) for name in PLACE}
        return {"label": data["label"], **place, "fault": data["fault"], "reason": data["reason"]}


class HotSpotsForm(AuthorForm):
    hint = gettext_lazy(
        "Regions are rectangles in percent of the picture. Learners see them numbered from top to bottom, each with "
        "its label; the label must not say whether it is a fault. A wrong mark takes away a right one."
    )
    settings = PictureForm
    parts: ClassVar = {
        "regions": Rows(
            RegionRow,
            gettext_lazy("Regions of the picture"),
            most=MAX_PARTS,
            stacked=True,
            above="assessments/bank/_regions.html",
        )
    }

    def initial(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        picture = raw["picture"]
        return {"image": picture["image"], "alt": picture["alt"], "regions": raw["regions"]}

    def raw(self) -> dict[str, Any]:
        read = super().raw()
        return {"picture": picture_of(read["image"], read["alt"]), "regions": read["regions"]}


class HotSpots(ChoiceType):
    """Presentation `{"picture", "options": [{id, text, x, y, width, height}]}` from top to bottom.

    Key and response as in a choice. Marked by (faults marked − other regions marked) ÷ faults, never below 0.
    """

    name = "hot_spots"
    label = gettext_lazy("faults in a picture")
    fields = ("picture", "regions")
    hint = gettext_lazy("Mark every fault in the picture. A wrong mark takes away a right one.")
    template = "components/questions/hot_spots.html"
    several = True

    def author_form(self, data: Mapping[str, Any] | None = None, raw: Raw | None = None) -> AuthorForm:
        return HotSpotsForm(data, raw)

    def parse(self, raw: Raw) -> Parsed:
        names = ("label", *PLACE, "fault", "reason")
        read = read_parts(raw, "regions", _("Regions"), names, least=2)
        regions = [
            {
                "name": region["id"],
                "text": read_text(region, number, "label"),
                **_read_place(region, number),
                "fault": read_flag(region, number, "fault"),
                "reason": read_reason(region, number),
            }
            for number, region in enumerate(read, start=1)
        ]
        if not any(region["fault"] for region in regions):
            raise QuestionError(_("At least one region must be a fault."))
        seen = sorted(regions, key=lambda region: (region["y"], region["x"], region["name"]))
        letter_of = dict(zip((region["name"] for region in seen), letters(len(seen)), strict=True))
        return Parsed(
            {
                "picture": read_picture(raw.get("picture")),
                "options": [
                    {
                        "id": letter_of[region["name"]],
                        "text": region["text"],
                        **{name: region[name] for name in PLACE},
                    }
                    for region in seen
                ],
            },
            {
                "correct": [letter_of[region["name"]] for region in seen if region["fault"]],
                "ids": [[letter_of[region["name"]], region["name"]] for region in regions],
            },
            {letter_of[region["name"]]: region["reason"] for region in regions if region["reason"]},
        )

    def raw(self, presentation: Presentation, key: Key, reasons: Reasons) -> dict[str, Any]:
        regions = {region["id"]: region for region in presentation["options"]}
        picture = presentation["picture"]
        return {
            "picture": {name: picture[name] for name in ("image", "asset", "width", "height", "alt")},
            "regions": [
                {
                    "id": name,
                    "label": regions[ours]["text"],
                    **{place: regions[ours][place] for place in PLACE},
                    "fault": ours in key["correct"],
                    "reason": reasons.get(ours, ""),
                }
                for ours, name in key["ids"]
            ],
        }

    def draw_order(self, presentation: Presentation, rng: Random, shuffle: bool) -> dict[str, Any]:
        """The numbers stand in the picture, so they are never mixed."""
        return super().draw_order(presentation, rng, shuffle=False)

    def shown(self, presentation: Presentation, order: Order, response: Response, name: str) -> ShownBody:
        return ShownSpots(
            picture=shown_picture(presentation["picture"]),
            spots=tuple(
                Spot(number, region["id"], region["text"], region["id"] in response.get("chosen", ()), **_place(region))
                for number, region in enumerate(presentation["options"], start=1)
            ),
        )

    def reviewed(
        self, presentation: Presentation, order: Order, response: Response, name: str, key: Key, reasons: Reasons
    ) -> ReviewedBody:
        chosen = response.get("chosen", ())
        return ReviewedSpots(
            picture=shown_picture(presentation["picture"]),
            spots=tuple(
                ReviewedSpot(
                    number,
                    region["id"],
                    region["text"],
                    region["id"] in chosen,
                    **_place(region),
                    verdict=verdict_of(region["id"] in chosen, region["id"] in key["correct"]),
                    reason=reasons.get(region["id"], ""),
                )
                for number, region in enumerate(presentation["options"], start=1)
            ),
        )

    def mark(self, key: Key, response: Response) -> Decimal:
        return share_of(set(response.get("chosen", ())), set(key["correct"]), penalty=True)

    def printed(self, presentation: Presentation, order: Order) -> Printed:
        picture = shown_picture(presentation["picture"])
        return Printed(
            html=format_html('<figure><img src="{}" alt="{}"></figure>', picture.url, picture.alt),
            options=tuple(region["text"] for region in presentation["options"]),
        )

    def pictures(self, presentation: Presentation) -> list[str]:
        return [presentation["picture"]["asset"].split("/")[0]]


def _read_place(region: Mapping[str, Any], number: int) -> dict[str, int | float]:
    place: dict[str, int | float] = {}
    for name in PLACE:
        value = region.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
            raise QuestionError(_("Region %(number)d has no proper place in the picture.") % {"number": number})
        place[name] = _number(value)
    if not place["width"] or not place["height"] or max(_end(place, 0), _end(place, 1)) > 100:
        raise QuestionError(_("Region %(number)d has no proper place in the picture.") % {"number": number})
    return place


def _end(place: Mapping[str, int | float], axis: int) -> Decimal:
    return sum((Decimal(str(place[PLACE[axis + step]])) for step in (0, 2)), Decimal(0))


def _number(value: Decimal | float) -> int | float:
    """To a tenth of a percent; a whole number as such, so that it is written as it was read."""
    tenth = round(float(value), 1)
    return int(tenth) if tenth.is_integer() else tenth


def _place(region: Mapping[str, Any]) -> dict[str, str]:
    return {name: f"{region[name]}%" for name in PLACE}
