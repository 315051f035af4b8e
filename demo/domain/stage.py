"""What all batches of a demonstration share, and how a batch of people is told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random

from accounts.models import User
from assessments.models import QuizEdition
from committees.models import Committee
from courses.domain.editions import edition_outline
from courses.models import Course
from demo.domain.accounts import COMMITTEE_ADMIN, LEARNER
from demo.domain.campaigns import Drive
from demo.domain.journeys import Journey, Shape, Window, invent_first_steps, invent_journey
from demo.domain.people import Cadre
from demo.domain.placing import Placer
from demo.domain.records import Served, Story, store_enrolments, store_evidence, tell
from demo.domain.register import store_certificates
from demo.domain.scales import Scale
from demo.domain.sittings import invent_scores, store_sittings
from demo.domain.units import Units


@dataclass
class Stage:
    """The units, accounts and campaigns of a demonstration; `told`: people stored so far."""

    scale: Scale
    rng: Random
    today: date
    units: Units
    accounts: dict[str, Cadre]
    drives: list[Drive]
    told: int = 0

    @cached_property
    def placer(self) -> Placer:
        return Placer(self.scale, self.units, self.rng)

    @cached_property
    def served(self) -> dict[int, Served]:
        """By course."""
        return {drive.course.pk: _served(drive.course) for drive in self.drives}

    @property
    def administrator(self) -> User:
        return self.accounts[COMMITTEE_ADMIN].user

    def store(self, people: Sequence[Cadre]) -> None:
        """Everything these people did, in the caller's transaction. The first ones have papers."""
        with_papers = people[: max(0, self.scale.papers - self.told)]
        self.told += len(people)
        sat = [story for cadre in with_papers for story in self._stories(cadre)]
        others = [story for cadre in people[len(with_papers) :] for story in self._stories(cadre)]
        store_enrolments([*sat, *others])
        store_sittings(sat, self.rng)
        invent_scores(others, self.rng)
        store_evidence([*sat, *others], self.administrator)
        store_certificates([*sat, *others], self.rng)

    def _stories(self, cadre: Cadre) -> Iterator[Story]:
        for drive in self.drives:
            served = self.served[drive.course.pk]
            journey = self._journey(cadre, drive, served)
            if journey is not None:
                yield tell(cadre, drive, journey, served, self.rng)

    def _journey(self, cadre: Cadre, drive: Drive, served: Served) -> Journey | None:
        if drive.top is not None and drive.top is not cadre.top:
            return None
        if cadre.user.username == LEARNER:
            return self._first_steps(cadre, drive, served) if drive.is_running and drive.is_for_all else None
        if self.rng.random() >= drive.share:
            return None
        last = self.today - timedelta(days=1)
        if not drive.is_running:
            # A few finish within a month after the due date.
            last = min(last, drive.due_on + timedelta(days=self.rng.choice((0, 0, 0, 30))))
        window = Window(drive.starts_on, drive.cut_off_on, last, drive.is_running)
        zeal = _zeal(cadre.today.unit, cadre.top)
        return invent_journey(self.rng, window, cadre.posts[0].first, _shape(served), zeal)

    def _first_steps(self, cadre: Cadre, drive: Drive, served: Served) -> Journey:
        """All but the last lesson before the first quiz, so that the next step is plain to see."""
        started_on = self.today - timedelta(days=9)
        activities = served.outline.activities
        lessons = _shape(served).first_quiz or len(activities)
        assigned_on = max(drive.starts_on, cadre.posts[0].first)
        return invent_first_steps(assigned_on, started_on, max(0, min(lessons - 1, 4)))


def _served(course: Course) -> Served:
    outline = edition_outline(course.current_edition_id or 0)
    ids = [activity.quiz_edition_id for activity in outline.activities if activity.quiz_edition_id]
    return Served(outline, dict(QuizEdition.objects.in_bulk(ids)))


def _shape(served: Served) -> Shape:
    activities = served.outline.activities
    first_quiz = next((place for place, activity in enumerate(activities) if activity.is_quiz), None)
    attempts = 1
    if first_quiz is not None:
        attempts = int(served.quiz(activities[first_quiz]).rules["attempts"])
    return Shape(len(activities), first_quiz, attempts)


def _zeal(unit: Committee, top: Committee) -> float:
    """How keen a unit is, from -0.2 to 0.2, the same for all its people and at every loading."""
    own = (Random(unit.search_key).random() - 0.5) / 5
    return own + (Random(top.code).random() - 0.5) / 5
