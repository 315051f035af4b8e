"""Roles a person can hold on a subtree of committees."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    TRAINER = "trainer", _("trainer")
    PUBLISHER = "publisher", _("reviewer-publisher")
    COMMITTEE_REVIEWER = "committee_reviewer", _("committee reviewer")
    COMMITTEE_ADMIN = "committee_admin", _("committee administrator")
    NATIONAL_ADMIN = "national_admin", _("national administrator")
    AUDITOR = "auditor", _("auditor")
    DATA_PROTECTION = "data_protection", _("data protection officer")


# Roles that say nothing without a committee to hold them on.
SCOPED_ROLES = (Role.COMMITTEE_REVIEWER, Role.COMMITTEE_ADMIN)
AUTHORING_ROLES = (Role.TRAINER, Role.PUBLISHER)
# Roles that see the figures of every committee.
NATIONAL_ROLES = (Role.NATIONAL_ADMIN, Role.AUDITOR)

# A holder of the role is in the Django group of this name, to which Wagtail's permissions hang.
AUTHOR_GROUPS: dict[str, str] = {
    Role.TRAINER: "Giảng viên",
    Role.PUBLISHER: "Thẩm định",
    Role.NATIONAL_ADMIN: "Thẩm định",
}


class SlipsFor(models.TextChoices):
    """Whom first-password slips are printed for."""

    NEW = "new", _("people who have no password yet")
    NEVER = "never", _("everybody who has never signed in; slips printed before stop working")
    CHOSEN = "chosen", _("the people chosen in the list")


class CorrectionState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("correction", "waiting for an answer")
    CORRECTED = "corrected", pgettext_lazy("correction", "corrected")
    DECLINED = "declined", pgettext_lazy("correction", "declined")


class Kind(models.TextChoices):
    """Codes of `CommitteeKind` that the code itself names; other kinds may be added as data."""

    CENTRE = "centre"
    PROVINCE = "province"
    CITY = "city"
    CENTRAL = "central"
    AGENCY = "agency"
    COMMUNE = "commune"
    WARD = "ward"
    SPECIAL_ZONE = "special_zone"
    CELL = "cell"


class PlanState(models.TextChoices):
    """Of a change of the tree that two persons agreed on before its day."""

    WAITING = "waiting", pgettext_lazy("planned change", "waits for its day")
    BEGUN = "begun", pgettext_lazy("planned change", "begun on its day")
    FAILED = "failed", pgettext_lazy("planned change", "could not be carried out")
    CANCELLED = "cancelled", pgettext_lazy("planned change", "cancelled before its day")


class TreeAct(models.TextChoices):
    """The plain acts on one committee from a day on."""

    MOVE = "move", _("move it with all its units under another unit")
    MERGE = "merge", _("merge it into another unit; it ends")
