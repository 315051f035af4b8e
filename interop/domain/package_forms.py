"""Between pages and the package: blocks, lessons, quizzes and the manifest, both ways."""

from collections.abc import Callable, Collection, Mapping
from pathlib import PurePosixPath
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from assessments.domain.categories import Branch, is_empty
from assessments.enums import QuizPurpose
from common.text.vietnamese import slug
from courses.domain.drafts import Draft
from courses.models import ActivityPage, DocumentPage, GuidedPage, LessonPage, QuizPage
from interop.formats.course_package_shape import MEDIA_NAME, PackageError

_REL: Final = ' rel="noopener noreferrer"'
_BASIS: Final = ("text", "in_force_on", "review_on")
# Where a block of this kind keeps what the package calls `file`.
_FILE_FIELDS: Final = {"picture": "image", "video": "video", "audio": "audio", "download": "document"}


class MediaNames:
    """Names for the files of a course: as imported where they were imported, each name once."""

    def __init__(self) -> None:
        self.files: dict[str, Any] = {}
        self._names: dict[tuple[str, int], str] = {}

    def name_of(self, chosen: Any) -> str:
        """The name of a Wagtail image, document or film, or of a kept file; also notes its file for writing."""
        key = (chosen._meta.label, chosen.pk)
        if key not in self._names:
            name = self._free(self._wished(chosen))
            self._names[key] = name
            self.files[name] = chosen.file
        return self._names[key]

    def _wished(self, chosen: Any) -> str:
        title = str(getattr(chosen, "title", chosen))
        if MEDIA_NAME.fullmatch(f"media/{title}"):
            return f"media/{title}"
        suffix = PurePosixPath(chosen.file.name).suffix.lower()
        return f"media/{slug(PurePosixPath(title).stem)[:60] or 'tep'}{suffix}"

    def _free(self, wished: str) -> str:
        stem, dot, suffix = wished.rpartition(".")
        name, number = wished, 2
        while name in self.files:
            name, number = f"{stem}-{number}{dot}{suffix}", number + 1
        return name


def course_form(draft: Draft, quizzes: list[dict[str, Any]], *, is_sample: bool, media: MediaNames) -> dict[str, Any]:
    """The manifest without the tree of the bank."""
    page = draft.page
    lessons = {a.page.pk: a.page.slug for a in draft.activities if isinstance(a.page, LessonPage)}
    slug_of_key = {str(activity.page.key): activity.page.slug for activity in draft.activities}
    guided = [_guided_form(a.page, media) for a in draft.activities if isinstance(a.page, GuidedPage)]
    form = {
        "format": "sen-course/1",
        "slug": page.course.slug if page.course else page.slug,
        "code": page.code,
        "title": {"vi": page.title, "en": page.title_en},
        "summary": {"vi": page.summary_vi, "en": page.summary_en},
        "track": page.track,
        "level": page.level,
        "minutes": draft.minutes,
        "competences": page.competences,
        # PostgreSQL keeps the keys of JSON in an order of its own.
        "legal_basis": [{name: basis.get(name, "") for name in _BASIS} for basis in page.legal_basis],
        "cover": media.name_of(page.cover) if page.cover else None,
        "sample": is_sample,
        "self_enrolment": page.self_enrolment,
        "modules": [
            {
                "title": {"vi": module.page.title, "en": module.page.title_en},
                "activities": [_activity_form(activity.page, slug_of_key, lessons) for activity in module.activities],
            }
            for module in draft.modules
            if module.activities
        ],
        "quizzes": quizzes,
    }
    if guided:
        form["activities"] = guided
    if page.required_courses:
        form["required_courses"] = page.required_courses
    return form


def categories_form(branches: list[Branch], unnamed: Collection[int] = ()) -> dict[str, Any]:
    """The tree of the bank, and what is empty: other categories that stand alone are named by their questions.

    `unnamed`: ids of those that draws name and no question does.
    """
    parents = {branch.category.parent_id for branch in branches} - {None}
    beside = parents.union(unnamed)
    listed = [b for b in branches if b.depth or b.category.pk in beside or is_empty(b.category)]
    if not listed:
        return {}
    return {
        "categories": [
            {"name": branch.path[-1], "parent": branch.path[-2] if branch.depth else None} for branch in listed
        ]
    }


def _activity_form(page: ActivityPage, slug_of_key: Mapping[str, str], lessons: Mapping[int, str]) -> dict[str, Any]:
    form: dict[str, Any] = {str(page.kind): page.slug}
    requires = [slug_of_key[key] for key in page.requires if key in slug_of_key]
    form |= {"requires": requires} if requires else {}
    return form | (_place_of_quiz(page, lessons) if isinstance(page, QuizPage) else {})


