"""Changing the order of a draft and taking pages out of it."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.move_page import MovePageAction
from wagtail.models import Page, Revision

from accounts.models import User
from courses.domain.preparation import retired_pages
from courses.errors import CourseError
from courses.models import Course, CoursePage, EditionActivity, ModulePage
from courses.rules import Someone, can_edit_course, courses_edited_by
from operations.domain.audit import record


@transaction.atomic
def shift_page(*, course: Course, page: Page, up: bool, actor: User) -> None:
    """Exchange a module or activity with its neighbour.

    The first activity of a module goes up to the end of the module before, the last one down to the
    beginning of the next; the very first and the very last stay.
    """
    _require_part(course, page, actor)
    neighbour = page.get_prev_sibling() if up else page.get_next_sibling()
    if neighbour is not None:
        move_page(page, neighbour, "left" if up else "right", actor)
        return
    module = page.get_parent().specific
    if isinstance(module, ModulePage):
        beside = module.get_prev_sibling() if up else module.get_next_sibling()
        if beside is not None:
            move_page(page, beside, "last-child" if up else "first-child", actor)


@transaction.atomic
def place_page(*, course: Course, page: Page, beside: Page, after: bool, actor: User) -> None:
    """Put a part of the outline before or after another of its kind, or an activity at the end of a module."""
    _require_part(course, page, actor)
    _require_part(course, beside, actor)
    if page.pk == beside.pk:
        return
    is_module, to_module = (isinstance(one.specific, ModulePage) for one in (page, beside))
    if is_module and not to_module:
        raise CourseError(_("A module stands beside modules only."))
    if to_module and not is_module:
        move_page(page, beside, "last-child", actor)
    else:
        move_page(page, beside, "right" if after else "left", actor)


@transaction.atomic
def remove_page(*, course: Course, page: Page, actor: User) -> None:
    """Take a part out of the draft. What stands in an edition is kept out of sight, never deleted."""
    _require_part(course, page, actor)
    record(action="course.page_removed", actor=actor, target=course, after={"page": page.pk})
    if is_frozen(page):
        retire_page(page, actor)
    else:
        page.delete(user=actor)


def is_frozen(page: Page) -> bool:
    """Whether an edition keeps a revision of the page or of one below it."""
    ids = [str(pk) for pk in Page.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True)]
    revisions = Revision.page_revisions.filter(object_id__in=ids)
    return EditionActivity.objects.filter(revision__in=revisions).exists()


def retire_page(page: Page, actor: User | None) -> None:
    """Move a page out of the course. Its slug gets its number, so that the address is free again."""
    for one in Page.objects.descendant_of(page, inclusive=True):
        Page.objects.filter(pk=one.pk).update(live=False, slug=f"{one.slug[:240]}-{one.pk}")
    page.refresh_from_db()
    move_page(page, retired_pages(), "last-child", actor)


def move_page(page: Page, target: Page, pos: str, actor: User | None) -> None:
    """Wagtail asks for the right to publish before it moves a page; ours is decided by now."""
    MovePageAction(page, target, pos=pos, user=actor).execute(skip_permission_checks=True)


def course_page_of(page: Page) -> CoursePage | None:
    """The course page in whose tree a page stands."""
    return CoursePage.objects.ancestor_of(page, inclusive=True).select_related("course").first()


def course_of_page(page: Page) -> Course | None:
    """The course in whose tree a page stands."""
    found = course_page_of(page)
    return found.course if found else None


def pages_of_others(user: Someone) -> list[int]:
    """Pages of courses the person does not edit, whose drafts are nobody else's to read."""
    others = tuple(CoursePage.objects.exclude(course__in=courses_edited_by(user)).values_list("path", flat=True))
    if not others:
        return []
    return [pk for pk, path in Page.objects.values_list("pk", "path") if path.startswith(others)]


def _require_part(course: Course, page: Page, actor: User) -> None:
    if not can_edit_course(actor, course) or course_of_page(page) != course or isinstance(page.specific, CoursePage):
        raise CourseError(_("This is not allowed."))
