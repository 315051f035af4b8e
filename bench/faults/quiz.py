"""`python -m bench.faults quiz`: the main run with every fault, then each fault once more with its protection off."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, connections

from assessments.models import Attempt, Marking
from bench.faults.cluster import Cluster
from bench.faults.ledger import as_json
from bench.faults.program import Program
from bench.faults.robots import Plan
from bench.faults.runs import Hurt, Run, carry_out, kill_all_workers, kill_at_points, restart_database, start_at_once
from bench.server import ROOT
from bench.stage import Stage
from certificates.domain.issuing import issue_missing

ROBOTS: Final = 48
CONTROL_ROBOTS: Final = 16
LONGEST_SECONDS: Final = 3600.0
DRAIN_SECONDS: Final = 150.0
GOALS: Final = {"postgresql": (1000, 50_000), "sqlite": (200, 10_000)}
CALM: Final = Plan(lost_reply=0, repeated=0, overtaken=0, two_tabs=0, submit_at_once=0)
CONSTRAINTS: Final = (
    (Attempt, ("attempt_number_once", "attempt_one_open")),
    (Marking, ("marking_number_once",)),
)


@dataclass(frozen=True, slots=True)
class Control:
    """A short run in which the fault must show: the program is started `without` the protection."""

    fault: str
    off: str
    without: str
    plan: Plan
    hurts: Sequence[Hurt] = ()
    seconds: float = 12.0


CONTROLS: Final = (
    Control("web workers killed", "reply after commit", "commit before reply", CALM, [kill_all_workers(150)]),
    Control(
        "lost and repeated requests",
        "the same request is written once",
        "idempotence",
        Plan(lost_reply=0.2, repeated=0.2, overtaken=0, two_tabs=0, submit_at_once=0),
    ),
    Control(
        "overtaken requests",
        "the highest sequence wins",
        "sequence",
        Plan(lost_reply=0, repeated=0, overtaken=0.4, two_tabs=0, submit_at_once=0),
    ),
    Control(
        "two tabs",
        "the highest sequence wins",
        "sequence",
        Plan(lost_reply=0, repeated=0, overtaken=0, two_tabs=1, submit_at_once=0),
    ),
    Control(
        "starts and submissions at once",
        "locks and unique constraints",
        "lock",
        Plan(saves=20, lost_reply=0, repeated=0, overtaken=0, two_tabs=0, submit_at_once=1),
        [start_at_once(20)],
    ),
)
COMMIT_BEFORE_DISK: Final = Control(
    "database crashed", "commit on disk (synchronous_commit)", "", CALM, [restart_database(250)], seconds=15.0
)


def measure_quiz(stage: Stage, cluster: Cluster | None, *, minutes: float | None) -> dict[str, Any]:
    """Figures of the main run and of every control; `cluster` is None with SQLite."""
    os.environ["SEN_WEB_WORKERS"] = os.environ.get("SEN_WEB_WORKERS", "2")
    issue_missing(limit=1000)
    results = _main_run(stage, cluster, minutes)
    counts = ", ".join(f"{results[name]:,} {name}" for name in ("acknowledged", "lost", "changed", "doubled"))
    print(f"{results['attempts']:,} attempts: {counts}; now the controls", flush=True)
    controls = [_control(stage, None, control) for control in CONTROLS[:-1]]
    if cluster is not None:
        cluster.acknowledge_before_disk()
        controls.append(_control(stage, cluster, COMMIT_BEFORE_DISK))
        cluster.acknowledge_after_disk()
    # The last one spoils the tables.
    _drop_constraints()
    controls.append(_control(stage, None, CONTROLS[-1]))
    return {**results, "controls": controls}


def _main_run(stage: Stage, cluster: Cluster | None, minutes: float | None) -> dict[str, Any]:
    hurts: list[Hurt] = [kill_at_points, kill_all_workers(6000), start_at_once(1500)]
    if cluster is not None:
        hurts.append(restart_database(5000))
    goal = None if minutes else GOALS["postgresql" if cluster else "sqlite"]
    program = Program(stage)
    program.start()
    try:
        seconds = 60 * minutes if minutes else LONGEST_SECONDS
        run = Run(program, Plan(), ROBOTS, seconds, goal, cluster)
        outcome = carry_out(run, hurts)
        took = time.monotonic() - run.begun
        integrity = _verify_integrity()
    finally:
        program.stop()
    return {
        "attempts": len(run.ledger.receipts),
        "seconds": round(took, 1),
        **as_json(outcome),
        "faults": dict(sorted(run.ledger.faults.items())),
        "refused_or_broken": dict(run.ledger.errors.most_common()),
        "integrity": integrity,
    }


def _control(stage: Stage, cluster: Cluster | None, control: Control) -> dict[str, Any]:
    program = Program(stage, without=control.without)
    program.start()
    try:
        run = Run(program, control.plan, CONTROL_ROBOTS, control.seconds, cluster=cluster)
        outcome = carry_out(run, control.hurts)
    finally:
        program.stop()
    return {"fault": control.fault, "protection_off": control.off, "seen": not outcome.is_clean, **as_json(outcome)}


def _verify_integrity() -> dict[str, Any]:
    """`manage.py verify_integrity` once the worker has done what is waiting; its last answer."""
    connections.close_all()
    end = time.monotonic() + DRAIN_SECONDS
    while True:
        done = subprocess.run(
            [sys.executable, "manage.py", "verify_integrity", "--json"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        found: dict[str, Any] = json.loads(done.stdout) if done.stdout.startswith("{") else {"holds": False}
        if found["holds"] or time.monotonic() > end:
            break
        time.sleep(5)
    broken = [one for one in found.get("invariants", []) if not one["holds"]]
    return {"holds": found["holds"], "invariants": len(found.get("invariants", [])), "broken": broken[:5]}


def _drop_constraints() -> None:
    """One after the other: SQLite makes the table anew with the constraints that the model still names."""
    with connection.schema_editor() as editor:
        for model, names in CONSTRAINTS:
            for name in names:
                constraint = next(one for one in model._meta.constraints if one.name == name)
                model._meta.constraints = [one for one in model._meta.constraints if one.name != name]
                editor.remove_constraint(model, constraint)
