"""What Moodle 4.5 did with the same work on two cores, 100,000 learners, and the goals set for Sen.

CPU in ms per request or attempt; "kept" is Moodle with one database connection kept per worker.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Line:
    """A figure's goal. `at_most` says which side is good; `moodle` is empty where it has no such thing."""

    key: str
    title: str
    goal: float
    at_most: bool = True
    moodle: str = ""

    def is_met(self, value: float) -> bool:
        return value <= self.goal if self.at_most else value >= self.goal


PAGES: Final = (
    Line("lesson.cpu_ms", "lesson page: CPU ms at 16", 12, moodle="69 (kept 53)"),
    Line("lesson.statements", "lesson page: SQL", 8, moodle="35"),
    Line("lesson.per_second", "lesson page: requests/s at 16", 150, at_most=False, moodle="26 (kept 36)"),
    Line("lesson.ratio_to_bare", "lesson page: CPU to a bare view", 1.5),
    Line("lesson.bytes", "next lesson: bytes of HTML", 15_000, moodle="20,000"),
    Line("course.cpu_ms", "course page: CPU ms at 16", 14, moodle="98 (kept 68)"),
    Line("course.statements", "course page: SQL", 10, moodle="37"),
    Line("course.per_second", "course page: requests/s at 16", 120, at_most=False, moodle="20 (kept 28)"),
    Line("home.statements", "my learning: SQL", 8, moodle="33"),
)

QUIZ: Final = (
    Line("a.requests", "one per page: requests", 45, moodle="45"),
    Line("a.cpu_ms", "one per page: CPU ms an attempt at 16", 350, moodle="2,820"),
    Line("a.statements", "one per page: SQL an attempt", 260, moodle="1,736"),
    Line("a.per_second", "one per page: attempts/s at 16", 5, at_most=False, moodle="0.67"),
    Line("b.requests", "all on one page: requests", 7, moodle="7"),
    Line("b.cpu_ms", "all on one page: CPU ms an attempt at 16", 80, moodle="610"),
    Line("b.statements", "all on one page: SQL an attempt", 60, moodle="431"),
    Line("b.per_second", "all on one page: attempts/s at 16", 20, at_most=False, moodle="3.15"),
    Line("save.statements", "save an answer: SQL with session and user", 6),
    Line("save.ratio_to_bare", "save over HTTP: CPU to a bare upsert", 1.5),
    Line("domain.ratio", "save without HTTP to commits only, 16 processes", 0.35, at_most=False),
)

IMPORTS: Final = (
    Line("peer.seconds", "10,000 people with enrolment: s", 20, moodle="243"),
    Line("people.ratio_to_bare", "preview and apply to the bare bulk insert", 20),
    Line("people.peak_mb", "peak memory of the job: MB", 500),
)
