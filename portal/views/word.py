"""A Word document becomes a draft lesson."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.domain.requests import SignedInRequest
from courses.models import CoursePage, ModulePage
from interop.domain.docx_import import lesson_from_docx
from interop.formats.docx import DocxError
from portal.views.teaching import edited_course


class WordForm(forms.Form):
    module = forms.ModelChoiceField(label=gettext_lazy("Module"), queryset=ModulePage.objects.none(), empty_label=None)
    title = forms.CharField(
        label=gettext_lazy("Title of the lesson"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Empty: the first heading of the document, or else the name of the file."),
    )
    file = forms.FileField(
        label=gettext_lazy("Word document"),
        help_text=gettext_lazy("A .docx file of at most 15 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
    )

    def __init__(self, *args: Any, page: CoursePage | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["module"]
        if page is not None:
            field.queryset = ModulePage.objects.child_of(page).order_by("path")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lesson_from_word(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The form; after it, what came in and what was left out."""
    course = edited_course(request.user, uuid)
    page = CoursePage.objects.filter(course=course).first()
    posted = request.method == "POST"
    form = WordForm(request.POST if posted else None, request.FILES if posted else None, page=page)
    context: dict[str, Any] = {"course": course, "form": form}
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            context["draft"] = lesson_from_docx(
                course=course,
                module=form.cleaned_data["module"],
                data=file.read(),
                name=file.name,
                actor=request.user,
                title=form.cleaned_data["title"],
            )
        except DocxError as error:
            form.add_error("file", str(error))
    refused = form.is_bound and "draft" not in context
    return render(request, "portal/lesson_from_word.html", context, status=422 if refused else 200)
