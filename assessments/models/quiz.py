"""A quiz as authors edit it, and the numbered, frozen form in which it is taken."""

import uuid
from typing import ClassVar, Final

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.enums import Difficulty, FeedbackPolicy, Navigation, QuizPurpose
from assessments.models.bank import Category, Question, Tag

LONGEST_WAIT_MINUTES: Final = 7 * 24 * 60
"""Between two attempts of a round."""


class Quiz(models.Model):  # type: ignore[django-manager-missing]  # its pages stand in a room above
    """Rules of a quiz. Editing it changes nothing for learners until an edition freezes it.

    Except for `opens_at` and `closes_at`: they belong to the calendar, not to the paper, and hold at
    once for everybody. `review`: by phase the flags that are on, `{"after": ["answer", …]}`; a phase
    that is not named shows everything.
    """

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
    minutes_between_attempts = models.PositiveIntegerField(
        _("minutes to wait between two attempts"), default=0, validators=[MaxValueValidator(LONGEST_WAIT_MINUTES)]
    )
    per_page = models.PositiveSmallIntegerField(_("questions per page; 0 shows all"), default=1)
    shuffle = models.BooleanField(_("shuffle questions and options"), default=True)
    feedback = models.CharField(
        _("explanations"), max_length=20, choices=FeedbackPolicy.choices, default=FeedbackPolicy.AFTER_PASS_OR_LAST
    )
    review = models.JSONField(_("what may be seen"), default=dict, blank=True)
    purpose = models.CharField(_("purpose"), max_length=12, choices=QuizPurpose.choices, default=QuizPurpose.COUNTED)
    navigation = models.CharField(
        _("order of answering"), max_length=12, choices=Navigation.choices, default=Navigation.FREE
    )
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["bank", "slug"], name="quiz_once_per_bank")]

    def __str__(self) -> str:
        return self.title_vi

    @property
    def title(self) -> str:
        return self.title_en if self.title_language == "en" else self.title_vi

    @property
    def title_language(self) -> str:
        return "en" if self.title_en and get_language() == "en" else "vi"

    def clean(self) -> None:
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("A quiz closes after it has opened.")})
        if self.feedback == FeedbackPolicy.AFTER_CLOSE and self.closes_at is None:
            raise ValidationError(
                {"closes_at": _("Explanations after the close need a date on which the quiz closes.")}
            )


class QuizSection(models.Model):
    """A part of the paper with a title; questions are shuffled inside of it only. Positions count from 1."""

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=150)
    instructions = models.TextField(_("instructions"), blank=True, max_length=2000)
    new_page = models.BooleanField(_("begins a new page"), default=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["quiz", "position"], name="section_position_once")]

    def __str__(self) -> str:
        return self.title


class QuizDraw(models.Model):
    """Draw `count` questions at random from a category, or take just those of `questions`.

    `section`: the position of the section in which they stand; 0 where the quiz has none. `with_below`:
    the categories below this one belong to it.
    """

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="draws")
    position = models.PositiveSmallIntegerField()
    section = models.PositiveSmallIntegerField(default=0)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    difficulty = models.PositiveSmallIntegerField(choices=Difficulty, null=True, blank=True)
    tag = models.ForeignKey(Tag, null=True, on_delete=models.PROTECT, related_name="+")
    with_below = models.BooleanField(default=True)
    questions = models.ManyToManyField(Question, related_name="+", blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["quiz", "position"], name="draw_position_once")]

    def __str__(self) -> str:
        return f"{self.count} of {self.category_id}"


class QuizEdition(models.Model):
    """The frozen quiz. Append-only.

    `rules`: the fields of `Quiz` that matter to an attempt. `pool`: a list of
    `{"count": int, "section": int, "versions": [question version id, …]}`, so a draw needs no other table.
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
