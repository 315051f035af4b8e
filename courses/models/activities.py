"""What a module holds: lessons, quizzes, documents, live sessions, courses taken elsewhere."""

import uuid
from typing import ClassVar

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel, Panel
from wagtail.models import Orderable, PreviewableMixin

from courses.enums import ActivityKind
from courses.fields import CompetencesField, LessonBodyField
from courses.models.pages import AuthoredPage, address_panel, title_panel


class ActivityPage(AuthoredPage):
    """An activity of a course. `key` follows it from edition to edition.

    `requires`: keys of the activities of the course that have to be finished before.
    """

    kind: ClassVar[ActivityKind]

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    requires = models.JSONField(
        _("to finish first"),
        default=list,
        blank=True,
        help_text=_("The activity opens once these are finished. None: it is open from the start."),
    )

    parent_page_types: ClassVar = ["courses.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    # Beside the form, of what is typed there and not yet saved.
    preview_modes: ClassVar = PreviewableMixin.DEFAULT_PREVIEW_MODES

    class Meta:
        abstract = True

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "courses/editor_preview.html"

    def learner_address(self, course_slug: str) -> str:
        return reverse("activity", args=[course_slug, self.slug])


class LessonPage(ActivityPage):
    kind = ActivityKind.LESSON

    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    summary_vi = models.TextField(_("summary"), blank=True)
    summary_en = models.TextField(_("English summary"), blank=True)
    outcome = models.TextField(_("learning outcome"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("estimated minutes"), default=10)
    competences = CompetencesField(_("competence codes"), default=list, blank=True)
    body = LessonBodyField(verbose_name=_("lesson"), blank=True)

    content_panels: ClassVar = [
        title_panel(_("Name of the lesson")),
        FieldPanel("outcome"),
        FieldPanel("minutes"),
        FieldPanel("body"),
        FieldPanel(
            "summary_vi",
            help_text=_("For packages and comparisons. What learners are to keep in mind stands in the text itself."),
        ),
        FieldPanel("requires"),
        FieldPanel("competences"),
        MultiFieldPanel(
            [
                FieldPanel("title_en"),
                FieldPanel("summary_en", help_text=_("Shown above the lesson to whoever reads in English.")),
            ],
            heading=_("English"),
        ),
        address_panel(),
    ]

    class Meta:
        verbose_name = _("lesson")


class QuizPage(ActivityPage):
    """The place of a quiz in the outline; its rules and questions live in `assessments`."""

    kind = ActivityKind.QUIZ

    quiz = models.ForeignKey("assessments.Quiz", null=True, on_delete=models.PROTECT, related_name="pages")

    content_panels: ClassVar = [
        title_panel(_("Name of the quiz")),
        FieldPanel("quiz", heading=_("Quiz")),
        InlinePanel(
            "exemptions",
            heading=_("Lessons that a pre-test exempts"),
            label=_("lesson"),
            help_text=_("Only for a quiz whose purpose is a pre-test: who reaches its pass mark need not read these."),
        ),
        FieldPanel("requires"),
        address_panel(),
    ]

    class Meta:
        verbose_name = _("quiz")


class QuizExemption(Orderable):
    """A lesson that need not be read by who passes the pre-test, or just one section of it (0: the whole)."""

    page = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="exemptions")
    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="+", verbose_name=_("lesson"))
    section = models.PositiveSmallIntegerField(
        _("by section"), default=0, help_text=_("Number of the section that has to be passed; 0: the whole pre-test.")
    )
    panels: ClassVar = [PageChooserPanel("lesson"), FieldPanel("section")]


class GuidedPage(ActivityPage):
    """An activity that happens elsewhere than on its page, which only says what to do."""

    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(_("estimated minutes"), default=30)
    guidance = models.TextField(_("what to do"), max_length=4000, blank=True)

    class Meta:
        abstract = True


_AFTER_THE_TITLE: list[FieldPanel] = [FieldPanel("guidance"), FieldPanel("minutes")]
_AT_THE_END: list[Panel] = [FieldPanel("requires"), FieldPanel("title_en"), address_panel()]


class DocumentPage(GuidedPage):
    """A document to read; finished by confirming that it was read."""

    kind = ActivityKind.DOCUMENT

    document = models.ForeignKey(
        "wagtaildocs.Document",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("document"),
    )

    content_panels: ClassVar = [
        title_panel(_("Name of the document")),
        FieldPanel("document"),
        *_AFTER_THE_TITLE,
        *_AT_THE_END,
    ]

    class Meta:
        verbose_name = _("document to read and confirm")


class SessionPage(GuidedPage):
    """A live session; finished by attendance. When and where it is held stands outside the edition, in `learning`."""

    kind = ActivityKind.SESSION

    content_panels: ClassVar = [title_panel(_("Name of the live session")), *_AFTER_THE_TITLE, *_AT_THE_END]

    class Meta:
        verbose_name = _("live session")


class OutsidePage(GuidedPage):
    """Something learned elsewhere; finished when somebody who may has recorded the proof."""

    kind = ActivityKind.OUTSIDE

    content_panels: ClassVar = [title_panel(_("Name of the part learned elsewhere")), *_AFTER_THE_TITLE, *_AT_THE_END]

    class Meta:
        verbose_name = _("part learned elsewhere")
