"""Competence frameworks, held as data: `data/frameworks.csv` and `data/competences.csv`.

A code once used stays in courses and editions even if the list no longer has it.

Sources: the two circulars named in the titles; for `DC` the five areas and 21 competences of R. Vuorikari, S. Kluzer
and Y. Punie, *DigComp 2.2: The Digital Competence Framework for Citizens*, EUR 31006 EN, Publications Office of the
European Union, 2022, doi:10.2760/115376, © European Union, CC BY 4.0. The Vietnamese titles of `DC` are ours.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

_DATA: Final = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True, slots=True)
class Competence:
    """`code` stands in courses, lessons and questions, such as `IU06` or `TT02:4`."""

    framework: str
    code: str
    title_vi: str
    title_en: str

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_vi


@dataclass(frozen=True, slots=True)
class Framework:
    code: str
    title_vi: str
    title_en: str
    competences: tuple[Competence, ...]

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_vi


@cache
def frameworks() -> tuple[Framework, ...]:
    """In the order of the files."""
    competences = [Competence(**row) for row in _rows("competences.csv")]
    return tuple(
        Framework(**row, competences=tuple(c for c in competences if c.framework == row["code"]))
        for row in _rows("frameworks.csv")
    )


@cache
def competence(code: str) -> Competence | None:
    found = (c for framework in frameworks() for c in framework.competences if c.code == code)
    return next(found, None)


def competence_choices(kept: Iterable[str] = ()) -> list[tuple[str, list[tuple[str, str]]]]:
    """For a field: frameworks, each with its competences, in the active language.

    `kept`: codes that what is edited has already; those that no framework has are a group of their own.
    """
    choices = [
        (framework.title, [(c.code, f"{c.code} – {c.title}") for c in framework.competences])
        for framework in frameworks()
    ]
    strange = [(code, code) for code in kept if competence(code) is None]
    return [*choices, (_("Other codes"), strange)] if strange else choices


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
