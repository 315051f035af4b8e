"""What each role lets its holder do, in a sentence or two, for whoever chooses or approves it."""

from django.utils.translation import gettext as _

from committees.enums import Role
from committees.models import Committee


def what_it_allows(role: str) -> str:
    """Shown beside the choice, with the proposal and to the holder; the whole of it stands on the page of rights."""
    return {
        Role.TRAINER: _("Writes courses, questions and quizzes of their own and marks them. Publishes nothing alone."),
        Role.PUBLISHER: _("Reads every draft and question with its key, sends back, and publishes what others wrote."),
        Role.COMMITTEE_REVIEWER: _(
            "Sees the figures of the unit and of all units below it, and opens lists with names. Changes nothing."
        ),
        Role.COMMITTEE_ADMIN: _(
            "Keeps the people of the unit and of all units below it: imports and moves them, gives first passwords, "
            "assigns courses. Sees their results by name."
        ),
        Role.NATIONAL_ADMIN: _(
            "Administers every unit of the country: people, tree, roles, courses. What weighs most takes a second one."
        ),
        Role.AUDITOR: _("Reads figures, courses and question banks of the whole country, without names of learners."),
        Role.DATA_PROTECTION: _(
            "Is responsible for the protection of personal data. Reads the audit log of the whole country with names "
            "masked, and proposes or decides, of two persons, what becomes of records whose time is up. Sees no "
            "results and no lists of people."
        ),
    }[Role(role)]


def role_on(role: str, committee: Committee | None) -> str:
    """The role with its unit, as a heading: *Committee administrator – Tỉnh ủy A*."""
    label = str(Role(role).label)
    named = label[:1].upper() + label[1:]
    return f"{named} – {committee.display_name}" if committee else named
