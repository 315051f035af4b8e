from django.urls import path

from accounts.views import account, display, kept_post, set_up, sign_in

urlpatterns = [
    path("dang-nhap/", sign_in.SignInView.as_view(), name="account_login"),
    path("dang-xuat/", sign_in.sign_out, name="account_logout"),
    path("doi-mat-khau/", account.change_password, name="change_password"),
    path("tai-khoan/", account.my_account, name="my_account"),
    path("hien-thi/", display.display, name="display"),
    path("tiep-tuc/<str:token>/", kept_post.kept_post, name="kept_post"),
    path("thiet-lap/<str:token>/", set_up.set_up, name="set_up"),
]
