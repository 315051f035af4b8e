"""What this room writes into the audit trail, in words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.enums import ContestState, CorrectionKind, LoweredPolicy, QuestionState
from operations.domain.audit_words import (
    register_audit_nouns,
    register_audit_references,
    register_audit_values,
    register_audit_words,
)
from operations.enums import AuditTopic


def register() -> None:
    register_audit_words(
        AuditTopic.BANK,
        {
            "assessments.category.added": _("Category of questions added"),
            "assessments.category.handed_over": _("Category of questions handed over"),
            "assessments.category.changed": _("Category of questions changed"),
            "assessments.category.removed": _("Category of questions removed"),
            "assessments.question.saved": _("Question saved"),
            "assessments.question.state": _("State of a question changed"),
            "assessments.question.details": _("Details of a question changed"),
            "assessments.question.moved": _("Question moved to another category"),
            "assessments.question.tagged": _("Tags of a question changed"),
            "assessments.bank.replaced": _("Public questions of a bank replaced"),
            "assessments.quiz.saved": _("Quiz saved"),
            "assessments.quiz.frozen": _("Quiz frozen as an edition"),
        },
    )
    register_audit_words(
        AuditTopic.RESULTS,
        {
            "assessments.attempt.marked": _("Attempt marked by hand"),
            "assessments.attempt.marked_again": _("Contested answer marked again"),
            "assessments.contest.asked": _("Mark contested"),
            "assessments.contest.answered": _("Contested mark answered"),
            "assessments.correction.prepared": _("Correction of a question prepared"),
            "assessments.correction.dropped": _("Correction of a question dropped"),
            "assessments.correction.applied": _("Correction of a question applied"),
        },
    )
    register_audit_nouns(
        objects={
            "assessments.category": _("Category of questions"),
            "assessments.question": _("Question"),
            "assessments.quiz": _("Quiz"),
            "assessments.attempt": _("Attempt"),
            "assessments.contest": _("Contested mark"),
            "assessments.questioncorrection": _("Correction of a question"),
            "assessments.questionversion": _("Version of a question"),
        },
        columns={
            "owner": _("Owner of the questions"),
            "bank": _("Bank"),
            "version": _("Version"),
            "category": _("Category"),
            "removed": _("Removed"),
            "lowered": _("For lowered results"),
            "edition": _("Edition"),
            "score": _("Score"),
            "max": _("Out of"),
            "questions": _("Questions"),
            "attempt": _("Attempt"),
            "position": pgettext_lazy("ordering", "Position"),
            "marked_again": _("Attempts marked again"),
            "tags": _("Tags"),
            "language": _("Language"),
            "legal_basis": _("Legal basis"),
            "time_limit_minutes": _("Time limit in minutes"),
            "pass_mark_percent": _("Pass mark in percent"),
            "attempts": _("Attempts"),
            "wait_hours": _("Hours after a round of attempts"),
            "minutes_between_attempts": _("Minutes between attempts"),
            "per_page": _("Questions on a page"),
            "shuffle": _("Shuffled"),
            "feedback": _("Feedback"),
            "review": _("Review of answers"),
            "purpose": _("Purpose"),
            "navigation": _("Navigation"),
            "sections": _("Sections"),
            "opens_at": _("Opens"),
            "closes_at": _("Closes"),
        },
    )
    register_audit_values("state", {**dict(QuestionState.choices), **dict(ContestState.choices)})
    register_audit_values("kind", dict(CorrectionKind.choices))
    register_audit_values("lowered", dict(LoweredPolicy.choices))
    register_audit_references("assessments.category", {"owner": "accounts.user"})
