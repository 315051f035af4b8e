"""The web application, for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

application = get_wsgi_application()
# Before a worker takes its first request: one started in place of a dead one would keep people waiting for it.
_addresses = get_resolver().url_patterns
