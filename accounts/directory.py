"""Passwords asked of a directory (LDAP), such as the one behind an office's mail. Needs `requirements/ldap.txt`.

The directory says only whether a password is right. Whom it belongs to, whether the account is open and what the
person may do, says Sen; a local password always works, so that nobody is shut out when the directory is away.
"""

import logging
import ssl
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import HttpRequest

from accounts.backends import FoldedNameBackend
from accounts.models import User
from common.text.vietnamese import fold

if TYPE_CHECKING:
    from ldap3 import Connection

log = logging.getLogger(__name__)

SECONDS: Final = 5
AWAY: Final = "directory_away"
"""Set on the request when the directory did not answer, for the words on the page."""


class DirectoryBackend(FoldedNameBackend):
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        # A bind without a password succeeds as nobody in particular.
        if not username or not password:
            return None
        from ldap3.core.exceptions import LDAPException  # noqa: PLC0415  an optional package

        try:
            name = _name_behind(username.strip(), password)
        except (LDAPException, OSError) as error:
            log.error("the directory does not answer: %s", type(error).__name__)
            if request is not None:
                setattr(request, AWAY, True)
            return None
        person = User.objects.filter(username_key=name).first() if name else None
        return person if person is not None and self.user_can_authenticate(person) else None


def _name_behind(typed: str, password: str) -> str:
    """The folded sign-in name of whoever can bind under the typed name; empty if nobody can."""
    from ldap3 import SUBTREE  # noqa: PLC0415
    from ldap3.core.exceptions import LDAPBindError  # noqa: PLC0415
    from ldap3.utils.conv import escape_filter_chars  # noqa: PLC0415

    with _bound(settings.SEN_LDAP_BIND_DN, settings.SEN_LDAP_BIND_PASSWORD) as connection:
        connection.search(
            settings.SEN_LDAP_BASE,
            settings.SEN_LDAP_FILTER.replace("{name}", escape_filter_chars(typed)),
            search_scope=SUBTREE,
            attributes=[settings.SEN_LDAP_MATCH],
            # Two would be one too many already.
            size_limit=2,
        )
        entries = [entry for entry in connection.response or [] if entry["type"] == "searchResEntry"]
    if len(entries) != 1:
        return ""
    try:
        with _bound(entries[0]["dn"], password):
            return _only_value(entries[0]["attributes"].get(settings.SEN_LDAP_MATCH))
    except LDAPBindError:
        return ""


def _bound(user: str, password: str) -> "Connection":
    """A connection, ciphered before a password goes over it, that never carries the password on to another server."""
    from ldap3 import Connection, Server, Tls  # noqa: PLC0415

    tls = Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=settings.SEN_LDAP_CA or None)
    server = Server(settings.SEN_LDAP_URL, connect_timeout=SECONDS, tls=tls, get_info="NO_INFO")
    is_plain = server.ssl or settings.SEN_LDAP_INSECURE
    return Connection(
        server,
        user=user or None,
        password=password or None,
        auto_bind="NO_TLS" if is_plain else "TLS_BEFORE_BIND",
        auto_referrals=False,
        read_only=True,
        receive_timeout=SECONDS,
    )


def _only_value(values: Any) -> str:
    found = values if isinstance(values, list) else [values]
    return fold(str(found[0])) if len(found) == 1 and found[0] else ""