def _place_of_quiz(page: QuizPage, lessons: Mapping[int, str]) -> dict[str, Any]:
    """What the page says besides the quiz: a title of its own, and what a pre-test exempts.

    What any other quiz exempts means nothing, as when it is frozen (courses/domain/freezing.py).
    """
    form: dict[str, Any] = {}
    if page.quiz is not None and page.title != page.quiz.title_vi:
        form["title"] = page.title
    if page.quiz is not None and page.quiz.purpose == QuizPurpose.DIAGNOSTIC:
        rows = list(page.exemptions.all())
        if any(row.lesson_id not in lessons for row in rows):
            text = _("“%(title)s” exempts a lesson that the course does not have.")
            raise PackageError(text % {"title": page.title})
        if rows:
            form["exempts"] = [{"lesson": lessons[row.lesson_id], "section": row.section} for row in rows]
    return form


def _guided_form(page: GuidedPage, media: MediaNames) -> dict[str, Any]:
    form: dict[str, Any] = {
        "slug": page.slug,
        "kind": str(page.kind),
        "title": {"vi": page.title, "en": page.title_en},
        "minutes": page.minutes,
        # Browsers send lines with a carriage return.
        "guidance": page.guidance.replace("\r\n", "\n"),
    }
    if isinstance(page, DocumentPage) and page.document is not None:
        form["file"] = media.name_of(page.document)
    return form


def lesson_form(page: LessonPage, media: MediaNames, code_of: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "slug": page.slug,
        "title": {"vi": page.title, "en": page.title_en},
        "summary": {"vi": page.summary_vi, "en": page.summary_en},
        "outcome": page.outcome,
        "minutes": page.minutes,
        "competences": page.competences,
        "body": [
            {"type": bound.block_type, "value": _block_form(bound.block_type, bound.value, media, code_of)}
            for bound in page.body
        ],
    }


def html_form(source: str) -> str:
    """HTML as packages hold it: what cleaning adds to links is left out."""
    return source.replace(_REL, "")


def _block_form(kind: str, value: Any, media: MediaNames, code_of: Mapping[UUID, str]) -> Any:
    match kind:
        case "text":
            return html_form(value.source)
        case "callout":
            return {"kind": value["kind"], "title": value["title"], "text": html_form(value["text"].source)}
        case "picture":
            return {"file": media.name_of(value["image"]), "alt": value["alt"], "caption": value["caption"]}
        case "table":
            rows = [list(row) for row in value["rows"]]
            return {"caption": value["caption"], "header": list(value["header"]), "rows": rows}
        case "steps":
            return {"title": value["title"], "steps": list(value["steps"])}
        case "pair":
            return {"do": list(value["do"]), "dont": list(value["dont"])}
        case "definition":
            return {"term": value["term"], "text": value["text"]}
        case "video":
            captions = value["captions"]
            return {
                "file": media.name_of(value["video"]),
                "title": value["title"],
                "captions": media.name_of(captions) if captions else None,
                "transcript": html_form(value["transcript"].source),
            }
        case "accordion":
            parts = value["parts"]
            return {"parts": [{"title": part["title"], "text": html_form(part["text"].source)} for part in parts]}
        case "audio":
            transcript = html_form(value["transcript"].source)
            return {"file": media.name_of(value["audio"]), "title": value["title"], "transcript": transcript}
        case "download":
            return {"file": media.name_of(value["document"]), "title": value["title"]}
        case "exercise":
            return {"question": code_of[UUID(str(value["question"]))]}
    raise ValueError(kind)


def stream_of(
    body: list[dict[str, Any]], files: Mapping[str, int], question_of: Callable[[str], UUID]
) -> list[dict[str, Any]]:
    """The blocks of a package as a StreamField stores them; `files` maps names to row ids."""
    return [
        {"type": block["type"], "value": _stored(block["type"], block["value"], files, question_of)} for block in body
    ]


def _stored(kind: str, value: Any, files: Mapping[str, int], question_of: Callable[[str], UUID]) -> Any:
    if kind == "exercise":
        return {"question": str(question_of(value["question"]))}
    if kind == "text":
        return value
    stored = dict(value)
    if kind in _FILE_FIELDS:
        stored[_FILE_FIELDS[kind]] = files[stored.pop("file")]
    if kind == "video" and stored["captions"]:
        stored["captions"] = files[stored["captions"]]
    return stored


def bare(stored: Any) -> Any:
    """Stored blocks without the ids Wagtail gives them, so that they can be compared."""
    if isinstance(stored, list):
        return [bare(entry) for entry in stored]
    if isinstance(stored, dict):
        if stored.get("type") == "item" and "value" in stored:
            return bare(stored["value"])
        return {name: bare(value) for name, value in stored.items() if name != "id"}
    return stored
