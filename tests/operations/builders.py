"""Jobs for tests: kinds that count what happens to them."""

from pathlib import Path
from typing import Any

from operations.domain.jobs import JobFailed, JobRun, job_kind

KIND_FILE = "test.file"
KIND_BREAKS = "test.breaks"
KIND_REFUSES = "test.refuses"
KIND_FORBIDDEN = "test.forbidden"


@job_kind(KIND_FILE)
def write_file(run: JobRun) -> None:
    path = Path(run.parameters["path"])
    run.progress(1, 2, "")
    run.store_file(path, "ket-qua.csv")
    run.result({"rows": 2})


@job_kind(KIND_BREAKS)
def break_down(run: JobRun) -> None:
    raise ValueError("Nguyễn Thị Bí Mật")


@job_kind(KIND_REFUSES)
def refuse(run: JobRun) -> None:
    raise JobFailed("Tệp không có dòng nào.")


def _nobody(job: Any, user: Any) -> bool:
    return False


@job_kind(KIND_FORBIDDEN, may_download=_nobody)
def write_forbidden_file(run: JobRun) -> None:
    write_file(run)
