"""A course as its authors have it now: the latest revision of every page of its tree."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.models import Page, Revision

from courses.models import (
    ActivityPage,
    Course,
    CoursePage,
    EditionActivity,
    GuidedPage,
    LessonPage,
    ModulePage,
    QuizPage,
)

P = TypeVar("P", bound=Page)

# Of every page Wagtail keeps when it was saved, locked and talked about; learners meet its title and address alone.
_NOT_SERVED: Final = frozenset(field.name for field in Page._meta.get_fields()) - {"title", "slug"}


@dataclass(frozen=True)
class DraftActivity:
    page: ActivityPage
    revision: Revision | None

    @property
    def is_quiz(self) -> bool:
        return isinstance(self.page, QuizPage)

    @property
    def minutes(self) -> int:
        if isinstance(self.page, LessonPage | GuidedPage):
            return self.page.minutes
        quiz = self.page.quiz if isinstance(self.page, QuizPage) else None
        return (quiz.time_limit_minutes or 0) if quiz else 0

    @property
    def title_en(self) -> str:
        if isinstance(self.page, LessonPage | GuidedPage):
            return self.page.title_en
        quiz = self.page.quiz if isinstance(self.page, QuizPage) else None
        return quiz.title_en if quiz else ""


@dataclass(frozen=True)
class DraftModule:
    page: ModulePage
    activities: tuple[DraftActivity, ...]


@dataclass(frozen=True)
class Draft:
    page: CoursePage
    modules: tuple[DraftModule, ...]

    @property
    def activities(self) -> tuple[DraftActivity, ...]:
        return tuple(activity for module in self.modules for activity in module.activities)

    @property
    def minutes(self) -> int:
        return self.page.minutes or sum(activity.minutes for activity in self.activities)

    @property
    def fingerprint(self) -> str:
        """Changes with every saved change of the pages and their order; not when one was saved for a comment alone."""
        pages: list[Page] = [self.page]
        for module in self.modules:
            pages += [module.page, *(activity.page for activity in module.activities)]
        seen = json.dumps([(page.pk, page.path, _served(page)) for page in pages], cls=DjangoJSONEncoder)
        return hashlib.sha256(seen.encode()).hexdigest()[:16]


def draft_of(course: Course) -> Draft | None:
    """The draft, None when the pages of the course are gone."""
    page = CoursePage.objects.filter(course=course).first()
    return None if page is None else _read(page)


def served_state(course: Course) -> Draft | None:
    """The course as its current edition has it, whatever its authors have begun since.

    None when nothing was published or the pages are gone. A page that was taken away since is not in it.
    """
    draft = draft_of(course)
    if draft is None or course.current_edition_id is None:
        return None
    rows = EditionActivity.objects.filter(edition_id=course.current_edition_id).select_related("revision")
    frozen = {row.key: row.revision for row in rows}
    modules = (
        DraftModule(_published(module.page), tuple(_frozen(module.activities, frozen))) for module in draft.modules
    )
    return Draft(page=_published(draft.page), modules=tuple(module for module in modules if module.activities))


def _served(page: Page) -> dict[str, Any]:
    return {name: value for name, value in page.serializable_data().items() if name not in _NOT_SERVED}


def _published(page: P) -> P:
    """Wagtail keeps in the row of a page what was published last."""
    return type(page)._default_manager.get(pk=page.pk)


def _frozen(activities: Iterable[DraftActivity], frozen: Mapping[UUID, Revision | None]) -> Iterator[DraftActivity]:
    for activity in activities:
        revision = frozen.get(activity.page.key)
        if revision is not None:
            yield DraftActivity(page=revision.as_object(), revision=revision)


def _read(page: CoursePage) -> Draft:
    pages = Page.objects.descendant_of(page).order_by("path").select_related("latest_revision")
    by_parent: dict[str, list[Page]] = {}
    for child in pages.specific():
        by_parent.setdefault(child.path[: -child.steplen], []).append(child)
    modules = tuple(
        DraftModule(
            page=_latest(module),
            activities=tuple(
                DraftActivity(page=_latest(leaf), revision=leaf.latest_revision)
                for leaf in by_parent.get(module.path, [])
                if isinstance(leaf, ActivityPage)
            ),
        )
        for module in by_parent.get(page.path, [])
        if isinstance(module, ModulePage)
    )
    return Draft(page=_latest(page), modules=modules)


def _latest(page: P) -> P:
    return page.get_latest_revision_as_object()
