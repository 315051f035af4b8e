from django.urls import path

from portal.views import activity, attempt, catalogue, certificates, course, help_pages, home

urlpatterns = [
    path("", home.home, name="home"),
    path("khoa-hoc/", catalogue.catalogue, name="catalogue"),
    path("khoa-hoc/<slug:course_slug>/", course.course, name="course"),
    path("khoa-hoc/<slug:course_slug>/tham-gia/", course.join, name="join_course"),
    path("khoa-hoc/<slug:course_slug>/<slug:slug>/", activity.activity, name="activity"),
    path("khoa-hoc/<slug:course_slug>/<slug:slug>/xong/", activity.complete, name="complete_lesson"),
    path("khoa-hoc/<slug:course_slug>/<slug:slug>/thuc-hanh/<int:number>/", activity.exercise, name="exercise"),
    path("khoa-hoc/<slug:course_slug>/<slug:slug>/bat-dau/", attempt.start, name="start_attempt"),
    path("lam-bai/<uuid:uuid>/", attempt.paper, name="attempt"),
    path("lam-bai/<uuid:uuid>/luu/", attempt.save, name="attempt_save"),
    path("lam-bai/<uuid:uuid>/nop/", attempt.submit, name="attempt_submit"),
    path("lam-bai/<uuid:uuid>/ket-qua/", attempt.result, name="attempt_result"),
    path("giay-chung-nhan/", certificates.my_certificates, name="my_certificates"),
    path("tro-giup/", help_pages.help_page, name="help"),
]
