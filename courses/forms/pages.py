"""Forms of the authors' pages: what may be chosen depends on the course the page stands in."""

from typing import Any, Final

from django import forms
from django.db.models import Case, When
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamBlock
from wagtail.blocks.base import BlockField
from wagtail.models import Page

from accounts.models import User
from assessments.blocks import Choices, ExerciseBlock
from assessments.domain.queries.bank import bank_titles
from assessments.domain.queries.practice import practice_choices
from assessments.models import Quiz
from assessments.rules import practice_offered_to, quizzes_seen_by
from common.text.free import first_free
from common.text.vietnamese import slug as slug_of
from content.frameworks import competence_choices
from courses.domain.outlining import course_page_of
from courses.fields import lesson_blocks
from courses.models import ActivityPage, Course, CoursePage, LessonPage, ModulePage, QuizPage
from courses.rules import practice_in_course

_LONGEST_SLUG: Final = 100
_NO_LETTERS: Final = "trang"


class _AuthoredPageForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "competences" in self.fields:
            self.fields["competences"].choices = competence_choices(self.instance.competences)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        """An address left empty follows from the title: it may be pasted, and saved before a script has made one."""
        title = self.cleaned_data.get("title")
        if title and "slug" in self.fields and not self["slug"].data:
            self.cleaned_data["slug"] = first_free(
                slug_of(title)[:_LONGEST_SLUG].strip("-") or _NO_LETTERS, self._is_taken, longest=_LONGEST_SLUG
            )
        cleaned: dict[str, Any] = super().clean()
        return cleaned

    def _is_taken(self, slug: str) -> bool:
        is_free: bool = Page._slug_is_available(slug, self.parent_page, self.instance)
        return not is_free or (isinstance(self.instance, CoursePage) and Course.objects.filter(slug=slug).exists())


class CoursePageForm(_AuthoredPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "required_courses" in self.fields:
            others = Course.objects.on_offer().exclude(pk=self.instance.course_id).order_by("code", "slug")
            choices = [(course.slug, f"{course.code} {course.title}".strip()) for course in others]
            self.fields["required_courses"] = _choose(self.fields["required_courses"], choices)


class ActivityPageForm(_AuthoredPageForm):
    """Only what stands before an activity can be asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stands_in = self.instance if self.instance.pk else self.parent_page
        self._course = course_page_of(self._stands_in) if self._stands_in else None
        if "requires" in self.fields:
            choices = [(str(page.key), page.title) for page in self._before()]
            self.fields["requires"] = _choose(self.fields["requires"], choices)

    def _before(self) -> list[ActivityPage]:
        stands_in, course = self._stands_in, self._course
        if course is None:
            return []
        pages = Page.objects.descendant_of(course).order_by("path")
        if self.instance.pk:
            pages = pages.filter(path__lt=self.instance.path)
        elif stands_in:
            # A new page is put at the end of its module.
            pages = pages.filter(path__lt=stands_in.path) | pages.filter(path__startswith=stands_in.path)
        return [page for page in pages.specific() if isinstance(page, ActivityPage)]


class LessonPageForm(ActivityPageForm):
    """Exercises are chosen, and checked at each save and preview, among those this author may put into this course."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "body" in self.fields:
            given = self.fields["body"]
            block = StreamBlock(lesson_blocks(ExerciseBlock(choices=self._practice_choices)), required=given.required)
            self.fields["body"] = BlockField(
                block=block, label=given.label, help_text=given.help_text, required=given.required
            )

    def _practice_choices(self) -> Choices:
        course = self._course.course if self._course else None
        if course is None or not isinstance(self.for_user, User):
            return []
        offered = practice_offered_to(self.for_user).filter(pk__in=practice_in_course(course))
        return practice_choices(offered, course.slug)


class _QuizField(forms.ModelChoiceField):
    """Many quizzes have one title: each is named with its bank."""

    @cached_property
    def _titles(self) -> dict[str, str]:
        banks = () if self.queryset is None else self.queryset.order_by().values_list("bank", flat=True)
        return bank_titles(set(banks))

    def label_from_instance(self, quiz: Quiz) -> str:
        return f"{quiz.title_vi} – {self._titles[quiz.bank]}"


class QuizPageForm(ActivityPageForm):
    """A quiz is chosen among those this author sees, each with the name of its bank; those of the course first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("quiz")
        if not isinstance(field, forms.ModelChoiceField) or not isinstance(self.for_user, User):
            return
        offered = quizzes_seen_by(self.for_user) | Quiz.objects.filter(pk=self.instance.quiz_id)
        course = self._course.course if self._course else None
        own = Case(When(bank=course.slug if course else "", then=0), default=1)
        self.fields["quiz"] = _QuizField(
            offered.order_by(own, "bank", "title_vi"),
            label=field.label,
            required=field.required,
            empty_label=_("– choose –"),
        )


def use_forms() -> None:
    """The pages stand below the forms and cannot name them."""
    CoursePage.base_form_class = CoursePageForm
    ModulePage.base_form_class = _AuthoredPageForm
    ActivityPage.base_form_class = ActivityPageForm
    LessonPage.base_form_class = LessonPageForm
    QuizPage.base_form_class = QuizPageForm


def _choose(given: forms.Field, choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=given.label,
        help_text=given.help_text,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
