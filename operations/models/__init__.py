from operations.models.approval import Approval, ApprovalDecision
from operations.models.audit import AuditEntry, AuditSeal
from operations.models.job import Job
from operations.models.outbox import OutboxMessage
from operations.models.retention import RetentionRule

__all__ = ["Approval", "ApprovalDecision", "AuditEntry", "AuditSeal", "Job", "OutboxMessage", "RetentionRule"]
