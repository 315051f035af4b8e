"""Address and code for a course that comes in beside others."""

from typing import Final

from assessments.models import Category, Quiz
from common.text.free import first_free
from common.text.vietnamese import slug as slug_of
from courses.models import Course

_LONGEST_SLUG: Final = 90
_LONGEST_ADDRESS: Final = 100
_LONGEST_CODE: Final = 20


def free_slug(words: str) -> str:
    """An address that no course has, nor any bank: the bank of the course will have the same name."""
    wanted = slug_of(words)[:_LONGEST_SLUG].strip("-") or "khoa-hoc"
    return first_free(wanted, _is_named, longest=_LONGEST_ADDRESS)


def _is_named(slug: str) -> bool:
    named = (Course.objects.filter(slug=slug), Category.objects.filter(bank=slug), Quiz.objects.filter(bank=slug))
    return any(rows.exists() for rows in named)


def free_code(code: str) -> str:
    """C1 comes in beside C1 as C1-2: two courses of one code could not be told apart in lists."""
    return first_free(code, _is_coded, longest=_LONGEST_CODE) if code else ""


def _is_coded(code: str) -> bool:
    return Course.objects.filter(code=code).exists()
