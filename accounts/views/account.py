"""One's own account: name, language, password, how pages look."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.people import choose_password
from accounts.errors import PersonError
from accounts.forms import ChangePasswordForm, DisplayForm
from accounts.models import User


@require_safe
@login_required
def my_account(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/my_account.html", {"display_form": DisplayForm.of(request)})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@login_required
def change_password(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    is_first = user.must_change_password
    form = ChangePasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            choose_password(person=user, password=form.cleaned_data["new_password"])
        except PersonError as error:
            form.add_error("new_password", str(error))
        else:
            # This session goes on; all others of this person have ended.
            update_session_auth_hash(request, user)
            messages.success(request, _("The password has been changed."))
            return redirect("home" if is_first else "my_account")
    context = {"form": form, "is_first": is_first}
    return render(request, "accounts/change_password.html", context, status=422 if request.method == "POST" else 200)
