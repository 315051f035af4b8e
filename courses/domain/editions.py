"""What learners are served, remembered in the process: an edition never changes.

A warm lesson costs no statement here; a cold one costs two for the outline and one for the body.
"""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import get_language

from assessments.enums import QuizPurpose
from common.memory import BoundedMemory
from common.text.addresses import offer_breaks
from content.rendering import split_at_exercises
from courses.domain.legal_bases import LegalBasis, legal_bases_of
from courses.enums import ActivityKind
from courses.models import Course, Edition, EditionActivity

OUTLINES: Final = 256
BODY_BYTES: Final = 64 * 1024 * 1024


class _Titled:
    title_vi: str
    title_en: str

    @property
    def title(self) -> str:
        """In the active language, Vietnamese where there is no other."""
        return self.title_en if self.title_en and get_language() == "en" else self.title_vi

    @property
    def title_language(self) -> str:
        """Of `title`: a page in English says where a Vietnamese one stands in it."""
        return "en" if self.title_en and get_language() == "en" else "vi"


@dataclass(frozen=True)
class ActivityOutline(_Titled):
    """A lesson or quiz of an edition. `id` is its row, `key` lasts from edition to edition.

    `exempts`: as `EditionActivity.exempts`.
    """

    id: int
    key: UUID
    slug: str
    kind: str
    title_vi: str
    title_en: str
    summary_vi: str
    summary_en: str
    outcome: str
    minutes: int
    quiz_edition_id: int | None
    position: int
    requires: tuple[UUID, ...]
    edition_checksum: str
    exempts: tuple[dict[str, Any], ...] = ()
    quiz_purpose: str = ""

    @property
    def is_quiz(self) -> bool:
        return self.kind == ActivityKind.QUIZ

    @property
    def is_optional(self) -> bool:
        """Practice and pre-tests: nobody has to do them to complete the course."""
        return self.quiz_purpose in (QuizPurpose.PRACTICE, QuizPurpose.DIAGNOSTIC)

    @property
    def summary(self) -> str:
        return self.summary_en if self.summary_en and get_language() == "en" else self.summary_vi


@dataclass(frozen=True)
class ModuleOutline(_Titled):
    title_vi: str
    title_en: str
    activities: tuple[ActivityOutline, ...]


@dataclass(frozen=True)
class Outline(_Titled):
    """An edition without its texts. Immutable and shared between requests."""

    edition_id: int
    course_id: int
    number: int
    title_vi: str
    title_en: str
    minutes: int
    required_courses: tuple[str, ...]
    legal_bases: tuple[LegalBasis, ...]
    checksum: str
    modules: tuple[ModuleOutline, ...]
    activities: tuple[ActivityOutline, ...]

    @cached_property
    def required(self) -> tuple[ActivityOutline, ...]:
        """What has to be done to complete the course."""
        return tuple(activity for activity in self.activities if not activity.is_optional)

    @cached_property
    def _by_key(self) -> dict[UUID, ActivityOutline]:
        return {activity.key: activity for activity in self.activities}

    @cached_property
    def _by_slug(self) -> dict[str, ActivityOutline]:
        return {activity.slug: activity for activity in self.activities}

    def by_key(self, key: UUID | None) -> ActivityOutline | None:
        return self._by_key.get(key) if key is not None else None

    def by_slug(self, slug: str) -> ActivityOutline | None:
        return self._by_slug.get(slug)

    def previous(self, key: UUID) -> ActivityOutline | None:
        """The activity before this one in reading order."""
        return self._neighbour(key, -1)

    def next(self, key: UUID) -> ActivityOutline | None:
        """The activity after this one in reading order."""
        return self._neighbour(key, 1)

    def _neighbour(self, key: UUID, step: int) -> ActivityOutline | None:
        activity = self._by_key.get(key)
        if activity is None:
            return None
        place = self.activities.index(activity) + step
        return self.activities[place] if 0 <= place < len(self.activities) else None


@dataclass(frozen=True)
class ExerciseRef:
    """An exercise in a lesson: its question and the version frozen with the edition (a row id)."""

    question: UUID
    version_id: int


BodyParts = tuple[str | ExerciseRef, ...]

_outlines: BoundedMemory[int, Outline] = BoundedMemory(limit=OUTLINES)
_of_quizzes: BoundedMemory[int, int | None] = BoundedMemory(limit=OUTLINES)
_bodies: BoundedMemory[tuple[int, str], BodyParts] = BoundedMemory(limit=BODY_BYTES)


