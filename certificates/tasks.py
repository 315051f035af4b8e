"""The timed work of this room."""

from celery import shared_task

from certificates.domain.issuing import issue_missing


@shared_task(name="certificates.issue_missing")
def issue_missing_certificates() -> int:
    return issue_missing()
