from django.urls import path

from certificates.views import files, verification

urlpatterns = [
    path("giay-chung-nhan/<str:code>.pdf", files.certificate_file, name="certificate_file"),
    path("xac-minh/", verification.verify, name="verify"),
    path("xac-minh/<str:code>/", verification.verify_certificate, name="verify_certificate"),
]
