"""What the account says about its person."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import KeptPost, PersonMerge, User
from operations.domain.own_trail import register_own_trail
from operations.domain.personal_data import Cell, Section, register_personal_data


def account(person: User, most: int | None) -> Section:
    rows: list[tuple[Cell, ...]] = [
        (_("Full name"), person.full_name),
        (_("Sign-in name"), person.username),
        (_("Year of birth"), str(person.birth_year) if person.birth_year else None),
        (_("E-mail"), person.email or None),
        (_("Language"), str(dict(settings.LANGUAGES)[person.language])),
        (_("Account made"), person.created_at),
        (_("Last sign-in"), person.last_login),
        (_("Notices seen until"), person.notices_seen_until),
    ]
    if person.hints_put_away:
        rows.append((_("First-visit hints put away"), len(person.hints_put_away.split())))
    columns = (("what", _("What")), ("value", _("Value")))
    return Section(_("Account"), columns, rows, _("The password is kept only as a hash that cannot be read back."))


def kept_forms(person: User, most: int | None) -> Section:
    kept = KeptPost.objects.filter(person=person).order_by("-created_at")[:most]
    columns = (("since", _("Since")), ("page", _("Page")), ("fields", _("Fields")))
    rows: list[tuple[Cell, ...]] = [(post.created_at, post.path, len(post.fields)) for post in kept]
    return Section(_("Forms kept after a lost session"), columns, rows, _("They are deleted after two hours."))


def merged_records(person: User, most: int | None) -> Section:
    """Records that were made one with this one; their evidence stays under them and counts for the person."""
    found = PersonMerge.objects.filter(kept=person, undone_at__isnull=True).select_related("closed")
    rows: list[tuple[Cell, ...]] = [
        (merge.merged_at, merge.closed.username, merge.closed.full_name, merge.reason)
        for merge in found.order_by("-merged_at")[:most]
    ]
    columns = (("at", _("Merged")), ("code", _("Sign-in name")), ("name", _("Full name")), ("reason", _("Reason")))
    return Section(_("Records merged into this one"), columns, rows)


def ways_in(person: User, most: int | None) -> Section:
    """Second factors and the sign-in service, without their secrets."""
    words = {
        Authenticator.Type.TOTP: _("Authenticator app"),
        Authenticator.Type.WEBAUTHN: _("Security key"),
        Authenticator.Type.RECOVERY_CODES: _("Code card"),
    }
    factors = Authenticator.objects.filter(user=person).order_by("pk")
    rows: list[tuple[Cell, ...]] = [
        (words[Authenticator.Type(factor.type)], factor.created_at, factor.last_used_at) for factor in factors[:most]
    ]
    tied = SocialAccount.objects.filter(user=person).order_by("pk")[:most]
    rows += [(_("Sign-in service"), account.date_joined, account.last_login) for account in tied]
    columns = (("what", _("What")), ("since", _("Since")), ("used", _("Last used")))
    return Section(_("Ways to sign in"), columns, rows, _("Their secrets are stored sealed and shown nowhere."))


def register() -> None:
    register_personal_data(12, "merged_records", merged_records)
    register_personal_data(10, "account", account)
    register_personal_data(13, "ways_in", ways_in)
    register_personal_data(15, "kept_forms", kept_forms)
    register_own_trail("accounts.user", lambda person: [person.pk])
