from django.http import HttpRequest, HttpResponse
from django.urls import path


def _later(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse(status=404)


urlpatterns = [
    path("healthz", _later, name="healthz"),
    path("metrics", _later, name="metrics"),
    path("viec/<uuid:uuid>/", _later, name="job"),
    path("viec/<uuid:uuid>/tien-do/", _later, name="job_progress"),
    path("viec/<uuid:uuid>/tep/", _later, name="job_file"),
]
