"""Where a thing may lie in the world of the oracle, who reaches it there, and the words it carries.

A and B are two communes of two provinces, with somebody of every role in each. The other places are named as
they lie to the people of A: for those of B all of them are as far away as A is, but what has moved to them.
"""

from typing import Final

SIDES: Final = ("A", "B")
ABSENT: Final = "absent"
# Of units and their people:
SAME: Final = "same"  # somebody else of the very unit
CHILD: Final = "child"  # a cell below it
PARENT: Final = "parent"  # the province above it
SIBLING: Final = "sibling"  # the commune beside it
FORMER: Final = "former"  # what was in A, and is in B today
# Of courses and what is written for them:
DRAFT: Final = "draft"  # not published yet
OTHER: Final = "other"  # of a trainer who never asks
# Of either:
ENDED: Final = "ended"  # a unit that is closed, an account that is shut, a course that is taken off
UNIT_PLACES: Final = ("A", "B", CHILD, PARENT, SIBLING, FORMER, ENDED)
PERSON_PLACES: Final = ("A", "B", SAME, CHILD, PARENT, SIBLING, FORMER, ENDED)

# In the order of the columns of the oracle; a role with a number is the twin in the other province.
PEOPLE: Final = ("CA", "CA2", "GR", "GR2", "CR", "CR2", "CM", "CM2", "TR", "TR2", "RP", "NA", "AU", "DP")

# Whoever is nobody any more in the middle of a session: the account is shut, the session is over, the role is taken
# away, the role has come to its day (EX: signed in, and nothing else). They get what stands here. And who has a role
# and has given the password only: HALF_IN is led to the second factor from everywhere.
STATES: Final = {"disabled": "AN", "expired": "AN", "removed": "AN", "ended": "EX"}
HALF, HALF_IN = "half", "HF"
OF_STATE: Final = {
    f"{role} {state}": other for role in ("CM", "CR", "TR", "RP", "NA", "AU", "DP") for state, other in STATES.items()
} | {f"{role} {HALF}": HALF_IN for role in ("CM", "NA")}

# Whose it is, of what has an id of its own and is nobody else's: the id stands in no answer to others.
OWNERS: Final = {
    "attempt": ("CA",),
    "closed_attempt": ("GR",),
    "certificate": ("GR", "CM", "NA"),
    "kept": ("CA",),
    "job": ("CM",),
}

_SUBTREE: Final = frozenset({"A", SAME, CHILD, ENDED})
_MOVED_THERE: Final = frozenset({"B", FORMER})
_OWN: Final = {"A": frozenset({"A"}), "B": frozenset({"B"})}
_REACH: Final = {
    "CM": {"A": _SUBTREE, "B": _MOVED_THERE},
    "CR": {"A": _SUBTREE, "B": _MOVED_THERE},
    "TR": {"A": frozenset({"A", ENDED}), "B": frozenset({"B"})},
}

_OF_PLACE: Final = {
    "A": "HOA", "B": "BIEN", SAME: "CUNG", CHILD: "DUOI", PARENT: "TREN", SIBLING: "KEBEN", FORMER: "XUA", ENDED: "DUT",
    OTHER: "KHAC",
}  # fmt: skip
UNIT: Final = {place: f"DONVI{_OF_PLACE[place]}" for place in UNIT_PLACES}
PERSON: Final = {place: f"NGUOI{_OF_PLACE[place]}" for place in PERSON_PLACES}
CODE: Final = {place: f"ma-so-{_OF_PLACE[place].lower()}" for place in PERSON_PLACES}
POST: Final = {place: f"CHUCVU{_OF_PLACE[place]}" for place in PERSON_PLACES}
DRAFTED: Final = {place: f"NHAP{_OF_PLACE[place]}" for place in ("A", "B", OTHER, ENDED)}
BANK: Final = {place: f"kho-{word.lower()}" for place, word in DRAFTED.items()}
# In the legal bases of courses on offer, which their authors look at again.
DUE: Final = "XEMLAI"
# In a course that is taken off, and in what few have said of one.
GONE: Final = "DAHET"
UNREAD: Final = "CHUADEM"
# In the names of records that were merged into another.
MERGED: Final = "DAGOP"
# In the names of those who take what a trainer teaches.
LEARNER: Final = "HOCLOP"
# In the names of those who wrote what a trainer marks.
WRITER: Final = "VIETBAI"
# Stands in reasons, explanations and option ids of questions that count.
KEY: Final = "KHOADAPAN"
# What a page may say of the thing at a place: the unit, a person's name, code and post, what is written, and a key.
FIELDS: Final = {"unit": UNIT, "name": PERSON, "code": CODE, "post": POST, "text": DRAFTED}


def side_of(person: str) -> str:
    return "B" if person.endswith("2") else "A"


def role_of(person: str) -> str:
    return person.rstrip("2")


def twin(role: str, side: str) -> str:
    """The person who holds the role on this side."""
    return role if side == "A" else f"{role}2"


def reaches(person: str, place: str) -> bool:
    """Whether the place lies within what the person's role is about: the subtree, the own courses, the own record."""
    side = side_of(person)
    return place in _REACH.get(role_of(person), _OWN)[side]
