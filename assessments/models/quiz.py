"""A quiz as authors edit it, and the numbered, frozen form in which it is taken."""

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.enums import FeedbackPolicy
from assessments.models.bank import Category


class Quiz(models.Model):  # type: ignore[django-manager-missing]  # its pages stand in a room above
    """Rules of a quiz. Editing it changes nothing for learners until an edition freezes it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank = models.CharField(max_length=100, db_index=True)
    slug = models.SlugField(max_length=100)
    title_vi = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    time_limit_minutes = models.PositiveSmallIntegerField(_("time limit in minutes"), null=True, blank=True)
    pass_mark_percent = models.PositiveSmallIntegerField(
        _("pass mark in percent"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    attempts = models.PositiveSmallIntegerField(_("attempts allowed"), default=3, validators=[MinValueValidator(1)])
    wait_hours = models.PositiveSmallIntegerField(_("hours to wait after the last attempt"), default=24)
    per_page = models.PositiveSmallIntegerField(_("questions per page; 0 shows all"), default=1)
    shuffle = models.BooleanField(_("shuffle questions and options"), default=True)
    feedback = models.CharField(
        _("explanations"), max_length=20, choices=FeedbackPolicy.choices, default=FeedbackPolicy.AFTER_PASS_OR_LAST
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["bank", "slug"], name="quiz_once_per_bank")]

    def __str__(self) -> str:
        return self.title_vi


class QuizDraw(models.Model):
    """Draw `count` counted questions at random from a category, of one difficulty or any."""

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="draws")
    position = models.PositiveSmallIntegerField()
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    difficulty = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["quiz", "position"], name="draw_position_once")]

    def __str__(self) -> str:
        return f"{self.count} of {self.category_id}"


class QuizEdition(models.Model):
    """The frozen quiz. Append-only.

    `rules`: the fields of `Quiz` that matter to an attempt. `pool`: a list of
    `{"count": int, "versions": [question version id, …]}`, so a draw needs no other table.
    """

    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    rules = models.JSONField()
    pool = models.JSONField()
    question_count = models.PositiveSmallIntegerField()
    checksum = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["quiz", "number"], name="quiz_edition_once")]

    def __str__(self) -> str:
        return f"{self.quiz_id}.{self.number}"
