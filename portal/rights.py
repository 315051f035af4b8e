"""Who may do what: the access matrix as data, and in words.

One row for each capability, numbered as in the matrix that the house was planned with; a cell says how far the
right of a role reaches. `tests/portal/test_rights.py` asks the rules of the rooms whether they say the same.
Every holder of a role is a cadre too: what a cadre may is not said again for the roles.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.enums import Role

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# How far: everybody, everything, the own subtree, own courses and banks, the own record. What binds it: `2` a second
# person, `?` only asks, `r` read only, `m` names masked, `p` names after a typed purpose, `k` without answer keys.
REACHES: Final = "EASCO"
BINDINGS: Final = "2?rmpk"
CADRE: Final = "cadre"
HOLDERS: Final = (CADRE, *(role.value for role in Role))
_COLUMNS: Final = {
    "CA": CADRE,
    "TR": Role.TRAINER.value,
    "RP": Role.PUBLISHER.value,
    "CR": Role.COMMITTEE_REVIEWER.value,
    "CM": Role.COMMITTEE_ADMIN.value,
    "NA": Role.NATIONAL_ADMIN.value,
    "AU": Role.AUDITOR.value,
    "DP": Role.DATA_PROTECTION.value,
}


@dataclass(frozen=True, slots=True)
class Right:
    """`cells`: `CM=S NA=A2`; a role that is not named may not. `note`: what the cells cannot say."""

    number: int
    title: "StrPromise"
    cells: str
    note: "StrPromise | str" = ""

    def cell(self, holder: str) -> str:
        return dict(self._pairs()).get(holder, "")

    def holders(self) -> list[str]:
        return [holder for holder, _cell in self._pairs()]

    def _pairs(self) -> Iterator[tuple[str, str]]:
        for word in self.cells.split():
            column, _equals, cell = word.partition("=")
            yield _COLUMNS[column], cell


RIGHTS: Final = (
    Right(1, gettext_lazy("Open public pages; verify a certificate by its code"), "CA=E",
          gettext_lazy("Also without signing in.")),
    Right(2, gettext_lazy("Read published courses"), "CA=O TR=C RP=A NA=A",
          gettext_lazy("Every course of the catalogue can be joined; authors look at it in the preview.")),
    Right(3, gettext_lazy("Take quizzes that count"), "CA=O"),
    Right(4, gettext_lazy("Look at a quiz without it counting"), "TR=C RP=A NA=A"),
    Right(5, gettext_lazy("See answer keys"), "CA=O TR=C RP=A NA=A",
          gettext_lazy("A cadre only after handing in, and only where the quiz allows it.")),
    Right(6, gettext_lazy("Mark answers that wait for a person; answer contested marks"), "TR=C RP=A NA=A",
          gettext_lazy("Never one's own.")),
    Right(7, gettext_lazy("See results and progress by name"), "CA=O CR=S CM=S NA=Ap AU=Am"),
    Right(8, gettext_lazy("Give more time or more attempts"), "TR=C NA=A"),
    Right(9, gettext_lazy("Correct a question that has been answered, and the marks with it"), "TR=C2 RP=A2 NA=A2"),
    Right(10, gettext_lazy("Write and change courses, quizzes and questions"), "TR=C RP=A NA=A"),
    Right(11, gettext_lazy("Publish a course"), "RP=A2 NA=A2",
          gettext_lazy("Never what one submitted oneself.")),
    Right(14, gettext_lazy("Open files and pictures of a course"), "CA=O TR=C RP=A NA=A"),
    Right(15, gettext_lazy("Add people and correct what is known of them, one by one or from Excel"), "CM=S NA=A"),
    Right(16, gettext_lazy("Assign courses, set due dates, exempt people"), "CM=S NA=A"),
    Right(17, gettext_lazy("Give first passwords"), "CM=S NA=A",
          gettext_lazy("To cadres who never held a role; accounts with roles only by the national administrator.")),
    Right(18, gettext_lazy("Give and end roles"), "CM=S? NA=A2",
          gettext_lazy("Never to oneself. Trainers, and reviewers of one unit, by one national administrator.")),
    Right(19, gettext_lazy("Move people between units"), "CM=S NA=A",
          gettext_lazy("The unit left and the unit joined both lie in the own reach.")),
    Right(20, gettext_lazy("Change the tree of units"), "NA=A2"),
    Right(21, gettext_lazy("Download a certificate"), "CA=O CM=S NA=A"),
    Right(22, gettext_lazy("Issue a certificate"), "",
          gettext_lazy("Only the system, when a course is completed; no person can.")),
    Right(24, gettext_lazy("See figures by unit"), "CR=S CM=S NA=A AU=A"),
    Right(25, gettext_lazy("Export lists"), "CA=O CR=S CM=S NA=Ap AU=Am",
          gettext_lazy("A cadre exports the own data. Lists of results; the people of a unit are the matter of the row "
                       "on units.")),
    Right(27, gettext_lazy("Read the audit log"), "CA=O CM=S NA=Ap AU=Am DP=Am",
          gettext_lazy("A cadre the own sign-ins and changes, under My data. Sign-ins are kept by their time alone and "
                       "are not for the administrators of the unit.")),
    Right(28, gettext_lazy("Have personal data put right"), "CA=O? CM=S NA=A",
          gettext_lazy("A cadre asks, the administrator of the unit answers; nobody answers their own request.")),
    Right(30, gettext_lazy("Enter the place where courses are written"), "TR=C RP=A NA=A"),
    Right(31, gettext_lazy("Record attendance and what was learned elsewhere"), "TR=C RP=A CM=S NA=A",
          gettext_lazy("Never for oneself. Once a session has begun, its trainer may look up by name who takes the own "
                       "course; others the people of their units.")),
    Right(32, gettext_lazy("Read the questions of every bank"), "AU=Ark"),
    Right(33, gettext_lazy("See and export the people, units and history of a unit"), "CM=S NA=A"),
    Right(34, gettext_lazy("Make one of two records of the same person, and separate them again"), "CM=S NA=A",
          gettext_lazy("Both records lie in the own reach; never one's own.")),
    Right(35, gettext_lazy("Reset the password and the second factor of an account with a role"), "NA=A",
          gettext_lazy("Never one's own account.")),
    Right(36, gettext_lazy("See how long records are kept, and how many are due"), "NA=Ar AU=Ar DP=Ar"),
    Right(37, gettext_lazy("Change a rule of keeping; have records dealt with whose time is up"), "NA=A2 DP=A2"),
    Right(38, gettext_lazy("See the figures of a course as a whole, and what learners say of it"), "TR=C RP=A NA=A",
          gettext_lazy("Counts without names; a text that names somebody can be removed.")),
    Right(39, gettext_lazy("See who completed an earlier edition of a course"), "TR=C RP=A CR=S CM=S NA=A",
          gettext_lazy("Authors see how many, reviewers and administrators of units the names of their people.")),
    Right(40, gettext_lazy("Take down and end the posts that people hold beside their main one"), "CM=S NA=A"),
    Right(41, gettext_lazy("Close accounts and open them again"), "CM=S NA=A",
          gettext_lazy("Of cadres who never held a role; accounts with roles only by the national administrator. "
                       "Never one's own.")),
)  # fmt: skip
# Rows of the matrix that nothing in the program stands for yet, or that stay out of it.
NOT_BUILT: Final = {
    12: "upload of foreign packages",
    13: "libraries of foreign packages",
    23: "revoking a certificate by hand: certificates follow corrections and mergers",
    26: "revealing an identifier: none is kept",
    29: "viewing as another person: left out on purpose",
}


def holder_name(holder: str) -> str:
    label = _("cadre") if holder == CADRE else str(Role(holder).label)
    return label[:1].upper() + label[1:]


def in_words(cell: str) -> str:
    """`S?` as *the own unit and all below it; only asks, another decides*."""
    reaches = {
        "E": _("everybody"),
        "A": _("whole country"),
        "S": _("the own unit and all units below it"),
        "C": _("own courses and question banks"),
        "O": _("oneself"),
    }
    bindings = {
        "2": _("a second person has to approve"),
        "?": _("asks, another person decides"),
        "r": _("read only"),
        "m": _("names masked"),
        "p": _("names after typing the purpose, which is logged"),
        "k": _("without answer keys"),
    }
    return "; ".join([reaches[cell[0]], *(bindings[mark] for mark in cell[1:])])


def rights_of(holder: str) -> list[tuple[Right, str]]:
    """The rows in which the holder may something, with how far in words."""
    return [(right, in_words(cell)) for right in RIGHTS if (cell := right.cell(holder))]
