"""Figures for Prometheus, read from the database when asked: the same from every web process."""

from datetime import datetime

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from operations.enums import JobState, OutboxState
from operations.models import AuditEntry, Job, OutboxMessage


def metrics() -> bytes:
    """The text format of Prometheus. Counts and ages only."""
    registry = CollectorRegistry()
    now = timezone.now()
    jobs = Gauge("sen_jobs", "Jobs by state", ["state"], registry=registry)
    by_state = dict(Job.objects.values_list("state").annotate(Count("id")).order_by())
    for state in JobState.values:
        jobs.labels(state).set(by_state.get(state, 0))
    messages = Gauge("sen_outbox_messages", "Outbox messages not done", ["state"], registry=registry)
    for outbox_state in (OutboxState.PENDING, OutboxState.DEAD):
        messages.labels(outbox_state.value).set(OutboxMessage.objects.filter(state=outbox_state).count())
    oldest_message = OutboxMessage.objects.filter(state=OutboxState.PENDING).aggregate(at=Min("created_at"))["at"]
    _age(registry, "sen_outbox_oldest_seconds", "Age of the oldest pending message", oldest_message, now)
    oldest_job = Job.objects.filter(state=JobState.QUEUED).aggregate(at=Min("created_at"))["at"]
    _age(registry, "sen_jobs_oldest_waiting_seconds", "Age of the oldest waiting job", oldest_job, now)
    unsealed = Gauge("sen_audit_unsealed", "Audit entries not sealed yet", registry=registry)
    unsealed.set(AuditEntry.objects.filter(seal=None).count())
    return generate_latest(registry)


def _age(registry: CollectorRegistry, name: str, text: str, since: datetime | None, now: datetime) -> None:
    Gauge(name, text, registry=registry).set((now - since).total_seconds() if since else 0)
