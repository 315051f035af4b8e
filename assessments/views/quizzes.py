"""Quizzes in Wagtail's admin: their rules and draws. Learners get what an edition has frozen."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.domain.quizzes import available_by_draw, save_quiz
from assessments.errors import AssessmentError
from assessments.forms.quiz import QuizForm, draw_forms, draws_of
from assessments.models import Category, Quiz
from assessments.rules import banks_seen_by, can_author, categories_seen_by, quizzes_seen_by


@require_safe
def quiz_list(request: HttpRequest) -> HttpResponse:
    if not can_author(request.user):
        raise Http404
    quizzes = quizzes_seen_by(request.user).order_by("bank", "title_vi").prefetch_related("draws")
    rows = [{"quiz": quiz, "questions": sum(draw.count for draw in quiz.draws.all())} for quiz in quizzes]
    return render(request, "assessments/bank/quizzes.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def add_quiz(request: HttpRequest) -> HttpResponse:
    if not can_author(request.user):
        raise Http404
    return _edit(request, Quiz())


@require_http_methods(["GET", "HEAD", "POST"])
def edit_quiz(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _edit(request, get_object_or_404(quizzes_seen_by(request.user), uuid=uuid))


def _edit(request: HttpRequest, quiz: Quiz) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = QuizForm(data, banks=list(banks_seen_by(request.user)), instance=quiz)
    draws = draw_forms(data, quiz=quiz, categories=_categories(request, quiz))
    if data is not None and all([form.is_valid(), draws.is_valid()]):
        try:
            saved = save_quiz(quiz=form.instance, draws=draws_of(draws), actor=request.user)
        except AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The quiz has been saved. Learners get it with the next edition."))
            return redirect("assessments_edit_quiz", saved.uuid)
    context = {"form": form, "draws": draws, "quiz": quiz, "available": available_by_draw(quiz) if quiz.pk else []}
    return render(request, "assessments/bank/quiz.html", context)


def _categories(request: HttpRequest, quiz: Quiz) -> QuerySet[Category]:
    """Categories the person may draw from, and those the quiz draws from already."""
    seen = categories_seen_by(request.user)
    return (seen | Category.objects.filter(pk__in=quiz.draws.values("category"))).distinct() if quiz.pk else seen
