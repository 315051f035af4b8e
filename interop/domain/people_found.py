"""Whom the rows of a list may mean, among the people of one subtree.

A code names a person for good. Without one, the same spelling of the name, birth year and unit is taken
for the same person; what only resembles somebody is a suspicion that a person decides.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from committees.models import Committee, Membership, subtree_q
from common.text.vietnamese import fold, same_spelling

Values = dict[str, str]
Found = tuple[Membership | None, list[Membership], str]

MOST_CANDIDATES: Final = 5


class FoundPeople:
    """Loaded for one slice of a list, in a few statements."""

    def __init__(self, top: Committee, rows: Sequence[Values]) -> None:
        self._top = top
        codes = {fold(row["code"]) for row in rows if row["code"]}
        self._by_code: dict[str, Membership] = {}
        for membership in self._members().filter(cadre__username_key__any_of=codes):
            self._by_code[membership.cadre.username_key] = membership
        names = {fold(row["full_name"]) for row in rows if fold(row["code"]) not in self._by_code}
        self._by_name: dict[str, list[Membership]] = defaultdict(list)
        for membership in self._members().filter(cadre__search_key__any_of=names):
            self._by_name[membership.cadre.search_key].append(membership)

    def _members(self) -> QuerySet[Membership]:
        return Membership.objects.select_related("cadre", "committee").filter(
            subtree_q([self._top], "committee__path"), valid_to__isnull=True, cadre__is_active=True
        )

    def find(self, row: Values, unit_id: int) -> Found:
        """The person, or those the row may mean, or what is wrong.

        A code that somebody elsewhere has looks like one that nobody has: reading a file tells nothing about others.
        """
        code = fold(row["code"])
        if code in self._by_code:
            return self._by_code[code], [], ""
        same_name = self._by_name.get(fold(row["full_name"]), [])
        if not same_name:
            return None, [], ""
        if not code:
            year = int(row["birth_year"]) if row["birth_year"] else None
            same = [
                m
                for m in same_name
                if m.committee_id == unit_id
                and m.cadre.birth_year == year
                and same_spelling(m.cadre.full_name, row["full_name"])
            ]
            if len(same) > 1:
                return None, [], _("Several people have this name and birth year; a code is needed.")
            if same:
                return same[0], [], ""
        return None, self.alike(row, unit_id)[:MOST_CANDIDATES], ""

    def belongs(self, row: Values, unit_id: int) -> bool:
        """Whether the row means somebody of the unit."""
        membership, _candidates, _problem = self.find(row, unit_id)
        return membership is not None and membership.committee_id == unit_id

    def alike(self, row: Values, unit_id: int) -> list[Membership]:
        """Everybody the row may mean by name, year and unit, those of the very unit first."""
        same_name = self._by_name.get(fold(row["full_name"]), [])
        year = int(row["birth_year"]) if row["birth_year"] else None
        here = [m for m in same_name if m.committee_id == unit_id]
        found = [m for m in here if year is None or m.cadre.birth_year in (None, year)]
        if row["code"] or year is None:
            return found
        return found + [
            m
            for m in same_name
            if m.committee_id != unit_id
            and m.cadre.birth_year == year
            and same_spelling(m.cadre.full_name, row["full_name"])
        ]
