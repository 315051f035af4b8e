"""Quizzes in Wagtail's admin: their rules and draws. Learners get what an edition has frozen."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from assessments.domain.quizzes import available_by_draw, save_quiz
from assessments.errors import AssessmentError
from assessments.forms.quiz import QuizForm, draw_forms, draws_of
from assessments.models import Category, Quiz
from assessments.rules import banks_seen_by, categories_seen_by, quizzes_seen_by
from assessments.views.author import author_of


@require_safe
def quiz_list(request: HttpRequest) -> HttpResponse:
    quizzes = quizzes_seen_by(author_of(request)).order_by("bank", "title_vi").prefetch_related("draws")
    rows = [{"quiz": quiz, "questions": sum(draw.count for draw in quiz.draws.all())} for quiz in quizzes]
    return render(request, "assessments/bank/quizzes.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def add_quiz(request: HttpRequest) -> HttpResponse:
    return _edit(request, author_of(request), Quiz())


@require_http_methods(["GET", "HEAD", "POST"])
def edit_quiz(request: HttpRequest, uuid: UUID) -> HttpResponse:
    author = author_of(request)
    return _edit(request, author, get_object_or_404(quizzes_seen_by(author), uuid=uuid))


def _edit(request: HttpRequest, author: User, quiz: Quiz) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = QuizForm(data, banks=list(banks_seen_by(author)), instance=quiz)
    draws = draw_forms(data, quiz=quiz, categories=_categories(author, quiz))
    if data is not None and all([form.is_valid(), draws.is_valid()]):
        try:
            saved = save_quiz(quiz=form.instance, draws=draws_of(draws), actor=author)
        except AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The quiz has been saved. Learners get it with the next edition."))
            return redirect("assessments_edit_quiz", saved.uuid)
    context = {"form": form, "draws": draws, "quiz": quiz, "available": available_by_draw(quiz) if quiz.pk else []}
    return render(request, "assessments/bank/quiz.html", context)


def _categories(author: User, quiz: Quiz) -> QuerySet[Category]:
    """Categories the person may draw from, and those the quiz draws from already."""
    seen = categories_seen_by(author)
    return (seen | Category.objects.filter(pk__in=quiz.draws.values("category"))).distinct() if quiz.pk else seen
