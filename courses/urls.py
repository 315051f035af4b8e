"""Addresses of this room outside Wagtail's admin."""

from django.urls import path
from django.views.generic import RedirectView

from courses.views import assets, author_files

urlpatterns = [
    # Wagtail's dashboard says nothing to an author; the list of courses stands in its place.
    path("quan-tri/", RedirectView.as_view(pattern_name="courses_list")),
    path("tep/<str:sha256>/<str:name>", assets.asset, name="asset"),
    path("tep-noi-bo/<path:name>", author_files.library_file, name="library_file"),
    path("tai-lieu/<int:document_id>/<str:document_filename>", author_files.document, name="wagtaildocs_serve"),
]
