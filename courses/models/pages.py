"""The pages authors edit in Wagtail. Learners never see them: they are served editions."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import CommentPanel, FieldPanel, MultiFieldPanel, Panel, TitleFieldPanel
from wagtail.admin.widgets import SlugInput
from wagtail.models import Page

from common.text.vietnamese import marked_letters
from courses.enums import Level, Track
from courses.fields import CompetencesField, LegalBasisField
from courses.models.course import Course


def slug_input() -> SlugInput:
    """Wagtail's own field drops the letters it does not know, and an address stays for good."""
    letters = [(f"[{marked}]", bare) for bare, marked in marked_letters().items()]
    return SlugInput(formatters=[*letters, ("[\u0300-\u036f]", "")])


def address_panel() -> MultiFieldPanel:
    help_text = _("The last part of the address, made from the title. Letters without marks, digits and hyphens.")
    return MultiFieldPanel(
        [FieldPanel("slug", widget=slug_input(), help_text=help_text)], heading=pgettext_lazy("of a page", "Address")
    )


def title_panel(heading: Promise) -> TitleFieldPanel:
    """Wagtail says "page title" for all of them."""
    return TitleFieldPanel(
        "title", heading=heading, placeholder=format_lazy("{}*", heading), help_text=_("As learners are to read it.")
    )


class AuthoredPage(Page):
    """What the pages of a course have in common: Wagtail serves none of them."""

    # The address stands at the end of the form: a tab of its own would hold nothing else.
    promote_panels: ClassVar[list[Panel]] = []
    settings_panels: ClassVar[list[Panel]] = [CommentPanel()]
    preview_modes: ClassVar[list[tuple[str, str]]] = []

    class Meta:
        abstract = True

    def get_url_parts(self, request: object = None) -> tuple[int, str, str] | None:
        """Where learners are served what the page became in the current edition; none before."""
        page = CoursePage.objects.ancestor_of(self, inclusive=True).select_related("course").first()
        if page is None or page.course is None or page.course.current_edition_id is None:
            return None
        path = self.learner_address(page.course.slug)
        return (0, settings.SITE_URL, path) if path else None

    def learner_address(self, course_slug: str) -> str:
        return ""


class CourseIndexPage(AuthoredPage):
    """The shelf under which all courses stand in the page tree."""

    max_count = 1
    subpage_types: ClassVar = ["courses.CoursePage"]
    template = "courses/index_page.html"

    class Meta:
        verbose_name = _("course shelf")


class CoursePage(AuthoredPage):
    """A course in the making. `course` is the record that outlives it."""

    course = models.OneToOneField(Course, null=True, editable=False, on_delete=models.PROTECT, related_name="page")
    code = models.CharField(_("code"), max_length=20, blank=True)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    summary_vi = models.TextField(_("summary"), blank=True)
    summary_en = models.TextField(_("English summary"), blank=True)
    track = models.CharField(_("track"), max_length=1, choices=Track.choices, default=Track.IT)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices, default=Level.BASIC)
    minutes = models.PositiveSmallIntegerField(
        _("estimated minutes"), default=0, help_text=_("0: the sum of the lessons and quizzes.")
    )
    competences = CompetencesField(_("competence codes"), default=list, blank=True)
    legal_basis = LegalBasisField(_("legal basis"), default=list, blank=True)
    required_courses = models.JSONField(
        _("courses to complete first"),
        default=list,
        blank=True,
        help_text=_("Whoever has not completed them is shown the outline, and told what comes first."),
    )
    cover = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("cover picture"),
    )
    self_enrolment = models.BooleanField(_("anyone may join"), default=False)
    is_sample = models.BooleanField(_("not appraised yet"), default=False)

    parent_page_types: ClassVar = ["courses.CourseIndexPage"]
    subpage_types: ClassVar = ["courses.ModulePage"]
    content_panels: ClassVar = [
        title_panel(_("Name of the course")),
        MultiFieldPanel([FieldPanel("code"), FieldPanel("track"), FieldPanel("level")], heading=_("Place")),
        FieldPanel("summary_vi"),
        FieldPanel("cover"),
        FieldPanel("minutes"),
        FieldPanel("self_enrolment"),
        FieldPanel("required_courses"),
        FieldPanel("competences"),
        FieldPanel("legal_basis"),
        MultiFieldPanel([FieldPanel("title_en"), FieldPanel("summary_en")], heading=_("English")),
        address_panel(),
    ]

    class Meta:
        verbose_name = _("course")

    def learner_address(self, course_slug: str) -> str:
        return reverse("course", args=[course_slug])


class ModulePage(AuthoredPage):
    """A chapter: it only groups lessons and quizzes."""

    title_en = models.CharField(_("English title"), max_length=200, blank=True)

    parent_page_types: ClassVar = ["courses.CoursePage"]
    subpage_types: ClassVar = [
        "courses.LessonPage",
        "courses.QuizPage",
        "courses.DocumentPage",
        "courses.SessionPage",
        "courses.OutsidePage",
    ]
    content_panels: ClassVar = [title_panel(_("Name of the module")), FieldPanel("title_en"), address_panel()]

    class Meta:
        verbose_name = _("module")
