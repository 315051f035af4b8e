"""What is said of a text that names no unit, or several: to the sender of a list as to whoever fills in a form."""

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
    if coded := next((unit for unit in found if unit.code), None):
        message = _("Several units are called “%(text)s”; use the unit's code, for example “%(example)s”.")
        return message % {"text": text[:80], "example": coded.code}
    return _("Several units are called “%(text)s” and stand under the same unit; they need names of their own.") % {
        "text": text[:80]
    }
