"""A question as it travels to a browser. Nothing here can hold what is right: there is no such field.

The reviewed forms, with verdicts and reasons, are types of their own, made only by `review` and by
the feedback of a practice question. Templates: `components/question.html`.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

from django.utils.functional import Promise
from django.utils.safestring import SafeString

Response: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ShownOption:
    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item to place or to match; `value` is the place (from 1) or the target's id, if any."""

    name: str
    text: str
    value: int | str | None


@dataclass(frozen=True, slots=True)
class ShownTarget:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownBody:
    """What stands below the stem; choices use `options`, the other types `items`.

    A type that shows something else has a body of its own, derived from this one in its module.
    """

    several: bool = False
    options: tuple[ShownOption, ...] = ()
    items: tuple[ShownItem, ...] = ()
    positions: tuple[int, ...] = ()
    targets: tuple[ShownTarget, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """One question of a paper or an exercise; `name` is the name of its inputs, or their prefix.

    `trouble`: why the answer given can be none.
    """

    position: int
    total: int
    kind: str
    name: str
    stem: SafeString
    body: ShownBody
    response: Response
    answered: bool
    hint: str | Promise
    template: str
    in_steps: bool = False
    trouble: str = ""

    @property
    def id(self) -> str:
        return f"question-{self.name}"

    @property
    def number(self) -> int:
        return self.position
