"""The picture of a question: kept by its content, so that a version shows the same one for ever.

In the bank's form of a question: `{"image": id in Wagtail's library, "asset": "<sha256>/<name>",
"width", "height", "alt"}`; in a package `{"file": "media/x.svg", "alt"}` (interop changes one for the other).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser

from assessments.errors import QuestionError
from assessments.question_types.reading import MAX_TEXT, read_line
from content.domain.assets import store_asset
from content.errors import AssetRefused

MOST_PIXELS: Final = 20_000
_ASSET: Final = re.compile(r"[0-9a-f]{64}/[a-z0-9.-]{1,150}")


@dataclass(frozen=True, slots=True)
class ShownPicture:
    url: str
    width: int
    height: int
    alt: str


class PictureForm(forms.Form):
    """A picture of the library, and what it shows in words."""

    alt = forms.CharField(
        label=gettext_lazy("What the picture shows"),
        max_length=MAX_TEXT,
        help_text=gettext_lazy("For whoever cannot see it; without saying what is wrong in it."),
    )
    field_order = ("image", "alt")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["image"] = forms.ModelChoiceField(
            get_image_model().objects.all(), label=gettext_lazy("Picture"), widget=AdminImageChooser()
        )
        self.order_fields(self.field_order)


def picture_of(image: Any, alt: str) -> dict[str, Any]:
    """The picture of the library in the bank's form; its file is kept by its content.

    Raises:
        QuestionError: the file is of no kind that is shown to learners.
    """
    try:
        asset = store_asset(data=image.file, name=image.title)
    except (AssetRefused, FileNotFoundError) as error:
        raise QuestionError(_("The picture cannot be used: %(reason)s") % {"reason": error}) from error
    return {
        "image": image.pk,
        "asset": f"{asset.sha256}/{asset.name}",
        "width": image.width,
        "height": image.height,
        "alt": alt,
    }


def read_picture(value: Any) -> dict[str, Any]:
    """The checked picture of a question.

    Raises:
        QuestionError: it is missing or not in the bank's form.
    """
    if not isinstance(value, Mapping) or value.keys() != {"image", "asset", "width", "height", "alt"}:
        raise QuestionError(_("The question has no picture."))
    sizes = (value["width"], value["height"])
    proper = isinstance(value["image"], int) and isinstance(value["asset"], str) and _ASSET.fullmatch(value["asset"])
    if not proper or not all(isinstance(size, int) and 0 < size <= MOST_PIXELS for size in sizes):
        raise QuestionError(_("The picture of the question cannot be read."))
    alt = read_line(value["alt"], 0, MAX_TEXT)
    if not alt:
        raise QuestionError(_("The picture has no description."))
    return {name: value[name] for name in ("image", "asset", "width", "height")} | {"alt": alt}


def shown_picture(picture: Mapping[str, Any]) -> ShownPicture:
    url = reverse("asset", args=picture["asset"].split("/"))
    return ShownPicture(url, picture["width"], picture["height"], picture["alt"])
