"""The addresses of Sen. Read by each web process before its first reply, so this is where it is prepared to be hurt."""

from bench.faults import pauses, unprotected
from bench.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

pauses.install()
unprotected.install()
