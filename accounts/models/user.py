"""The person. `cadre_id` everywhere in Sen is this row's id."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from common.text.names import sort_name
from common.text.vietnamese import clean_line, fold


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, full_name: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=username, full_name=full_name, **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Sign-in names are compared folded: "Nguyen.An" and "nguyen.an" are one account."""
        return self.get(username_key=fold(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """A person: cadre, trainer, reviewer or administrator. What one may do comes from dated roles.

    People are never deleted: `deactivated_at` ends sign-in, `erased_at` marks an anonymised record.
    """

    username = models.CharField(_("sign-in name"), max_length=64)
    username_key = models.CharField(max_length=64, unique=True, editable=False)
    full_name = models.CharField(_("full name"), max_length=150)
    sort_name = models.CharField(max_length=300, editable=False)
    search_key = models.CharField(max_length=150, editable=False, db_index=True)
    sorts_by = models.CharField(max_length=60, blank=True, help_text=_("Word to sort by when it is not the last one."))
    birth_year = models.PositiveSmallIntegerField(_("birth year"), null=True, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(max_length=5, default="vi")
    must_change_password = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    # Names of first-visit hints, separated by blanks.
    hints_put_away = models.CharField(max_length=500, blank=True, editable=False, default="")
    notices_seen_until = models.DateTimeField(null=True, editable=False)
    # Set with the first role and never taken back: most people have none, and no page need look.
    has_held_roles = models.BooleanField(default=False, editable=False)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    is_demo = models.BooleanField(default=False, db_index=True)
    created_at = models.DateTimeField(default=timezone.now)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects = UserManager()

    class Meta:
        indexes = [
            models.Index(fields=["sort_name", "id"], name="user_by_name"),
            models.Index(fields=["deactivated_at"], condition=models.Q(is_active=False), name="user_closed"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive_keys()
        super().save(*args, **kwargs)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions carry this hash: raising `session_epoch` ends all of them at their next request."""
        return salted_hmac(
            "accounts.User.session", f"{self.session_epoch}:{self.password}", secret=secret, algorithm="sha256"
        ).hexdigest()

    def derive_keys(self) -> None:
        """Fill the columns computed from the names; a bulk insert calls this itself."""
        self.full_name = clean_line(self.full_name)
        self.username = clean_line(self.username)
        self.username_key = fold(self.username)
        self.search_key = _cut(self, "search_key", fold(self.full_name))
        self.sort_name = _cut(self, "sort_name", sort_name(self.full_name, sort_as=self.sorts_by))

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name


def _cut(user: User, name: str, key: str) -> str:
    """Letters of other scripts are longer in a key; its beginning finds and sorts as well."""
    column = user._meta.get_field(name)
    return key[: column.max_length] if isinstance(column, models.CharField) else key
