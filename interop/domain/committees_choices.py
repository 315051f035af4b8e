"""What a person decides about a row of a list of units that only resembles a unit."""

from django.db import transaction
from django.utils.translation import gettext as _

from committees.models import Committee, subtree_q
from interop.domain.change_sets import row_to_choose
from interop.domain.committees_plan import CommitteesPlan
from interop.enums import RowChoice
from interop.errors import PeopleImportError
from interop.models import ChangeRow, ChangeSet


@transaction.atomic
def choose_unit_row(
    *, change_set: ChangeSet, number: int, choice: str, committee_id: int | None, plan: CommitteesPlan | None = None
) -> None:
    """Say that the row is a unit there is already, whose name it puts right, or a new one; "" takes it back.

    `committee_id`: which of the candidates, for `RowChoice.SAME`. `plan`: that of the committee, which reads the tree.

    Raises:
        PeopleImportError: no longer to be chosen, or not among the candidates.
    """
    row = row_to_choose(change_set, number, choice)
    row.choice, row.committee, row.before = choice, None, {}
    if choice == RowChoice.SAME:
        _be_same(change_set, row, committee_id, plan or CommitteesPlan(change_set.committee))
    row.save(update_fields=["choice", "committee", "before"])


def _be_same(change_set: ChangeSet, row: ChangeRow, committee_id: int | None, plan: CommitteesPlan) -> None:
    if committee_id is None or committee_id not in {
        candidate["committee"] for candidate in row.data.get("candidates", ())
    }:
        raise PeopleImportError(_("This unit is not among those the row may mean."))
    if change_set.rows.filter(committee_id=committee_id).exclude(pk=row.pk).exists():
        raise PeopleImportError(_("Another row of the file stands for this unit already."))
    inside = Committee.objects.filter(subtree_q([change_set.committee]), pk=committee_id).select_related("kind")
    unit = inside.first()
    if unit is None:
        raise PeopleImportError(_("This unit is not under this committee any more."))
    row.before = plan.same_as(row.data, unit)
    row.committee = unit
