"""Files that were sent and what was read from them: gone when their time is up, what they changed stays."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from interop.enums import ChangeSetState
from interop.models import ChangeRow, ChangeSet
from operations.domain.files import delete_after_commit
from operations.domain.retention import RecordKind, register_record_kind
from operations.enums import RetentionAction

ENDED: Final = (ChangeSetState.APPLIED, ChangeSetState.UNDONE, ChangeSetState.DISCARDED, ChangeSetState.FAILED)


def _lists(before: datetime) -> QuerySet[ChangeSet]:
    return ChangeSet.objects.filter(state__in=ENDED, created_at__lt=before).exclude(file="")


def _forget(lists: Sequence[ChangeSet], _actor: User | None) -> None:
    """The rows hold names as the file had them; without them the list can no longer be taken back."""
    ids = [change_set.pk for change_set in lists]
    ChangeRow.objects.filter(change_set__in=ids).delete()
    ChangeSet.objects.filter(pk__in=ids).update(file="", sample=[])
    delete_after_commit(change_set.file for change_set in lists)


def forget_person(*, person: User, **_kwargs: Any) -> None:
    """Receiver of `person_erased`: what lists said of the person goes with the name."""
    ChangeRow.objects.filter(person=person).update(data={}, before={}, problems=[])


def register() -> None:
    register_record_kind(
        RecordKind(
            "import-files", _("Lists that were sent, with what was read from them"), RetentionAction.DELETE, _lists,
            "created_at", _forget,
        )
    )  # fmt: skip
