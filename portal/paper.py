"""What stands on the page of one paper and on no other: its questions, its clock, its numbers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.domain.browser_key import browser_key
from assessments.domain.checking import can_be_checked
from assessments.domain.papers import pages_of
from assessments.domain.queries.attempts import PaperPage
from assessments.enums import FeedbackPolicy
from assessments.models import Attempt
from assessments.question_types import question_type
from assessments.question_types.reviewed import ReviewedQuestion
from assessments.question_types.shown import ShownQuestion
from common.templatetags.fixed import fixed

CHECK: Final = "check-"
"""Begins the value of the button that checks the answer at a position."""


@dataclass(frozen=True, slots=True)
class PageState:
    """Where the questions of a page stand, and how many of them are answered."""

    positions: range
    answered: int

    @property
    def is_answered(self) -> bool:
        return self.answered == len(self.positions)


def pages_answered(attempt: Attempt, page: PaperPage) -> dict[int, PageState]:
    """By the number of each page."""
    return {
        number: PageState(positions, sum(page.answered[position] for position in positions))
        for number, positions in enumerate(pages_of(attempt), start=1)
    }


def _page_button(number: int, state: PageState, *, is_current: bool) -> SafeString:
    """One question on the page that bears its number is called by it; all else is a page with questions."""
    first, last = state.positions[0], state.positions[-1]
    return fixed(
        "portal/_paper_page.html",
        number=str(number),
        current=is_current,
        is_question=first == last == number,
        questions=str(first) if first == last else f"{first}–{last}",
        answered=str(state.answered),
        total=str(len(state.positions)),
        is_answered=state.is_answered,
    )


def blanks_of(attempt: Attempt, page: PaperPage, pages: dict[int, PageState]) -> dict[str, str]:
    """The blanks of `portal/attempt.html` (see `portal/stencils.py`)."""
    open_positions = [question.position for question in page.questions if isinstance(question, ShownQuestion)]
    blanks: dict[str, str] = {
        "questions_html": _questions(attempt, page),
        "pages_html": format_html_join(
            "",
            "{}",
            ((_page_button(number, state, is_current=number == page.number),) for number, state in pages.items()),
        ),
        "notes_html": _notes(attempt),
        "save_url": reverse("attempt_save", args=[attempt.uuid]),
        "finish_url": reverse("attempt_submit", args=[attempt.uuid]),
        "positions": ",".join(map(str, open_positions)),
        "sequence": str(page.last_sequence),
        "next_sequence": str(page.last_sequence + 1),
        "browser_key": browser_key(attempt),
    }
    return blanks | clock_of(attempt)


def clock_of(attempt: Attempt) -> dict[str, str]:
    """`seconds_left` and `ends_at` for `components/timer.html`; empty for an attempt that does not end by itself."""
    if attempt.ends_at is None:
        return {}
    ends_at = timezone.localtime(attempt.ends_at).strftime("%H:%M")
    return {"seconds_left": str(seconds_left(attempt.ends_at)["seconds_left"]), "ends_at": ends_at}


def seconds_left(ends_at: datetime | None) -> dict[str, int]:
    """For the clock of the page; empty for an attempt that does not end by itself."""
    if ends_at is None:
        return {}
    return {"seconds_left": max(0, int((ends_at - timezone.now()).total_seconds()))}


def _questions(attempt: Attempt, page: PaperPage) -> SafeString:
    checks = attempt.quiz_edition.rules["feedback"] == FeedbackPolicy.AFTER_EACH
    parts: list[SafeString] = []
    for question in page.questions:
        section = page.sections.get(question.position)
        if section:
            parts.append(render_to_string("portal/_paper_section.html", section))
        parts.append(_question(question, checks))
    return format_html_join("", "{}", ((part,) for part in parts))


def _question(question: ShownQuestion | ReviewedQuestion, checks: bool) -> SafeString:
    html = render_to_string("components/question.html", {"question": question})
    if not checks or isinstance(question, ReviewedQuestion) or not can_be_checked(question_type(question.kind)):
        return html
    button = render_to_string(
        "portal/_paper_check.html", {"number": question.position, "value": f"{CHECK}{question.position}"}
    )
    return format_html("{}{}", html, button)


def _notes(attempt: Attempt) -> SafeString:
    """What holds for this person or this moment, one short sentence each."""
    notes = []
    closes_at = attempt.quiz.closes_at
    if attempt.extra_minutes:
        notes.append(
            _("%(minutes)d minutes more have been granted for this attempt.") % {"minutes": attempt.extra_minutes}
        )
    if closes_at is not None and attempt.ends_at != attempt.deadline_at:
        notes.append(
            _("The quiz closes at %(moment)s, and the attempt ends then.") % {"moment": moment(attempt.ends_at)}
        )
    return format_html_join("", '<p class="muted small">{}</p>', ((note,) for note in notes))


def moment(at: datetime | None) -> str:
    """`23:59 31/12/2026`, by the clock of the server."""
    return timezone.localtime(at).strftime("%H:%M %d/%m/%Y") if at else ""


def policy_text(attempt: Attempt) -> str:
    """Why nothing is shown of a closed attempt, and when it will be."""
    closes_at = attempt.quiz.closes_at
    match attempt.quiz_edition.rules["feedback"]:
        case FeedbackPolicy.AFTER_PASS_OR_LAST:
            return _("Answers and explanations are shown after a pass or after the last attempt.")
        case FeedbackPolicy.AFTER_CLOSE if closes_at is not None:
            return _("Answers and explanations are shown after the quiz has closed, at %(moment)s.") % {
                "moment": moment(closes_at)
            }
        case _:
            return _("This quiz does not show its answers.")
