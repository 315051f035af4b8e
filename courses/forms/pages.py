"""Forms of the authors' pages: what may be chosen depends on the course the page stands in."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from courses.domain.outlining import course_page_of
from courses.fields import other_codes
from courses.frameworks import competence_choices
from courses.models import ActivityPage, Course, CoursePage


class _AuthoredPageForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "competences" in self.fields:
            field = self.fields["competences"]
            field.choices = [*competence_choices(), *other_codes(self.instance.competences)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if "title" in self.errors and not self["slug"].data:
            # The address follows from the title: one error, on the page the author looks at, not two on two.
            self.errors.pop("slug", None)
        return cleaned


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
        if "requires" in self.fields:
            choices = [(str(page.key), page.title) for page in self._before()]
            self.fields["requires"] = _choose(self.fields["requires"], choices)

    def _before(self) -> list[ActivityPage]:
        stands_in = self.instance if self.instance.pk else self.parent_page
        course = course_page_of(stands_in) if stands_in else None
        if course is None:
            return []
        pages = Page.objects.descendant_of(course).order_by("path")
        if self.instance.pk:
            pages = pages.filter(path__lt=self.instance.path)
        elif stands_in:
            # A new page is put at the end of its module.
            pages = pages.filter(path__lt=stands_in.path) | pages.filter(path__startswith=stands_in.path)
        return [page for page in pages.specific() if isinstance(page, ActivityPage)]


def use_forms() -> None:
    """The pages stand below the forms and cannot name them."""
    CoursePage.base_form_class = CoursePageForm
    ActivityPage.base_form_class = ActivityPageForm


def _choose(given: forms.Field, choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=given.label,
        help_text=given.help_text,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
