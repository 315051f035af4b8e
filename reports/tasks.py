"""What the worker does for this room."""

from celery import shared_task

from operations.domain.jobs import JobRun, job_kind
from reports.domain.exports import KIND, may_download, run_export
from reports.domain.rollups import BATCH, fold

MOST_BATCHES = 100


@shared_task(name="reports.fold_deltas")
def fold_deltas() -> int:
    """Fold until nothing waits; the bound keeps one task from running for ever under a steady load."""
    folded = 0
    for _batch in range(MOST_BATCHES):
        count = fold(BATCH)
        folded += count
        if count < BATCH:
            break
    return folded


@job_kind(KIND, may_download=may_download)
def export(run: JobRun) -> None:
    run_export(run)
