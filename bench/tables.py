"""Printing: the figures beside the peer's and the goals, and the JSON of the same."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.peer import Line

NOTE = "Other work on the machine moves wall times most; CPU and ratios, taken in turn with their control, hold better."


def show_machine(calibration: dict[str, Any]) -> None:
    print(calibration["machine"])
    print(
        f"calibration: loop of a million steps {calibration['python_loop_ms']} ms CPU, "
        f"{calibration['commits_per_second']:.0f} commits/s on one connection, "
        f"others at work {calibration['others_percent']:.0f} %"
    )


def show_runs(title: str, runs: dict[str, dict[str, Any]]) -> None:
    """One row a run: times in ms, CPU of web and database in ms a unit."""
    print(f"\n{title:<34}{'p50':>9}{'p95':>9}{'per s':>9}{'CPU':>9}{'web':>9}{'db':>8}{'bytes':>10}")
    for name, run in runs.items():
        print(
            f"{name:<34}{run['p50_ms']:>9.1f}{run['p95_ms']:>9.1f}{run['per_second']:>9.1f}{run['cpu_ms']:>9.2f}"
            f"{run['cpu_web_ms']:>9.2f}{run['cpu_database_ms']:>8.2f}{run['bytes']:>10,}"
        )


def show_imports(title: str, imports: dict[str, dict[str, Any]]) -> None:
    """One row an import: seconds of preview and of applying (of the bare insert: of inserting), peak memory."""
    print(f"\n{title:<34}{'preview s':>11}{'apply s':>11}{'peak MB':>9}{'reader MB':>11}   rows")
    for name, run in imports.items():
        preview, apply = run.get("preview_seconds", ""), run.get("apply_seconds", run.get("seconds", ""))
        memory = f"{run['peak_mb']:>9}{run['reader_peak_mb']:>11}"
        print(f"{name:<34}{preview:>11}{apply:>11}{memory}   {run.get('counts', '')}")


def show_screens(results: dict[str, Any]) -> None:
    """One row a screen: requests, bytes and ms until usable of a first and of a later visit."""
    line = results["line"]
    print(
        f"\n{line['bits_per_second']:,} bit/s, {line['latency_ms']} ms, processor {line['processor_slower']} x slower"
    )
    columns = f"{'bytes':>9}{'usable ms':>11}"
    print(f"{'':<26}{'first: requests':>16}{columns}{'later: requests':>17}{columns}")
    for name, visits in results["screens"].items():
        first, later = visits["first"], visits["later"]
        print(
            f"{name:<26}{first['requests']:>16}{first['bytes']:>9,}{first['usable_ms']:>11,}"
            f"{later['requests']:>17}{later['bytes']:>9,}{later['usable_ms']:>11,}"
        )


def show_budgets(lines: Sequence[Line], results: dict[str, Any]) -> None:
    missed = [line for line in lines if (value := _find(results, line.key)) is not None and not line.is_met(value)]
    print(f"\n{len(lines)} budgets, {len(missed)} missed")
    for line in missed:
        print(f"  {line.title}: {_find(results, line.key):,.6g}, at most {line.goal:,.6g}")


def show_goals(lines: Sequence[Line], results: dict[str, Any]) -> None:
    print(f"\n{'':<50}{'Sen':>10}{'goal':>10}   Moodle 4.5")
    for line in lines:
        value = _find(results, line.key)
        if value is None:
            continue
        sign = "≤" if line.at_most else "≥"
        verdict = "" if line.is_met(value) else "  missed"
        print(f"{line.title:<50}{value:>10,.6g}{f'{sign} {line.goal:,.6g}':>10}   {line.moodle}{verdict}")
    print(f"\n{NOTE}")


def goals_of(lines: Sequence[Line], results: dict[str, Any]) -> list[dict[str, Any]]:
    found = ((line, _find(results, line.key)) for line in lines)
    return [
        {"key": line.key, "value": value, "goal": line.goal, "at_most": line.at_most, "met": line.is_met(value)}
        for line, value in found
        if value is not None
    ]


def write_json(path: str, results: dict[str, Any]) -> None:
    Path(path).write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _find(results: dict[str, Any], key: str) -> float | None:
    """`lesson.cpu_ms` is looked for in the summary of the results."""
    place, _, name = key.partition(".")
    value = results["summary"].get(place, {}).get(name)
    return None if value is None else float(value)
