"""Invented names, put together by chance from `demo/data/names.json`.

Any likeness is chance; the full names listed there as known to the public are never given.
"""

import json
from pathlib import Path
from random import Random
from typing import Final

from committees.enums import Kind

_WORDS: Final[dict[str, list[str]]] = json.loads(
    (Path(__file__).resolve().parent.parent / "data" / "names.json").read_text(encoding="utf-8")
)
_KNOWN: Final = frozenset(_WORDS["known"])
_KIND_WORDS: Final = {
    Kind.COMMUNE: "Đảng ủy xã",
    Kind.WARD: "Đảng ủy phường",
    Kind.SPECIAL_ZONE: "Đảng ủy đặc khu",
}
AGENCIES: Final = (
    "Văn phòng cấp ủy (minh họa)",
    "Cơ quan Tổ chức (minh họa)",
    "Cơ quan Kiểm tra (minh họa)",
    "Cơ quan Tuyên giáo và Dân vận (minh họa)",
    "Cơ quan Nội chính (minh họa)",
)


def person_name(rng: Random) -> str:
    """A full name, family name first; a family name listed more often is given more often."""
    while True:
        whose = "women" if rng.random() < 0.47 else "men"
        parts = (_WORDS["family"], _WORDS[f"middle_{whose}"], _WORDS[f"given_{whose}"])
        name = " ".join(rng.choice(words) for words in parts)
        if name not in _KNOWN:
            return name


def unit_name(kind: Kind, number: int) -> str:
    """The name of the unit with this number (from 0) among those of its kind in a province.

    A plant, a field or a cloud and a number: no unit of Viet Nam is called so.
    """
    rounds, place = divmod(number, len(_WORDS["places"]))
    return f"{_KIND_WORDS[kind]} {_WORDS['places'][place]} {rounds + 1}"
