"""What the author of a page has not finished: each block is named, so that it can be found on a long page."""

from django.utils.translation import gettext as _
from wagtail.blocks import RichTextBlock

from assessments.blocks import ExerciseBlock
from content.unfinished import missing_in
from courses.domain.bodies import exercise_of
from courses.models import DocumentPage, LessonPage


def unfinished_blocks(page: LessonPage) -> list[str]:
    """A sentence for each block: which one by its number, of which kind, and what is missing in it.

    Wagtail asks for what is required at its own publishing only, which is not how a course is published.
    """
    problems = []
    for number, bound in enumerate(page.body, start=1):
        missing = missing_in(bound.block, bound.value)
        if not missing and isinstance(bound.block, ExerciseBlock) and exercise_of(bound) is None:
            missing = [str(bound.block.child_blocks["question"].label)]
        kind = str(bound.block.label)
        if missing and isinstance(bound.block, RichTextBlock):
            words = _("block %(number)d (%(kind)s) is empty.")
        elif missing:
            words = _("block %(number)d (%(kind)s) is unfinished; it lacks: %(missing)s.")
        else:
            continue
        told = words % {"number": number, "kind": kind, "missing": ", ".join(missing)}
        problems.append(told_of(page.title, told))
    return problems


def lacks_document(page: DocumentPage) -> list[str]:
    return [] if page.document else [told_of(page.title, _("no document has been chosen."))]


def told_of(title: str, problem: str) -> str:
    return _("“%(title)s”: %(problem)s") % {"title": title, "problem": problem}
