from django.http import HttpRequest, HttpResponse
from django.urls import path


def _later(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse(status=404)


urlpatterns = [
    path("dang-nhap/", _later, name="account_login"),
    path("dang-xuat/", _later, name="account_logout"),
    path("doi-mat-khau/", _later, name="change_password"),
    path("tai-khoan/", _later, name="my_account"),
    path("tiep-tuc/<str:token>/", _later, name="kept_post"),
    path("thiet-lap/<str:token>/", _later, name="set_up"),
]
