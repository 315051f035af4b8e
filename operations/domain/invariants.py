"""The invariants of this room."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from operations.domain.audit import verify_chain
from operations.domain.files import check_bytes
from operations.domain.integrity import Finding, register_invariant
from operations.domain.stored_files import check_files
from operations.enums import OutboxState
from operations.models import OutboxMessage

OVERDUE_AFTER: Final = timedelta(hours=24)


def check_outbox() -> Iterator[Finding]:
    """I8: every message is done, or waits and is not forgotten; none is dead, none is there twice."""
    for message in OutboxMessage.objects.filter(state=OutboxState.DEAD).only("id", "topic"):
        yield Finding(_("A message could not be delivered."), f"message {message.pk}, {message.topic}")
    forgotten = OutboxMessage.objects.filter(state=OutboxState.PENDING, due_at__lt=timezone.now() - OVERDUE_AFTER)
    for message in forgotten.only("id", "topic"):
        yield Finding(_("A message has waited for more than a day."), f"message {message.pk}, {message.topic}")
    for message in OutboxMessage.objects.exclude(state__in=OutboxState.values).only("id", "state"):
        yield Finding(_("A message has an unknown state."), f"message {message.pk}, {message.state}")
    twice = OutboxMessage.objects.values("key").annotate(times=Count("id")).filter(times__gt=1)
    for row in twice:
        yield Finding(_("A message is there twice."), row["key"])


def register() -> None:
    register_invariant("I6", gettext_lazy("The audit chain is whole"), verify_chain)
    register_invariant("I8", gettext_lazy("Every message is delivered once"), check_outbox)
    register_invariant("I9", gettext_lazy("Every row has its file, every file its row"), check_files)
    register_invariant("I9-job-files", gettext_lazy("The files of jobs are whole"), check_bytes)
