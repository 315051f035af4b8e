"""Copying a course: one's own, or one that came with the product."""

from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.domain.requests import SignedInRequest
from courses.domain.samples import can_copy_course
from courses.models import Course
from interop.domain.copying import request_copy
from interop.domain.packages import PackageError
from operations.domain.refusals import Refused


class CopyForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title of the copy"), max_length=200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copy_course(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    course = get_object_or_404(Course, uuid=uuid)
    if not can_copy_course(request.user, course):
        raise Refused(course)
    form = CopyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            job = request_copy(course=course, title=form.cleaned_data["title"], actor=request.user)
        except PackageError as error:
            form.add_error(None, str(error))
        else:
            return redirect("job", uuid=job.uuid)
    context = {"course": course, "form": form}
    return render(request, "portal/copy_course.html", context, status=422 if form.is_bound else 200)
