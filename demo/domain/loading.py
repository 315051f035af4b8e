"""`load_demo`: invented people and results, the same for the same seed and day."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from committees.domain.reference import load_reference_committees
from common.db.statistics import gather_statistics
from demo.domain.accounts import COMMITTEE_ADMIN, LEARNER, NATIONAL_ADMIN, invent_learner, invent_staff
from demo.domain.campaigns import invent_campaigns, published_courses
from demo.domain.erasing import drop_demo
from demo.domain.feedback import invent_feedback
from demo.domain.papers import remember_questions
from demo.domain.people import invent_people
from demo.domain.scales import SCALES, Scale
from demo.domain.stage import Stage
from demo.domain.units import build_units
from demo.errors import DemoError
from reports.domain.course_figures import count_course
from reports.domain.rollups import rebuild

PEOPLE_AT_ONCE = 2_000
Say = Callable[[str], None]


def is_loaded() -> bool:
    """Whether a whole demonstration is there: its learner is stored last."""
    return User.objects.filter(username_key=LEARNER, is_demo=True).exists()


def load_demo(*, scale: str, seed: int, say: Say, people: int | None = None) -> None:
    """Load a demonstration of `people` people (as many as the scale has by default).

    What an interrupted load left is dropped first. People are stored in batches that commit on
    their own: memory stays bounded and no lock is long.

    Raises:
        DemoError: there is one already.
    """
    if is_loaded():
        raise DemoError(_("A demonstration is loaded already; drop_demo removes it."))
    drop_demo(say)
    load_reference_committees()
    chosen = replace(SCALES[scale], people=people or SCALES[scale].people)
    with transaction.atomic():
        stage = _set_stage(chosen, Random(seed))
    for served in stage.served.values():
        remember_questions(served.quizzes.values())
    for first in range(1, chosen.people + 1, PEOPLE_AT_ONCE):
        numbers = range(first, min(first + PEOPLE_AT_ONCE, chosen.people + 1))
        with transaction.atomic():
            stage.store(invent_people(numbers, stage.placer, stage.units, stage.rng, stage.today))
        say(_("%(done)d of %(total)d people") % {"done": numbers[-1], "total": chosen.people})
    with transaction.atomic():
        stage.store([*stage.accounts.values(), invent_learner(stage.units, stage.today)])
        taken = list({drive.course.pk: drive.course for drive in stage.drives}.values())
        invent_feedback(taken, Random(seed), stage.today)
    rebuild()
    gather_statistics()
    for course in taken:
        count_course(course, lambda _done: None)


def _set_stage(scale: Scale, rng: Random) -> Stage:
    today = timezone.localdate()
    units = build_units(scale, rng)
    staff = invent_staff(units)
    administrators = staff[NATIONAL_ADMIN].user, staff[COMMITTEE_ADMIN].user
    drives = invent_campaigns(published_courses(), scale, units, today, administrators)
    return Stage(scale, rng, today, units, staff, drives)
