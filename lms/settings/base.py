"""Addresses, templates, languages, files and logs."""

from lms import env

BASE_DIR = env.CHECKOUT
SEN_DATA = env.data_directory()
SITE_NAME = "Sen"

DEBUG = False
ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
SECRET_KEY = env.secret_key(SEN_DATA)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Links in documents and mail are built from this, never from a request's Host header.
SITE_URL = env.text("SEN_SITE_URL", f"http://127.0.0.1:{env.integer('PORT', 8000)}").rstrip("/")
ALLOWED_HOSTS = env.words("SEN_ALLOWED_HOSTS", ("127.0.0.1", "localhost", "[::1]"))
SEN_HOST = env.text("SEN_HOST", "127.0.0.1")
SEN_DEMO = env.text("SEN_DEMO", "office")
SEN_DEMO_PASSWORD = env.text("SEN_DEMO_PASSWORD", "sen-demo-2026")
SEN_METRICS_TOKEN = env.text("SEN_METRICS_TOKEN")

LOADERS = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "lms" / "templates"],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.page_frame",
            ],
        },
    }
]

FORM_RENDERER = "common.choices.FormRenderer"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
# The overlay gives the packages their Vietnamese, a folder for each: see docs/translation.md.
LOCALE_PATHS = [BASE_DIR / "lms" / "locale", *sorted((BASE_DIR / "lms" / "locale_overlay").iterdir())]
FORMAT_MODULE_PATH = "lms.formats"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = SEN_DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "lms" / "static"]
MEDIA_ROOT = SEN_DATA / "files"
# Nothing maps this address: files are served by views that check who asks.
MEDIA_URL = "/tep-noi-bo/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
SEN_MAX_UPLOAD_BYTES = 200 * 1024 * 1024

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("SEN_EMAIL_HOST")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "operations.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Several tasks run every few seconds; that they began and ended is no news.
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "kombu.connection": {"level": "ERROR"},
        # One line for every indexed page and every published one says nothing to an operator.
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
    },
}
