"""SQLite unless `SEN_DATABASE_URL` names a PostgreSQL; the cache follows `SEN_CACHE_URL`."""

from typing import Any

from lms import env

_address = env.database_address()
_data = env.data_directory()

# Without `mode=rw` whoever asks first after the file was moved away would make an empty one in its place, unseen;
# `prepare` and `restore` make it (`operations/domain/database_files.py`).
# IMMEDIATE takes the write lock at once, so that a read-then-write waits instead of failing;
# FULL makes a commit survive a power cut.
_SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": f"{(_data / 'sen.sqlite3').as_uri()}?mode=rw",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA busy_timeout=20000;"
            "PRAGMA foreign_keys=ON;PRAGMA cache_size=-16000;"
        ),
    },
}

# What the server has parsed and planned twice it keeps: the same page asks the same again. A pooler that
# gives each transaction another connection has to say so, unless it follows prepared statements itself.
_PREPARING: dict[str, Any] = (
    {} if env.flag("SEN_DATABASE_POOLER", default=False) else {"server_side_binding": True, "prepare_threshold": 2}
)

DATABASES: dict[str, dict[str, Any]]
if _address is None:
    DATABASES = {"default": _SQLITE}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _address.name,
            "USER": _address.user,
            "PASSWORD": _address.password,
            "HOST": _address.host,
            "PORT": _address.port,
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"connect_timeout": 5, **_PREPARING, **_address.options},
        }
    }

_cache = env.text("SEN_CACHE_URL")
CACHES: dict[str, dict[str, Any]]
if _cache:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _cache}}
else:
    # Sign-in throttling counts here, so the cache has to be shared between the web processes.
    CACHES = {
        "default": {
            "BACKEND": "common.db.cache.HonestDatabaseCache",
            "LOCATION": "sen_cache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    }

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 12
