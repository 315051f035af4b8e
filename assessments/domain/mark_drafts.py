"""Marks that are not given yet: kept as they are typed, for the person who types them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.domain.manual_marking import MOST_COMMENT
from assessments.errors import MarkingRefused
from assessments.models import Attempt, MarkDraft
from assessments.rules import can_mark

MOST_FIELDS: Final = 200


@transaction.atomic
def keep_draft(*, attempt: Attempt, fields: Mapping[str, str], actor: User) -> datetime:
    """Keep what stands in the form; gives when. The attempt goes on waiting.

    Raises:
        MarkingRefused: it has been marked meanwhile, or is not for `actor` to mark.
    """
    locked = Attempt.objects.select_for_update(of=("self",), no_key=True).select_related("quiz").get(pk=attempt.pk)
    if not can_mark(actor, locked):
        raise MarkingRefused(_("This attempt has been marked already. The marks given here were not kept."))
    kept = {name: text[:MOST_COMMENT] for name, text in list(fields.items())[:MOST_FIELDS] if text}
    draft, _made = MarkDraft.objects.update_or_create(
        attempt=locked, person=actor, defaults={"fields": kept, "saved_at": timezone.now()}
    )
    return draft.saved_at


def draft_of(attempt: Attempt, person: User) -> MarkDraft | None:
    return MarkDraft.objects.filter(attempt=attempt, person=person).first()


def is_begun_by_another(attempt: Attempt, person: User) -> bool:
    """Whether somebody else has typed marks for it, so that two do not do the same work unknowingly."""
    return MarkDraft.objects.filter(attempt=attempt).exclude(person=person).exists()
