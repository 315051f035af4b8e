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
from accounts.domain.second_factor import has_second_factor
from accounts.errors import PersonError
from accounts.forms import ChangePasswordForm, DisplayForm
from accounts.models import User
from accounts.rules import needs_second_factor
from common.http.throttle import Throttle

_OLD_PASSWORDS = Throttle("change-password", per_account=10, per_network=600)


@require_safe
@login_required
def my_account(request: HttpRequest) -> HttpResponse:
    person = cast(User, request.user)
    context = {
        "display_form": DisplayForm.of(request),
        "has_second_factor": has_second_factor(person),
        "needs_second_factor": needs_second_factor(person),
    }
    return render(request, "accounts/my_account.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@login_required
def change_password(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    is_first = user.must_change_password
    tried = _OLD_PASSWORDS.begin(request, str(user.pk)) if request.method == "POST" else None
    form = ChangePasswordForm(request.POST or None, user=user)
    is_valid = form.is_valid()
    if tried and "old_password" in form.errors:
        tried.was_wrong()
    elif tried:
        tried.was_right()
    if is_valid:
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
