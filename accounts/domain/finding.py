"""Finding people by what is typed: with or without marks, words in any order, what is spelled so first."""

import unicodedata

from django.db.models import Case, IntegerField, Q, Value, When

from common.text.vietnamese import fold


def matches(typed: str, owner: str = "") -> Q:
    """People whose name or sign-in name holds every word; `owner` leads to the person, e.g. `cadre__`."""
    condition = Q()
    for word in fold(typed).split():
        condition &= Q(**{f"{owner}search_key__contains": word}) | Q(**{f"{owner}username_key__contains": word})
    return condition


def exactness(typed: str, owner: str = "") -> Case:
    """0 for the name or code itself, 1 for a name that holds the typed text with its marks, 2 for the rest.

    Case is tried as names are written: neither database lowers Vietnamese letters in every locale.
    """
    text = " ".join(unicodedata.normalize("NFC", typed).split())
    spellings = {text, text.title(), text.upper()}
    whole, part = Q(**{f"{owner}username_key": fold(typed)}), Q()
    for spelling in sorted(spellings):
        whole |= Q(**{f"{owner}full_name": spelling})
        part |= Q(**{f"{owner}full_name__contains": spelling})
    return Case(When(whole, then=Value(0)), When(part, then=Value(1)), default=Value(2), output_field=IntegerField())
