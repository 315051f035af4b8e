"""The Celery application. A job's truth is its row (`operations.Job`); a message is only a hint."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

TRANSPORT_ALIASES["filesystem"] = "lms.folder_broker:Transport"

app = Celery("sen")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
