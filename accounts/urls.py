from django.urls import path

from accounts.views import account, display, kept_post, openid, second_factor, set_up, sign_in

# The names beginning with `account_`, `mfa_` and `openid_connect_` are those django-allauth looks for.
urlpatterns = [
    path("dang-nhap/", sign_in.SignInView.as_view(), name="account_login"),
    path("dang-nhap/buoc-hai/", sign_in.SecondFactorView.as_view(), name="mfa_authenticate"),
    path("dang-nhap/<slug:provider_id>/di/", openid.begin, name="openid_connect_login"),
    path("dang-nhap/<slug:provider_id>/ve/", openid.come_back, name="openid_connect_callback"),
    path("dang-xuat/", sign_in.sign_out, name="account_logout"),
    path("doi-mat-khau/", account.change_password, name="change_password"),
    path("tai-khoan/", account.my_account, name="my_account"),
    path("xac-nhan/mat-khau/", sign_in.ConfirmByPasswordView.as_view(), name="account_reauthenticate"),
    path("xac-nhan/ma/", sign_in.ConfirmByCodeView.as_view(), name="mfa_reauthenticate"),
    path("xac-nhan/khoa/", sign_in.ConfirmByKeyView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("xac-thuc-hai-lop/", second_factor.index, name="mfa_index"),
    path("xac-thuc-hai-lop/ung-dung/", second_factor.set_up_app, name="mfa_activate_totp"),
    path("xac-thuc-hai-lop/khoa/", second_factor.set_up_key, name="mfa_add_webauthn"),
    path("xac-thuc-hai-lop/the-ma/", second_factor.code_card, name="code_card"),
    path("xac-thuc-hai-lop/<int:pk>/go/", second_factor.remove, name="remove_factor"),
    path("hien-thi/", display.display, name="display"),
    path("tiep-tuc/<str:token>/", kept_post.kept_post, name="kept_post"),
    path("thiet-lap/<str:token>/", set_up.set_up, name="set_up"),
]
