"""The project: settings, root addresses, base templates. It wires the rooms; no room imports it."""

from lms.celery import app as celery_app

__all__ = ["celery_app"]
