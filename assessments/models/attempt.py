"""A learner's attempt: the paper drawn for it, every answer as it was given, and how it was marked."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.enums import AttemptState
from assessments.models.quiz import Quiz, QuizEdition


class Attempt(models.Model):
    """One sitting of a quiz, stamped with unit and edition when it begins.

    `scope` is the id, opaque here, of what the attempt counts for (an enrolment): attempts are
    numbered within it. `deadline_at` is fixed by the server at the start; only more time granted to the
    person (`extra_minutes`) moves it, and only later. `page_reached` counts where pages are not gone
    back to; `checked` maps a position to when its answer was checked and so became final.
    `acknowledged` maps a position to the highest sequence acknowledged for it without a new answer
    row, because the answer was the same: a different one that arrives late must not win over it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cadre = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts")
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="+")
    quiz_edition = models.ForeignKey(QuizEdition, on_delete=models.PROTECT, related_name="attempts")
    scope = models.BigIntegerField()
    number = models.PositiveSmallIntegerField()
    attempts_allowed = models.PositiveSmallIntegerField()
    committee_at = models.ForeignKey("committees.Committee", null=True, on_delete=models.PROTECT, related_name="+")
    position_group_at = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=10, choices=AttemptState.choices, default=AttemptState.OPEN)
    started_at = models.DateTimeField(default=timezone.now)
    deadline_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    score = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    max_score = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    passed = models.BooleanField(null=True)
    acknowledged = models.JSONField(default=dict, editable=False)
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    page_reached = models.PositiveSmallIntegerField(default=1)
    checked = models.JSONField(default=dict, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cadre", "quiz", "scope", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["cadre", "quiz", "scope"], condition=Q(state=AttemptState.OPEN), name="attempt_one_open"
            ),
            models.CheckConstraint(
                condition=Q(number__lte=models.F("attempts_allowed")), name="attempt_within_allowance"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["deadline_at"], condition=Q(state=AttemptState.OPEN), name="attempt_open_deadline"),
            models.Index(
                fields=["closed_at"],
                condition=Q(closed_at__isnull=False, passed__isnull=True),
                name="attempt_awaits_marking",
            ),
            models.Index(fields=["quiz"], condition=Q(state=AttemptState.OPEN), name="attempt_open_of_quiz"),
        ]

    def __str__(self) -> str:
        return f"{self.cadre_id} {self.quiz_id} #{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == AttemptState.OPEN

    @property
    def is_waiting(self) -> bool:
        """Closed, and not marked yet: a person has to mark some of its answers."""
        return self.closed_at is not None and self.passed is None

    @property
    def ends_at(self) -> datetime | None:
        """When no answer is taken any more, see `end_of`. The quiz is asked each time, so a close that is set
        while attempts run holds for them at once."""
        return end_of(self.deadline_at, self.quiz.closes_at, self.extra_minutes)


def end_of(deadline_at: datetime | None, closes_at: datetime | None, extra_minutes: int) -> datetime | None:
    """The deadline, or the close of the quiz if that is earlier; time granted to a person reaches as far beyond it."""
    if closes_at is None:
        return deadline_at
    closes_at += timedelta(minutes=extra_minutes)
    return min(deadline_at or closes_at, closes_at)


class Paper(models.Model):
    """The questions drawn for one attempt, frozen at the start. Append-only.

    `items`: in order, `{"version": id, "section": int, "order": [option or item ids as shown], "targets": [...]}`.
    """

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="paper")
    cadre_id = models.BigIntegerField()
    items = models.JSONField()
    drawn_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"paper of {self.attempt_id}"


class AnswerSave(models.Model):
    """An answer as received: the log is the truth, the highest `sequence` of a position is the answer.

    Append-only. `response` by type: choices `{"chosen": [id]}`; ordering `{"order": [id]}`;
    matching `{"pairs": {item: target}}`; places and items left open hold None. Positions count from 1.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="saves", db_index=False)
    cadre_id = models.BigIntegerField()
    position = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    response = models.JSONField()
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attempt", "position", "sequence", "cadre_id"], name="answer_sequence_once")
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}.{self.position}.{self.sequence}"


class Marking(models.Model):
    """How an attempt was marked. Append-only; a regrade adds a row, the highest number counts.

    `items`: per position `{"score": "0.67", "max": "1.00", "exact": "2/3"}`, the last only where the first rounds.
    `passed` follows from the exact sum; `score` shows it in hundredths. `correction`: the act that made it necessary.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="markings")
    cadre_id = models.BigIntegerField()
    number = models.PositiveSmallIntegerField(default=1)
    score = models.DecimalField(max_digits=7, decimal_places=2)
    max_score = models.DecimalField(max_digits=7, decimal_places=2)
    passed = models.BooleanField()
    items = models.JSONField()
    reason = models.CharField(max_length=300, blank=True)
    correction = models.ForeignKey(
        "assessments.QuestionCorrection", null=True, on_delete=models.PROTECT, related_name="markings"
    )
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attempt", "number", "cadre_id"], name="marking_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.score}/{self.max_score}"


class ManualMark(models.Model):
    """How a person marked one answer: a level for each criterion of the rubric, and a comment. Append-only.

    `levels`: from the id of a criterion to the number of the level, counted from 0. `number` 2: the mark of the second
    person after the first was contested; the highest number counts, and both stay.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="manual_marks", db_index=False)
    cadre_id = models.BigIntegerField()
    position = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(default=1)
    levels = models.JSONField()
    comment = models.TextField(blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["attempt", "position", "number", "cadre_id"], name="manual_mark_number_once"
            ),
            models.UniqueConstraint(
                fields=["attempt", "position", "marked_by", "cadre_id"], name="manual_mark_by_another"
            ),
            models.CheckConstraint(condition=Q(number__in=(1, 2)), name="manual_mark_first_or_second"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}.{self.position}.{self.number}"


class MarkDraft(models.Model):
    """What a person has put into the form of an attempt so far, as typed.

    No evidence: it goes when the attempt is marked. `fields`: from the name of a field to its text.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="mark_drafts", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField()
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["attempt", "person"], name="mark_draft_once")]

    def __str__(self) -> str:
        return f"{self.attempt_id} by {self.person_id}"
