"""`python -m bench NAME [--workload peer] [--json FILE] [--learners N] [--embedded]`."""

import argparse
import importlib
import importlib.util
import os
import sys
import time
from typing import Any, Final

BUILT: Final = ("pages", "quiz", "weights", "imports")
PLANNED: Final = ("reports", "certificates")
NO_PLAYWRIGHT: Final = (
    "bench weights needs the packages of the tests, which bin/test installs. Type once: bin/test --version"
)
MOST_LEARNERS: Final = 100_000
FEWEST_LEARNERS: Final = 100


def main(arguments: list[str] | None = None) -> int:
    chosen = _parser().parse_args(arguments)
    if chosen.name not in BUILT:
        print(f"bench: “{chosen.name}” is not built yet. There is: {', '.join(BUILT)}.", file=sys.stderr)
        return 2
    if chosen.name == "weights" and importlib.util.find_spec("playwright") is None:
        print(NO_PLAYWRIGHT, file=sys.stderr)
        return 2
    results = _measure(chosen)
    if chosen.json:
        from bench.tables import write_json  # noqa: PLC0415

        write_json(chosen.json, results)
    # Times and rates depend on the machine; what a page weighs is ours alone.
    return 1 if chosen.name == "weights" and not all(goal["met"] for goal in results["goals"]) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", choices=[*BUILT, *PLANNED], metavar="NAME", help=", ".join([*BUILT, *PLANNED]))
    parser.add_argument("--workload", choices=["peer"], default="peer", help="the work measured (only one so far)")
    parser.add_argument("--json", metavar="FILE", help="also write all figures there")
    parser.add_argument("--learners", type=_learners, metavar="N", help="100 to 100,000 (1,000; imports: 100,000 rows)")
    parser.add_argument("--embedded", action="store_true", help="SQLite instead of PostgreSQL")
    return parser


def _learners(text: str) -> int:
    number = int(text)
    if not FEWEST_LEARNERS <= number <= MOST_LEARNERS:
        raise argparse.ArgumentTypeError(f"from {FEWEST_LEARNERS} to {MOST_LEARNERS}")
    return number


def _measure(chosen: argparse.Namespace) -> dict[str, Any]:
    """The modules that need Django are imported only once it is set up on the throw-away installation."""
    from bench import peer, tables  # noqa: PLC0415
    from bench.stage import open_stage  # noqa: PLC0415

    is_import = chosen.name == "imports"
    learners = chosen.learners or (MOST_LEARNERS if is_import else 1000)
    with open_stage(embedded=chosen.embedded) as stage:
        tables.show_machine(stage.calibration)
        loading = _load(0 if is_import else learners)
        measuring = importlib.import_module(f"bench.{chosen.name}")
        measure = getattr(measuring, f"measure_{chosen.name}")
        results: dict[str, Any] = measure(stage, learners) if is_import else measure(stage)
        database = "SQLite" if chosen.embedded else "PostgreSQL"
        if chosen.name == "weights":
            lines = measuring.lines_of(results)
            tables.show_screens(results)
            tables.show_budgets(lines, results)
        elif is_import:
            lines = list(peer.IMPORTS)
            tables.show_imports(f"imports, {learners:,} rows, {database}", results["imports"])
            tables.show_goals(lines, results)
        else:
            lines = {"pages": peer.PAGES, "quiz": peer.QUIZ}[chosen.name]
            tables.show_runs(f"{chosen.name}, {chosen.learners:,} learners, {database}", results["runs"])
            tables.show_goals(lines, results)
    return {
        "bench": chosen.name,
        "workload": chosen.workload,
        "learners": learners,
        "database": database.lower(),
        "web_workers": int(os.environ["SEN_WEB_WORKERS"]),
        "loading_seconds": loading,
        "calibration": stage.calibration,
        **results,
        "goals": tables.goals_of(lines, results),
    }


def _load(learners: int) -> float:
    from bench.peer_course import load_courses  # noqa: PLC0415
    from bench.peer_people import load_people  # noqa: PLC0415

    begun = time.perf_counter()
    load_courses()
    if learners:
        load_people(learners)
    return round(time.perf_counter() - begun, 1)


if __name__ == "__main__":
    sys.exit(main())
