"""Where a person belonged and held posts, which roles they held, and which corrections they asked for."""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from committees.domain.queries.names import names_on
from committees.enums import Role
from committees.models import CorrectionRequest, Membership, RoleGrant, SidePost
from operations.domain.own_trail import register_own_trail
from operations.domain.personal_data import Cell, Section, register_personal_data


def memberships(person: User, most: int | None) -> Section:
    held = Membership.objects.filter(cadre=person).select_related("committee", "position_group")
    found = list(held.order_by("-valid_from")[:most])
    # What a unit was called when the person was last in it.
    names = names_on((membership.committee, membership.valid_to or timezone.localdate()) for membership in found)
    rows: list[tuple[Cell, ...]] = [
        (
            name,
            membership.position or None,
            membership.position_group.name_vi,
            membership.valid_from,
            membership.valid_to,
        )
        for membership, name in zip(found, names, strict=True)
    ]
    columns = (
        ("unit", _("Unit")), ("position", _("Position")), ("group", _("Position group")),
        ("from", _("From day")), ("to", _("To day")),
    )  # fmt: skip
    return Section(_("Units belonged to"), columns, rows)


def side_posts(person: User, most: int | None) -> Section:
    held = SidePost.objects.filter(cadre=person).select_related("committee").order_by("-valid_from", "-pk")[:most]
    rows: list[tuple[Cell, ...]] = [
        (post.committee.display_name, post.position, post.valid_from, post.valid_to) for post in held
    ]
    columns = (("unit", _("Unit")), ("position", _("Position")), ("from", _("From day")), ("to", _("To day")))
    return Section(_("Side posts"), columns, rows)


def roles(person: User, most: int | None) -> Section:
    held = RoleGrant.objects.filter(user=person).select_related("committee").order_by("-valid_from")[:most]
    rows: list[tuple[Cell, ...]] = [
        (
            str(Role(grant.role).label),
            grant.committee.display_name if grant.committee else None,
            grant.valid_from,
            grant.last_day,
        )
        for grant in held
    ]
    columns = (("role", _("Role")), ("unit", _("Unit")), ("from", _("From day")), ("to", _("To day")))
    return Section(_("Roles"), columns, rows)


def corrections(person: User, most: int | None) -> Section:
    asked = CorrectionRequest.objects.filter(person=person).order_by("-asked_at", "-pk")[:most]
    rows: list[tuple[Cell, ...]] = [
        (request.asked_at, request.text, request.get_state_display(), request.due_on, request.answer or None)
        for request in asked
    ]
    columns = (
        ("asked_at", _("Asked")), ("text", _("Request")), ("state", _("State")),
        ("due_on", _("To be answered by")), ("answer", _("Answer")),
    )  # fmt: skip
    return Section(_("Requests for correction"), columns, rows)


def register() -> None:
    register_personal_data(20, "memberships", memberships)
    register_personal_data(22, "side_posts", side_posts)
    register_personal_data(25, "roles", roles)
    register_personal_data(95, "corrections", corrections)
    register_own_trail(
        "committees.rolegrant",
        lambda person: RoleGrant.objects.filter(user=person).values_list("pk", flat=True),
    )
    register_own_trail(
        "committees.sidepost", lambda person: SidePost.objects.filter(cadre=person).values_list("pk", flat=True)
    )
    register_own_trail(
        "committees.correctionrequest",
        lambda person: CorrectionRequest.objects.filter(person=person).values_list("pk", flat=True),
    )
