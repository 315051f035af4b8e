"""The lists of people, sent by administrators, in which a person stood."""

from django.utils.translation import gettext as _

from accounts.models import User
from interop.models import ChangeRow
from operations.domain.personal_data import Cell, Section, register_personal_data


def list_rows(person: User, most: int | None) -> Section:
    """When and with which outcome; a row as the file has it may hold slips about somebody else."""
    rows_of_person = ChangeRow.objects.filter(person=person).select_related("change_set")
    rows: list[tuple[Cell, ...]] = [
        (row.change_set.created_at, row.get_action_display(), row.applied_at)
        for row in rows_of_person.order_by("-change_set__created_at", "-pk")[:most]
    ]
    columns = (("sent_at", _("List sent")), ("outcome", _("Read as")), ("applied_at", _("Taken over")))
    return Section(_("Lists of people that named this person"), columns, rows)


def register() -> None:
    register_personal_data(22, "lists", list_rows)