def edition_outline(edition_id: int) -> Outline:
    """The outline of an edition.

    Raises:
        Edition.DoesNotExist: there is no such edition.
    """
    return _outlines.get(edition_id, lambda: _load_outline(edition_id), size=lambda _: 1)


def outline_of_quiz(quiz_edition_id: int) -> Outline | None:
    """That of the newest edition with this paper; none for a quiz outside every course. Warm, it costs no statement."""
    # None is not kept: a paper that was only tried out may stand in a course later.
    edition_id = _of_quizzes.get(
        quiz_edition_id, lambda: _edition_of(quiz_edition_id), size=lambda found: 1 if found else OUTLINES + 1
    )
    return None if edition_id is None else edition_outline(edition_id)


def _edition_of(quiz_edition_id: int) -> int | None:
    of_quiz = EditionActivity.objects.filter(quiz_edition=quiz_edition_id)
    return of_quiz.order_by("-edition_id").values_list("edition_id", flat=True).first()


def activity_of(edition_id: int, slug: str) -> ActivityOutline | None:
    """The activity at an address within an edition."""
    return edition_outline(edition_id).by_slug(slug)


def body_parts(activity: ActivityOutline | EditionActivity) -> BodyParts:
    """The frozen lesson in reading order: safe HTML, in which long addresses may break, and exercises between."""
    if isinstance(activity, EditionActivity):
        return _parts(activity.body, activity.exercises)
    # The checksum makes the key safe: a row id that a rollback gave back may come again with another text.
    place = (activity.id, activity.edition_checksum)
    return _bodies.get(place, lambda: _load_body(activity.id), size=_size_of)


def course_head(slug: str) -> Course | None:
    """The course that an address means, with its cover, if learners can be served it. One statement."""
    return Course.objects.on_offer().select_related("cover").filter(slug=slug).first()


def forget_edition(edition_id: int) -> None:
    """Drop what is remembered under this row id: an id given back by a rollback may be used again."""
    _outlines.forget(edition_id)


def _load_outline(edition_id: int) -> Outline:
    edition = Edition.objects.select_related("course").get(pk=edition_id)
    stored = {column.name for column in fields(ActivityOutline)} - {"edition_checksum", "quiz_purpose"}
    rows = EditionActivity.objects.filter(edition_id=edition_id).order_by("position")
    purpose = KeyTextTransform("purpose", "quiz_edition__rules")
    activities = {
        row["key"]: _activity(row, edition.checksum)
        for row in rows.annotate(quiz_purpose=purpose).values(*stored, "quiz_purpose")
    }
    modules = tuple(
        ModuleOutline(
            title_vi=module["title_vi"],
            title_en=module["title_en"],
            activities=tuple(activities[UUID(key)] for key in module["activities"] if UUID(key) in activities),
        )
        for module in edition.outline
    )
    return Outline(
        edition_id=edition.pk,
        course_id=edition.course_id,
        number=edition.number,
        title_vi=edition.title_vi,
        title_en=edition.title_en,
        minutes=edition.minutes,
        required_courses=tuple(edition.required_courses),
        legal_bases=legal_bases_of(edition),
        checksum=edition.checksum,
        modules=modules,
        activities=tuple(activities.values()),
    )


def _activity(row: dict[str, Any], checksum: str) -> ActivityOutline:
    lists = {"requires": tuple(map(UUID, row["requires"])), "exempts": tuple(row["exempts"])}
    return ActivityOutline(**row | lists | {"quiz_purpose": row["quiz_purpose"] or ""}, edition_checksum=checksum)


def _load_body(activity_id: int) -> BodyParts:
    body, exercises = EditionActivity.objects.values_list("body", "exercises").get(pk=activity_id)
    return _parts(body, exercises)


def _parts(body: str, exercises: list[dict[str, str | int]]) -> BodyParts:
    refs = [ExerciseRef(question=UUID(str(ref["uuid"])), version_id=int(ref["version"])) for ref in exercises]
    return tuple(refs[part] if isinstance(part, int) else offer_breaks(part) for part in split_at_exercises(body))


def _size_of(parts: BodyParts) -> int:
    return 200 + sum(2 * len(part) for part in parts if isinstance(part, str))
