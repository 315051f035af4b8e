"""Categories of the bank in Wagtail's admin: a new one, another name or place, away with an empty one."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assessments.domain.bank import ensure_category
from assessments.domain.categories import change_category, is_removable, remove_category
from assessments.domain.handing_over import hand_over
from assessments.domain.queries.bank import bank_titles
from assessments.enums import HandOver
from assessments.errors import AssessmentError
from assessments.forms.categories import CategoryForm, ChangeCategoryForm, HandOverForm
from assessments.models import Category
from assessments.question_types import type_choices
from assessments.rules import banks_filled_by, can_add_category, categories_seen_by
from assessments.views.author import author_of
from operations.domain.refusals import get_or_refuse

# In the address of the page for a new category: the type of the question that is to be written in it.
THEN: Final = "soan"


@require_http_methods(["GET", "HEAD", "POST"])
def add_category(request: HttpRequest) -> HttpResponse:
    author = author_of(request)
    categories = categories_seen_by(author)
    form = CategoryForm(
        request.POST or None,
        categories=categories,
        banks=banks_filled_by(author),
        initial={"parent": request.GET.get("duoi"), "bank": request.GET.get("bank")},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if not can_add_category(author, data["bank"]):
            form.add_error("new_bank", _("This bank belongs to another trainer."))
        else:
            try:
                category = ensure_category(
                    bank=data["bank"], name=data["name"], owner=author, actor=author, parent=data["parent"]
                )
            except AssessmentError as error:
                form.add_error("name", str(error))
            else:
                messages.success(request, _("The category is ready."))
                return redirect(_question_in(category, request.GET.get(THEN, "")) or _place(category))
    return render(request, "assessments/bank/category.html", {"form": form})


def _question_in(category: Category, kind: str) -> str:
    """Where a question of that type is written into the category; nowhere without a type."""
    if kind not in dict(type_choices()):
        return ""
    return f"{reverse('assessments_add_question', args=[kind])}?{urlencode({'category': category.pk})}"


@require_http_methods(["GET", "HEAD", "POST"])
def edit_category(request: HttpRequest, category_id: int) -> HttpResponse:
    author = author_of(request)
    categories = categories_seen_by(author)
    category = get_or_refuse(categories, pk=category_id)
    form = ChangeCategoryForm(request.POST or None, category=category, categories=categories)
    if request.method == "POST" and form.is_valid():
        try:
            change_category(category=category, actor=author, **form.cleaned_data)
        except AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The category has been changed."))
            return redirect(_place(category))
    return _page(request, category, form, HandOverForm())


@require_POST
def hand_over_category(request: HttpRequest, category_id: int) -> HttpResponse:
    """To another trainer; whoever sees it no longer is led back to the list."""
    author = author_of(request)
    categories = categories_seen_by(author)
    category = get_or_refuse(categories, pk=category_id)
    given = HandOverForm(request.POST)
    if given.is_valid():
        data = given.cleaned_data
        try:
            count = hand_over(
                category=category, scope=HandOver(data["scope"]), to=data["to"], reason=data["reason"], actor=author
            )
        except AssessmentError as error:
            given.add_error("to", str(error))
        else:
            text = ngettext(
                "%(count)d category has been handed over.", "%(count)d categories have been handed over.", count
            )
            messages.success(request, text % {"count": count})
            is_seen = categories_seen_by(author).filter(pk=category.pk).exists()
            return redirect(_place(category) if is_seen else reverse("assessments_questions"))
    return _page(request, category, ChangeCategoryForm(category=category, categories=categories), given)


def _page(request: HttpRequest, category: Category, form: ChangeCategoryForm, handing: HandOverForm) -> HttpResponse:
    context = {
        "form": form,
        "category": category,
        "bank_title": bank_titles([category.bank])[category.bank],
        "removable": is_removable(category),
        "handing": handing,
    }
    return render(request, "assessments/bank/category.html", context, status=422 if handing.is_bound else 200)


@require_POST
def drop_category(request: HttpRequest, category_id: int) -> HttpResponse:
    author = author_of(request)
    category = get_or_refuse(categories_seen_by(author), pk=category_id)
    try:
        remove_category(category=category, actor=author)
    except AssessmentError as error:
        messages.error(request, str(error))
        return redirect("assessments_edit_category", category_id)
    messages.success(request, _("The category has been taken out of the bank."))
    return redirect(f"{reverse('assessments_questions')}?{urlencode({'bank': category.bank})}")


def _place(category: Category) -> str:
    return f"{reverse('assessments_questions')}?{urlencode({'category': category.pk})}"
