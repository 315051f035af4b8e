"""What the checker says, and the register of its rules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from interop.formats.course_package import CoursePackage

Check = Callable[[CoursePackage], Iterator["Finding"]]


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to mend: `lessons/x.json`, `body[2].value.alt`, the rule's name, a translated sentence.

    `place` is empty where the whole file, or the whole package, is meant.
    """

    file: str
    place: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}{':' if self.place else ''}{self.place} [{self.rule}] {self.message}"


RULES: Final[dict[str, Check]] = {}


def rule(name: str) -> Callable[[Callable[[CoursePackage], Iterator[tuple[str, str, str]]]], Check]:
    """Register a rule: a generator of (file, place, message) over a package."""

    def register(check: Callable[[CoursePackage], Iterator[tuple[str, str, str]]]) -> Check:
        def findings(package: CoursePackage) -> Iterator[Finding]:
            for file, place, message in check(package):
                yield Finding(file, place, name, message)

        RULES[name] = findings
        return findings

    return register
