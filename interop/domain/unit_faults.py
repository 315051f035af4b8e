"""What is said of a text that names no unit, or several, and of another row: in a list as in a form."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from committees.domain.unit_names import NamedUnit, UnitNames


def says_none(text: str) -> str:
    return _("There is no unit “%(text)s” under this committee.") % {"text": text[:80]}


def says_several(names: UnitNames, text: str, found: Sequence[NamedUnit]) -> str:
    """How to tell the candidates apart, with the name of one that can be copied."""
    named = next((unit for unit in found if names.tells_apart(unit)), None)
    if named:
        message = _("Several units are called “%(text)s”; add the unit above, for example “%(example)s”.")
        return message % {"text": text[:80], "example": names.name_of(named)}
    message = _(
        "Several units are called “%(text)s” and stand under the same unit. Write each as the exported list does, for"
        " example “%(example)s”, or have one of them renamed first."
    )
    return message % {"text": text[:80], "example": names.name_of(found[0])}


def row_words(number: int, name: str, code: str) -> str:
    """Another row of the list, by its number and by what stands in it: in the file of the rows that were not written
    the rows have other numbers."""
    return f"{number} ({', '.join(filter(None, (name, code)))})"
