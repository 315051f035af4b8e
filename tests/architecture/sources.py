"""The project's own files, by kind."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.apps import apps

from lms.settings.apps import ROOMS as CONFIGS

CHECKOUT: Final = Path(__file__).resolve().parents[2]
# From the lowest room to the highest, as in docs/architecture.md; rooms of a line know nothing of each other.
LAYERS: Final = (
    ("common",),
    ("operations",),
    ("accounts",),
    ("committees", "content"),
    ("assessments",),
    ("courses",),
    ("learning",),
    ("certificates",),
    ("reports", "interop"),
    ("portal", "demo"),
)
ROOMS: Final = tuple(config.partition(".")[0] for config in CONFIGS)
HOUSE: Final = (*ROOMS, "lms", "bin", "bench")
_NOT_OURS: Final = ("__pycache__", "node_modules", "var")


def files(*endings: str, under: tuple[str, ...] = HOUSE) -> Iterator[Path]:
    """The files of these folders with one of the endings, in order."""
    for folder in under:
        for path in sorted((CHECKOUT / folder).rglob("*")):
            if path.is_file() and path.suffix in endings and not set(path.parts) & set(_NOT_OURS):
                yield path


def name_of(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def level_of(room: str) -> int:
    return next(level for level, rooms in enumerate(LAYERS) if room in rooms)


def own_models() -> list[type]:
    return [model for room in ROOMS for model in apps.get_app_config(room).get_models(include_auto_created=True)]
