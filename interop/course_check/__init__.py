"""The house rules of course material, checked over a package (docs/course-package.md, "The checker").

Pure: no database. A rule is one small function registered by `@rule(name)`; the modules below hold
them by theme, their words stand in `words/`.
"""

from collections.abc import Collection
from pathlib import Path

from interop.course_check import apart, banks, language, lessons, options, pictures, reading
from interop.course_check.findings import RULES, Finding
from interop.formats.course_package import CoursePackage, PackageError, opened_package

__all__ = ["RULES", "Finding", "check_course", "check_package"]

_THEMES = (apart, banks, language, lessons, options, pictures, reading)


def check_course(path: Path, *, without: Collection[str] = ()) -> list[Finding]:
    """Everything to mend in a folder or ZIP file; a package that cannot be read has a finding for each fault found."""
    try:
        with opened_package(path) as package:
            return check_package(package, without=without)
    except PackageError as error:
        return [Finding(path.name, "", "package", problem) for problem in error.problems]


def check_package(package: CoursePackage, *, without: Collection[str] = ()) -> list[Finding]:
    """The findings of all rules but those left out, in the order of the files."""
    found = [finding for name, check in RULES.items() if name not in without for finding in check(package)]
    return sorted(found)
