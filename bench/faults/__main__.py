"""`python -m bench.faults quiz [--minutes M] [--json FILE] [--embedded]`, or `start [--robots N] …`."""

import argparse
import contextlib
import os
import sys
from typing import Any

LEARNERS = 100


def main(arguments: list[str] | None = None) -> int:
    """Exit 0 only if nothing acknowledged was lost, changed or doubled and every control saw a loss."""
    chosen = _parser().parse_args(arguments)
    results = _hurt(chosen)
    from bench.faults import report as quiz_report  # noqa: PLC0415
    from bench.faults import start  # noqa: PLC0415
    from bench.tables import write_json  # noqa: PLC0415

    report = start if chosen.name == "start" else quiz_report
    report.show(results)
    if chosen.json:
        write_json(chosen.json, results)
    return 0 if report.is_good(results) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("name", choices=["quiz", "start"], metavar="NAME", help="quiz, start")
    parser.add_argument("--robots", type=int, default=500, metavar="N", help="start: learners who begin at once")
    parser.add_argument("--minutes", type=float, metavar="M", help="so long, instead of until the goal is reached")
    parser.add_argument("--json", metavar="FILE", help="also write all figures there")
    parser.add_argument("--embedded", action="store_true", help="SQLite instead of PostgreSQL")
    return parser


def _hurt(chosen: argparse.Namespace) -> dict[str, Any]:
    """The modules that need Django are imported only once it is set up on the throw-away installation."""
    from bench import tables  # noqa: PLC0415
    from bench.faults.cluster import open_cluster  # noqa: PLC0415
    from bench.stage import open_stage  # noqa: PLC0415

    with contextlib.ExitStack() as stack:
        cluster = None
        if not chosen.embedded:
            cluster = stack.enter_context(open_cluster())
            os.environ["SEN_BENCH_DATABASE_URL"] = cluster.address
        stage = stack.enter_context(open_stage(embedded=chosen.embedded))
        tables.show_machine(stage.calibration)
        from bench.faults.quiz import measure_quiz  # noqa: PLC0415
        from bench.peer_course import load_courses  # noqa: PLC0415
        from bench.peer_people import load_people  # noqa: PLC0415

        load_courses()
        if chosen.name == "start":
            from bench.faults.start import measure_start, people_needed  # noqa: PLC0415

            load_people(people_needed(chosen.robots))
            results = measure_start(stage, robots=chosen.robots)
        else:
            load_people(LEARNERS)
            results = measure_quiz(stage, cluster, minutes=chosen.minutes)
    return {
        "bench": f"faults {chosen.name}",
        "database": "sqlite" if chosen.embedded else "postgresql",
        "web_workers": int(os.environ["SEN_WEB_WORKERS"]),
        "calibration": stage.calibration,
        **results,
    }


if __name__ == "__main__":
    sys.exit(main())
