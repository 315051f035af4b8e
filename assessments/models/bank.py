"""The question bank. An edit makes a new version; the key lives in a table of its own."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.enums import Difficulty, QuestionLanguage, QuestionState
from assessments.question_types import type_choices
from content.models import Asset


class Category(models.Model):
    """A shelf of the bank, which may stand below another; `bank` groups the categories of one course (its slug).

    A name stands once in a bank, wherever in the tree: draws and packages name a category by it.
    """

    bank = models.CharField(max_length=100, db_index=True)
    name = models.CharField(_("category"), max_length=150)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bank", "name"], name="category_once_per_bank"),
            models.CheckConstraint(condition=~Q(pk=F("parent")), name="category_not_below_itself"),
        ]
        ordering: ClassVar = ["bank", "id"]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """A word by which authors gather questions of a bank across its categories. `key` is the folded name."""

    bank = models.CharField(max_length=100)
    name = models.CharField(max_length=50)
    key = models.CharField(max_length=50)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["bank", "key"], name="tag_once_per_bank")]
        ordering: ClassVar = ["bank", "key"]

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """The thread through the versions of one question. A practice question is never counted.

    Tags, language and legal basis describe the question and may change without a new version.
    `bank` is that of its category, kept here so that the database holds a code to be unique in it.
    `review_on`: the day on which the legal basis has to be looked at again.
    `search_text`, `stem_key`: of the latest version, for finding it (`domain/finding.py`).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=40)
    bank = models.CharField(max_length=100, editable=False)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="questions")
    is_practice = models.BooleanField(_("practice question"), default=False)
    state = models.CharField(max_length=10, choices=QuestionState.choices, default=QuestionState.DRAFT)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    tags = models.ManyToManyField(Tag, related_name="questions")
    language = models.CharField(max_length=2, choices=QuestionLanguage.choices, default=QuestionLanguage.VIETNAMESE)
    legal_basis = models.CharField(max_length=500, blank=True)
    review_on = models.DateField(null=True)
    search_text = models.TextField(editable=False, default="")
    stem_key = models.CharField(max_length=64, editable=False, default="", db_index=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["bank", "code"], name="question_code_once_per_bank")]
        ordering: ClassVar = ["category", "code"]
        indexes: ClassVar = [
            models.Index(fields=["review_on"], condition=Q(review_on__isnull=False), name="question_to_review")
        ]

    def __str__(self) -> str:
        return self.code


class QuestionVersion(models.Model):
    """What a learner sees of a question. Append-only.

    `presentation` has the shape that its type gives it (`question_types/`). It never holds what is right.
    """

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    type = models.CharField(max_length=20, choices=type_choices)
    stem = models.TextField()
    presentation = models.JSONField()
    difficulty = models.PositiveSmallIntegerField(choices=Difficulty, default=Difficulty.MEDIUM)
    competences = models.JSONField(default=list)
    search_key = models.TextField(editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["question", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.question_id}.{self.number}"


class QuestionKey(models.Model):
    """What is right, and why. Append-only; read only by marking, review and authors.

    `key` has the shape that its type gives it (`question_types/`). `key["ids"]`: pairs (id shown,
    author's id) in the author's order. `reasons` maps the id of a part to the sentence that explains it.
    """

    version = models.OneToOneField(QuestionVersion, on_delete=models.PROTECT, related_name="answer_key")
    key = models.JSONField()
    reasons = models.JSONField(default=dict)
    explanation = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"key of {self.version_id}"


class QuestionPicture(models.Model):
    """A file that a version shows: it is kept as long as the version, and read by who may see that. Append-only."""

    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="pictures")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="question_links")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "asset"], name="picture_once_per_version")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.asset_id}"


class QuestionStatistic(models.Model):
    """What the first attempts of everybody say of a version in one quiz. Derived; a job counts it anew.

    `facility` in percent, `discrimination` from −1 to 1 (question_types/counting.py). `parts`: from the id of a
    part to how many answers hold it.
    """

    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="statistics")
    quiz = models.ForeignKey("assessments.Quiz", on_delete=models.PROTECT, related_name="+")
    answers = models.PositiveIntegerField()
    blank = models.PositiveIntegerField()
    facility = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    discrimination = models.DecimalField(max_digits=4, decimal_places=3, null=True)
    parts = models.JSONField(default=dict)
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "quiz"], name="question_statistic_once")]

    def __str__(self) -> str:
        return f"{self.version_id} in {self.quiz_id}"
