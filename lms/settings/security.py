"""Sign-in, cookies, headers. Strict by default; only Wagtail's admin may run inline scripts."""

from csp.constants import NONE, SELF

from lms import env
from lms.settings.base import SEN_DEMO, SITE_NAME

AUTH_USER_MODEL = "accounts.User"
# The local password first: it works when everything else is away.
AUTHENTICATION_BACKENDS = ["accounts.backends.FoldedNameBackend"]

# A directory (LDAP) whose passwords are accepted: docs/how-to/sign-in.md, requirements/ldap.txt.
SEN_LDAP_URL = env.text("SEN_LDAP_URL")
SEN_LDAP_BASE = env.text("SEN_LDAP_BASE")
SEN_LDAP_FILTER = env.text("SEN_LDAP_FILTER", "(&(objectClass=person)(uid={name}))")
SEN_LDAP_MATCH = env.text("SEN_LDAP_MATCH", "uid")
SEN_LDAP_BIND_DN = env.text("SEN_LDAP_BIND_DN")
SEN_LDAP_BIND_PASSWORD = env.text("SEN_LDAP_BIND_PASSWORD")
SEN_LDAP_CA = env.text("SEN_LDAP_CA")
SEN_LDAP_INSECURE = env.flag("SEN_LDAP_INSECURE", default=False)
if SEN_LDAP_URL:
    AUTHENTICATION_BACKENDS.append("accounts.directory.DirectoryBackend")

# The organisation's own sign-in service (OpenID Connect).
SEN_OIDC_URL = env.text("SEN_OIDC_URL").rstrip("/")
SEN_OIDC_NAME = env.text("SEN_OIDC_NAME", "đăng nhập tập trung")
SEN_OIDC_CLAIM = env.text("SEN_OIDC_CLAIM")
SEN_OIDC_CLIENT_ID = env.text("SEN_OIDC_CLIENT_ID")
SEN_OIDC_INSECURE = env.flag("SEN_OIDC_INSECURE", default=False)
SOCIALACCOUNT_ADAPTER = "accounts.openid.KnownPeopleAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_QUERY_EMAIL = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": SEN_OIDC_NAME,
                "client_id": SEN_OIDC_CLIENT_ID,
                "secret": env.text("SEN_OIDC_CLIENT_SECRET"),
                "settings": {"server_url": SEN_OIDC_URL},
            }
        ]
        if SEN_OIDC_URL
        else [],
    }
}
PASSWORD_HASHERS = [
    "accounts.hashers.TunedArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.validators.NotTheDemonstrationPassword"},
    {"NAME": "accounts.validators.NotTheOwnName"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "accounts.adapter.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
# `common.http.throttle` counts instead: allauth's own lock holds up an office that signs in at nine.
ACCOUNT_RATE_LIMITS = False
# How many proxies of our own stand before Sen, each adding one address to X-Forwarded-For.
SEN_TRUSTED_PROXIES = env.integer("SEN_TRUSTED_PROXIES", 0)

MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
# Code cards are ours (`accounts.domain.second_factor`): allauth knows them only beside another factor.
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_RECOVERY_CODE_COUNT = 40
MFA_TOTP_ISSUER = SITE_NAME
# Clocks of a closed network go wrong: half a minute either way.
MFA_TOTP_TOLERANCE = 1
# Seals the secrets of second factors at rest; from the signing key unless one of its own is given.
SEN_SECRETS_KEY = env.text("SEN_SECRETS_KEY")
# Whoever may do more than a cadre; the passwords of a demonstration are public anyway.
SEN_SECOND_FACTOR_REQUIRED = SEN_DEMO == "0"

_tls = env.flag("SEN_TLS", default=False)
SESSION_COOKIE_SECURE = _tls
CSRF_COOKIE_SECURE = _tls
SESSION_COOKIE_HTTPONLY = True
# Read by `quiz.js`: after a sign-in in another window the answers on this page are sent with its new token.
CSRF_COOKIE_HTTPONLY = False
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "accounts.views.refused.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if _tls else 0
SECURE_SSL_REDIRECT = False
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
if _tls:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        # A form may lead to the sign-in service: browsers hold its answer to this rule too.
        "form-action": [SELF, env.origin(SEN_OIDC_URL)] if SEN_OIDC_URL else [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [SELF],
        "manifest-src": [SELF],
    }
}

# Sign-in names are unique in their folded form, `User.username_key`.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
