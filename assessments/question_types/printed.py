"""A question on paper, and its key, as the booklet typesets them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Printed:
    """Options get a box to tick, items a blank to fill (with a number, or a target's letter).

    `html` (empty or safe) stands above them: paragraphs, lists, headings and a picture.
    """

    options: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    html: str = ""
    is_order: bool = False


@dataclass(frozen=True, slots=True)
class KeyLine:
    text: str
    right: bool
    reason: str
