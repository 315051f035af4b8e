"""Address and code for a course that comes in beside others."""

from typing import Final

from assessments.models import Category, Quiz
from common.text.vietnamese import slug as slug_of
from courses.models import Course

_LONGEST_SLUG: Final = 90
_LONGEST_CODE: Final = 20


def free_slug(words: str) -> str:
    """An address that no course has, nor any bank: the bank of the course will have the same name."""
    wanted = slug_of(words)[:_LONGEST_SLUG].strip("-") or "khoa-hoc"
    slug, number = wanted, 1
    while any(rows.exists() for rows in _named(slug)):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _named(slug: str) -> tuple:
    return Course.objects.filter(slug=slug), Category.objects.filter(bank=slug), Quiz.objects.filter(bank=slug)


def free_code(code: str) -> str:
    """C1 comes in beside C1 as C1-2: two courses of one code could not be told apart in lists."""
    number, free = 1, code
    while code and Course.objects.filter(code=free).exists():
        number += 1
        free = f"{code[: _LONGEST_CODE - len(str(number)) - 1]}-{number}"
    return free
