"""What the worker does for this room. Messages are hints: each task looks at the rows itself."""

from celery import shared_task


@shared_task(name="operations.dispatch_outbox")
def dispatch_outbox() -> None:
    """Filled in below."""
