"""Finding people by what is typed: with or without marks, words in any order, what is spelled so first."""

import unicodedata
from typing import Final

from django.db.models import Case, CharField, F, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat
from django.db.models.lookups import Contains

from common.text.vietnamese import fold

# Of a longer text the rest says nothing about the order.
MOST_WORDS: Final = 8
# Nobody is listed by one letter.
SHORTEST_SEARCH: Final = 2


def matches(typed: str, owner: str = "") -> Q:
    """People whose name or sign-in name holds every word; `owner` leads to the person, e.g. `cadre__`."""
    condition = Q()
    for word in fold(typed).split():
        condition &= Q(**{f"{owner}search_key__contains": word}) | Q(**{f"{owner}username_key__contains": word})
    return condition


def exactness(typed: str, owner: str = "") -> Combinable:
    """A number for the order of what `matches` finds, lowest first.

    First the name or the code itself; then those with most words spelled as typed, whole and with their marks, in
    any order; of these the names that hold the typed text as it stands.
    """
    text = " ".join(unicodedata.normalize("NFC", typed).split())
    whole = Q(**{f"{owner}username_key": fold(typed)})
    part = Q()
    for spelling in _spellings(text):
        whole |= Q(**{f"{owner}full_name": spelling})
        part |= Q(**{f"{owner}full_name__contains": spelling})
    rank: Combinable = _unless(part)
    for word in text.split()[:MOST_WORDS]:
        rank += _unless(_has_word(word, owner)) * 2
    return Case(When(whole, then=Value(0)), default=rank + 1, output_field=IntegerField())


def _has_word(word: str, owner: str) -> Q:
    """Whether the word stands in the name as a whole, or is the code."""
    name = Concat(Value(" "), F(f"{owner}full_name"), Value(" "), output_field=CharField())
    found = Q(**{f"{owner}username_key": fold(word)})
    for spelling in _spellings(word):
        found |= Q(Contains(name, f" {spelling} "))
    return found


def _spellings(text: str) -> list[str]:
    """As names are written: neither database lowers Vietnamese letters in every locale."""
    return sorted({text, text.title(), text.upper()})


def _unless(condition: Q) -> Case:
    return Case(When(condition, then=Value(0)), default=Value(1), output_field=IntegerField())
