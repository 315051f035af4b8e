"""The addresses of Sen, and two bare views to hold them against."""

from django.urls import path

from bench import bare
from lms import urls as sen

handler400 = sen.handler400
handler403 = sen.handler403
handler404 = sen.handler404
handler500 = sen.handler500

urlpatterns = [
    path("bare/page/", bare.page),
    path("bare/save/", bare.save),
    *sen.urlpatterns,
]
