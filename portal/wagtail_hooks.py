"""Ways out of Wagtail's admin: to what trainers do for their learners, and to who may do what."""

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.models import User
from learning.rules import courses_accommodated_by


class AccommodationsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and courses_accommodated_by(request.user).exists()


@hooks.register("register_admin_menu_item")
def accommodations_menu_item() -> MenuItem:
    return AccommodationsMenuItem(
        _("Grant time, attempts"),
        reverse_lazy("accommodation_home"),
        name="accommodations",
        icon_name="time",
        order=80,
    )


@hooks.register("register_admin_menu_item")
def rights_menu_item() -> MenuItem:
    return MenuItem(_("Who may do what"), reverse_lazy("rights"), name="rights", icon_name="key", order=900)
