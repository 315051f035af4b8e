"""Quizzes in Wagtail's admin: their rules, sections and draws. Learners get what an edition has frozen."""

from dataclasses import dataclass
from secrets import randbelow
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from assessments.domain.blueprint import check_pool, draws_of, pool_of
from assessments.domain.queries.bank import bank_titles
from assessments.domain.quizzes import save_quiz
from assessments.domain.trying_out import try_quiz
from assessments.errors import AssessmentError, QuizError
from assessments.forms.blueprint import DrawForm, draw_forms, draws_in, section_forms, sections_in
from assessments.forms.quiz import QuizForm, ReviewForm
from assessments.models import Category, Quiz
from assessments.rules import banks_seen_by, categories_seen_by, quizzes_seen_by
from assessments.views.author import author_of
from operations.domain.refusals import get_or_refuse

PER_PAGE = 50
# Of the number by which a paper that is tried out can be drawn again.
_DIGITS: Final = 6


@require_safe
def quiz_list(request: HttpRequest) -> HttpResponse:
    quizzes = quizzes_seen_by(author_of(request)).annotate(questions=Sum("draws__count")).order_by("bank", "title_vi")
    page = Paginator(quizzes, PER_PAGE).get_page(request.GET.get("p"))
    titles = bank_titles({quiz.bank for quiz in page})
    rows = [{"quiz": quiz, "bank_title": titles[quiz.bank]} for quiz in page]
    return render(request, "assessments/bank/quizzes.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def add_quiz(request: HttpRequest) -> HttpResponse:
    author = author_of(request)
    if request.method != "POST" and not banks_seen_by(author).exists():
        messages.info(request, _("A quiz draws from a bank. Begin with a category; then make the quiz."))
        return redirect("assessments_add_category")
    return _edit(request, author, Quiz())


@require_http_methods(["GET", "HEAD", "POST"])
def edit_quiz(request: HttpRequest, uuid: UUID) -> HttpResponse:
    author = author_of(request)
    return _edit(request, author, get_or_refuse(quizzes_seen_by(author), uuid=uuid))


@require_http_methods(["GET", "HEAD", "POST"])
def try_out(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The quiz as a learner would get it, on one page; an attempt that is marked at once and kept nowhere."""
    quiz = get_or_refuse(quizzes_seen_by(author_of(request)), uuid=uuid)
    asked = request.GET.get("de", "")
    number = int(asked) if asked.isdecimal() and len(asked) <= _DIGITS else randbelow(10**_DIGITS)
    try:
        tried = try_quiz(quiz, number, request.POST if request.method == "POST" else None)
    except AssessmentError as error:
        messages.error(request, str(error))
        return redirect("assessments_edit_quiz", uuid)
    return render(request, "assessments/bank/try_quiz.html", {"quiz": quiz, "number": number, "tried": tried})


def _edit(request: HttpRequest, author: User, quiz: Quiz) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = QuizForm(data, banks=list(banks_seen_by(author)), instance=quiz)
    review = ReviewForm(data, review=quiz.review)
    sections = section_forms(data, quiz=quiz)
    draws = draw_forms(data, quiz=quiz, categories=_categories(author, quiz))
    are_valid = [part.is_valid() for part in (form, review, sections, draws)]  # each says what is wrong in it
    if data is not None and all(are_valid) and "preview" not in data:
        form.instance.review = review.review()
        try:
            saved = save_quiz(quiz=form.instance, draws=draws_in(draws), sections=sections_in(sections), actor=author)
        except AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The quiz has been saved. Learners get it with the next edition."))
            return redirect("assessments_edit_quiz", saved.uuid)
    available = _available(draws, quiz)
    context = {
        "form": form,
        "review": review,
        "sections": sections,
        "rows": [
            {"form": row, "available": available.counts.get(row.prefix), "is_short": row.prefix in available.short}
            for row in draws.forms
        ],
        "draws": draws,
        "problem": available.problem,
        "total": available.total,
        "quiz": quiz,
        "bank_title": bank_titles([quiz.bank])[quiz.bank] if quiz.pk else "",
    }
    return render(request, "assessments/bank/quiz.html", context)


@dataclass(frozen=True, slots=True)
class _Available:
    """By row, how many questions it could choose from today; how many are drawn in all; what is wrong with that."""

    counts: dict[str | None, int]
    short: set[str | None]
    total: int
    problem: str


def _available(rows: "BaseFormSet[DrawForm]", quiz: Quiz) -> _Available:
    """Of the rows as they stand on the page: those sent, where they could be read, else those stored."""
    if rows.is_bound and not rows.is_valid():
        return _Available({}, set(), 0, "")
    if rows.is_bound:
        draws = draws_in(rows)
        places = [row.prefix for row in rows.forms if row.cleaned_data.get("count")]
    else:
        draws = draws_of(quiz) if quiz.pk else []
        places = [row.prefix for row in rows.forms[: len(draws)]]
    pool = pool_of(draws, purpose=quiz.purpose)
    problem = ""
    try:
        if draws:
            check_pool(draws, pool)
    except QuizError as error:
        problem = str(error)
    counts = {place: len(draw["versions"]) for place, draw in zip(places, pool, strict=True)}
    short = {place for place, draw in zip(places, draws, strict=True) if counts[place] < draw.count}
    return _Available(counts, short, sum(draw.count for draw in draws), problem)


def _categories(author: User, quiz: Quiz) -> QuerySet[Category]:
    """Categories the person may draw from, and those the quiz draws from already."""
    seen = categories_seen_by(author)
    return (seen | Category.objects.filter(pk__in=quiz.draws.values("category"))).distinct() if quiz.pk else seen
