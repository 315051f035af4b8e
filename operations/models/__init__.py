from operations.models.audit import AuditEntry, AuditSeal
from operations.models.job import Job
from operations.models.outbox import OutboxMessage

__all__ = ["AuditEntry", "AuditSeal", "Job", "OutboxMessage"]
