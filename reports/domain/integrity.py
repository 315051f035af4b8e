"""What must always hold between the roll-ups and the enrolments they are derived from."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from operations.domain.integrity import Finding, register_invariant
from reports.domain.rollups import compare


def rollups_equal_recount() -> Iterator[Finding]:
    """I5: roll-up plus pending deltas at every node is what the enrolments say."""
    for difference in compare():
        excess = ", ".join(f"{counter} {value:+d}" for counter, value in difference.excess.items())
        yield Finding(
            _("A figure is not what the enrolments say: %(excess)s") % {"excess": excess},
            f"committee {difference.node_id}, campaign {difference.campaign_id}, "
            f"position group {difference.position_group}, due {difference.due_on}",
        )


def register() -> None:
    register_invariant("I5", gettext_lazy("Every figure equals the recount"), rollups_equal_recount)
