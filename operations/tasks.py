"""What the worker does for this room. Messages are hints: each task looks at the rows itself."""

from celery import shared_task

from operations.domain import approvals, audit, files, jobs, outbox, worker_life


@shared_task(name="operations.run_job")
def run_job(job_id: int) -> None:
    jobs.run_job(job_id)


@shared_task(name="operations.dispatch_outbox")
def dispatch_outbox() -> None:
    outbox.dispatch()


@shared_task(name="operations.rescue_jobs")
def rescue_jobs() -> None:
    jobs.rescue_jobs()


@shared_task(name="operations.seal_audit")
def seal_audit() -> None:
    audit.seal()


@shared_task(name="operations.forget_old_files")
def forget_old_files() -> None:
    files.forget_old_files()


@shared_task(name="operations.expire_approvals")
def expire_approvals() -> None:
    approvals.expire_approvals()


@shared_task(name="operations.show_life")
def show_life() -> None:
    worker_life.show_life()
