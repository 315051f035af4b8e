"""A mark contested by its learner, and a question put right after people have answered it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.enums import ContestState, CorrectionKind, CorrectionState, LoweredPolicy
from assessments.models.attempt import Attempt
from assessments.models.bank import Question, QuestionVersion


class Contest(models.Model):
    """A learner says that a question was marked wrongly. Answered once; nobody answers their own.

    `position` is that on the paper, from 1. `due_on`: the last working day for the answer.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="contests")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="contests")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="contests", db_index=False)
    text = models.TextField()
    asked_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=ContestState.choices, default=ContestState.WAITING)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attempt", "position"], name="contest_once_per_answer"),
            models.UniqueConstraint(
                fields=["question", "person"], condition=Q(state=ContestState.WAITING), name="contest_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state=ContestState.WAITING, answered_at__isnull=True)
                | (~Q(state=ContestState.WAITING) & Q(answered_at__isnull=False) & ~Q(answer="")),
                name="contest_answered_is_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], condition=Q(state=ContestState.WAITING), name="contest_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}.{self.position}: {self.state}"


class QuestionCorrection(models.Model):
    """A rule that changes how one frozen version is marked, for everybody who ever got or gets it.

    Version and key stay as they were. `rule` by kind: key `{"key", "reasons", "explanation"}`; worth
    `{"max": "0.50"}`; else empty. `reason` is for who decides and for the log; `message` is for learners, and may
    be read by some who have attempts left. `counts` is what the job found (`domain/affected.py`). Only state, counts
    and times change.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="corrections")
    kind = models.CharField(max_length=10, choices=CorrectionKind.choices)
    rule = models.JSONField(default=dict)
    lowered = models.CharField(max_length=10, choices=LoweredPolicy.choices, default=LoweredPolicy.KEEP)
    reason = models.CharField(max_length=500)
    message = models.CharField(max_length=300)
    contest = models.ForeignKey(Contest, null=True, on_delete=models.PROTECT, related_name="corrections")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=CorrectionState.choices, default=CorrectionState.COMPUTING)
    counts = models.JSONField(default=dict)
    computed_at = models.DateTimeField(null=True)
    in_force_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(state__in=("computing", "ready", "asked", "applying")),
                name="correction_one_under_way",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.kind}"


class CorrectionEffect(models.Model):
    """What a correction would change for one attempt, as it was shown before the decision.

    `completes`: the course would be completed by it. `at_stake`: a completion rests on this pass;
    `certificate_at_stake`: and a certificate that is valid.
    """

    correction = models.ForeignKey(QuestionCorrection, on_delete=models.PROTECT, related_name="effects", db_index=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="+")
    cadre_id = models.BigIntegerField()
    score_before = models.DecimalField(max_digits=7, decimal_places=2)
    max_before = models.DecimalField(max_digits=7, decimal_places=2)
    passed_before = models.BooleanField()
    score_after = models.DecimalField(max_digits=7, decimal_places=2)
    max_after = models.DecimalField(max_digits=7, decimal_places=2)
    passed_after = models.BooleanField()
    completes = models.BooleanField(default=False)
    at_stake = models.BooleanField(default=False)
    certificate_at_stake = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["correction", "attempt"], name="effect_once_per_attempt")
        ]

    def __str__(self) -> str:
        return f"{self.correction_id}: {self.attempt_id}"
