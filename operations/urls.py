from django.urls import path

from operations.views import health, jobs

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("metrics", health.metrics_page, name="metrics"),
    path("viec/<uuid:uuid>/", jobs.job_page, name="job"),
    path("viec/<uuid:uuid>/tien-do/", jobs.job_progress, name="job_progress"),
    path("viec/<uuid:uuid>/tep/", jobs.job_file, name="job_file"),
]
