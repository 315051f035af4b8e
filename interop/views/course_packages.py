"""A course goes out as a package and comes in as a draft of one's own; both by a job."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from courses.rules import courses_edited_by
from interop.domain.package_transfer import request_export, request_import
from interop.formats.course_package import PackageError
from interop.forms.course_package import CoursePackageForm
from interop.views.author import author_of
from operations.domain.refusals import get_or_refuse


@require_POST
def export_course(request: HttpRequest, uuid: UUID) -> HttpResponse:
    author = author_of(request)
    course = get_or_refuse(courses_edited_by(author), uuid=uuid)
    try:
        job = request_export(course=course, actor=author)
    except PackageError as error:
        messages.error(request, str(error))
        return redirect("courses_desk", uuid=uuid)
    return redirect("job", uuid=job.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def import_course(request: HttpRequest) -> HttpResponse:
    author = author_of(request)
    form = CoursePackageForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid():
        try:
            job = request_import(file=form.cleaned_data["file"], actor=author)
        except PackageError as error:
            form.add_error("file", str(error))
        else:
            return redirect("job", uuid=job.uuid)
    return render(request, "interop/import_course.html", {"form": form}, status=422 if form.is_bound else 200)
