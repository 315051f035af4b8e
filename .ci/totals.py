"""Prints `N passed, M failed` for a run of `.ci/run`: pytest's tests and the checks around them."""

import sys
from pathlib import Path
from xml.etree import ElementTree

# Steps that only run tests: their tests are counted, so they count only when they fail otherwise.
COUNTED_BY_PYTEST = {"tests", "tests that empty the tables", "browser tests", "suite on SQLite", "suite on PostgreSQL"}


def count_tests(report: Path) -> tuple[int, int]:
    """Passed and failed tests of one JUnit report; skipped ones are neither."""
    passed = failed = 0
    for suite in ElementTree.parse(report).iter("testsuite"):  # noqa: S314 (our own file)
        bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        failed += bad
        passed += int(suite.get("tests", 0)) - bad - int(suite.get("skipped", 0))
    return passed, failed


def main(folder: Path) -> int:
    """Print the totals; returns 1 if anything failed."""
    passed = failed = 0
    for report in sorted(folder.glob("junit-*.xml")):
        good, bad = count_tests(report)
        passed, failed = passed + good, failed + bad
    broken = False
    for line in (folder / "checks.tsv").read_text(encoding="utf-8").splitlines():
        name, outcome = line.split("\t")
        if name in COUNTED_BY_PYTEST:
            broken = broken or outcome == "failed"
        elif outcome == "failed":
            failed += 1
        else:
            passed += 1
    failed = failed or int(broken)
    print(f"{passed} passed, {failed} failed")  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
