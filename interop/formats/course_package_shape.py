"""The shape of every JSON file of a course package: each field, its kind, its limits.

A shape is a function `(value, where) -> None` that raises `PackageError` with the field's path.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.question_types import QuestionTypeSpec, question_types
from common.text.html import is_clean

Shape = Callable[[Any, "Where"], None]

SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MEDIA_NAME: Final = re.compile(r"media/[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9_-]+)*\.[a-z0-9]{2,5}")
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


class PackageError(Exception):
    """The package cannot be imported; each of the `problems` names file and field and is meant for the person."""

    def __init__(self, *problems: str) -> None:
        self.problems = problems
        super().__init__(*problems)

    def __str__(self) -> str:
        """All of them, a line each; how many there are comes first, for a line may be all that there is room for."""
        if len(self.problems) == 1:
            return self.problems[0]
        return "\n".join([_("%(count)d faults:") % {"count": len(self.problems)}, *self.problems])


class Where:
    """A place in a file: `lessons/x.json`, `body[2].value.alt`; in a question also which: by its code."""

    def __init__(self, file: str, path: str = "", code: str = "") -> None:
        self.file = file
        self.path = path
        self.code = code

    def field(self, name: str) -> "Where":
        return Where(self.file, f"{self.path}.{name}" if self.path else name, self.code)

    def item(self, index: int) -> "Where":
        return Where(self.file, f"{self.path}[{index}]", self.code)

    def of_question(self, code: str) -> "Where":
        return Where(self.file, self.path, code)

    def wrong(self, problem: str) -> PackageError:
        if self.code:
            return PackageError(
                _("%(file)s, question “%(code)s”, field “%(field)s”: %(problem)s")
                % {"file": self.file, "code": self.code, "field": self.path, "problem": problem}
            )
        if not self.path:
            return PackageError(_("%(file)s: %(problem)s") % {"file": self.file, "problem": problem})
        return PackageError(
            _("%(file)s, field “%(field)s”: %(problem)s") % {"file": self.file, "field": self.path, "problem": problem}
        )


def text(limit: int, *, empty: bool = True, lines: bool = False) -> Shape:
    def check(value: Any, where: Where) -> None:
        if not isinstance(value, str):
            raise where.wrong(_("text is expected."))
        if len(value) > limit:
            raise where.wrong(_("longer than %(limit)d characters.") % {"limit": limit})
        if not empty and not value.strip():
            raise where.wrong(_("must not be empty."))
        if _CONTROL.search(value) or (not lines and "\n" in value):
            raise where.wrong(_("holds a control character or a line break."))

    return check


def html(limit: int = 50_000, *, empty: bool = False) -> Shape:
    plain = text(limit, empty=empty, lines=True)

    def check(value: Any, where: Where) -> None:
        plain(value, where)
        if not is_clean(value):
            raise where.wrong(_("holds HTML outside h2, h3, p, ul, ol, li, strong, em, a, br."))

    return check


def slug(value: Any, where: Where) -> None:
    if not isinstance(value, str) or len(value) > 100 or not SLUG.fullmatch(value):
        raise where.wrong(_("an address of small ASCII letters, digits and hyphens is expected."))


def media(*suffixes: str) -> Shape:
    def check(value: Any, where: Where) -> None:
        if not isinstance(value, str) or not MEDIA_NAME.fullmatch(value) or len(value) > 100:
            raise where.wrong(_("a file name such as “media/hinh-1.svg” is expected."))
        if not value.endswith(suffixes):
            raise where.wrong(_("only these kinds of files: %(kinds)s.") % {"kinds": ", ".join(suffixes)})

    return check


def number(least: int, most: int) -> Shape:
    def check(value: Any, where: Where) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise where.wrong(
                _("a whole number from %(least)d to %(most)d is expected.") % {"least": least, "most": most}
            )

    return check


def flag(value: Any, where: Where) -> None:
    if not isinstance(value, bool):
        raise where.wrong(_("true or false is expected."))


def day(value: Any, where: Where) -> None:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        raise where.wrong(_("a date such as 2026-07-01 is expected.")) from None


def moment(value: Any, where: Where) -> None:
    try:
        known = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        known = None
    if known is None or known.tzinfo is None:
        raise where.wrong(_("a moment such as 2026-07-01T08:00:00+07:00 is expected."))


def one_of(*allowed: Any) -> Shape:
    def check(value: Any, where: Where) -> None:
        if not any(value == option and type(value) is type(option) for option in allowed):
            listed = ", ".join(str(option) for option in allowed)
            raise where.wrong(_("one of these is expected: %(options)s.") % {"options": listed})

    return check


def optional(shape: Shape) -> Shape:
    def check(value: Any, where: Where) -> None:
        if value is not None:
            shape(value, where)

    return check


def items(shape: Shape, *, least: int = 0, most: int = 500) -> Shape:
    def check(value: Any, where: Where) -> None:
        if not isinstance(value, list):
            raise where.wrong(_("a list is expected."))
        if not least <= len(value) <= most:
            raise where.wrong(_("from %(least)d to %(most)d entries are expected.") % {"least": least, "most": most})
        for index, entry in enumerate(value):
            shape(entry, where.item(index))

    return check


def fields(may: Mapping[str, Shape] | None = None, /, **shapes: Shape) -> Shape:
    """An object with exactly these fields; those of `may` can be left out."""
    optional_ones = may or {}

    def check(value: Any, where: Where) -> None:
        if not isinstance(value, dict):
            raise where.wrong(_("an object is expected."))
        for name in value:
            if name not in shapes and name not in optional_ones:
                raise where.field(str(name)[:60]).wrong(_("unknown field."))
        for name, shape in shapes.items():
            if name not in value:
                raise where.field(name).wrong(_("is missing."))
            shape(value[name], where.field(name))
        for name, shape in optional_ones.items():
            if name in value:
                shape(value[name], where.field(name))

    return check


def _with_newer(always: Mapping[str, Shape], newer: Mapping[str, Shape]) -> Shape:
    """An object with these fields, and any of the newer ones."""

    def check(value: Any, where: Where) -> None:
        given = {name: shape for name, shape in newer.items() if isinstance(value, dict) and name in value}
        fields(**always, **given)(value, where)

    return check


def variants(field: str, shapes: Mapping[str, Shape]) -> Shape:
    """An object whose `field` says which shape it has."""

    def check(value: Any, where: Where) -> None:
        kind = value.get(field) if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in shapes:
            raise where.field(field).wrong(_("one of these is expected: %(options)s.") % {"options": ", ".join(shapes)})
        shapes[kind](value, where)

    return check


def _block(kind: str, value: Shape) -> Shape:
    return fields(type=one_of(kind), value=value)


def _table(value: Any, where: Where) -> None:
    cell = text(2000, lines=True)
    fields(
        caption=text(200, empty=False),
        header=items(text(150, empty=False), least=1, most=8),
        rows=items(items(cell, least=1, most=8), least=1),
    )(value, where)
    for index, row in enumerate(value["rows"]):
        if len(row) != len(value["header"]):
            raise where.field("rows").item(index).wrong(_("the number of cells differs from the number of headings."))


_LINES: Final = items(text(2000, empty=False, lines=True), least=1, most=50)
_PICTURES: Final = (".svg", ".png", ".jpg", ".jpeg", ".webp")
_DOCUMENTS: Final = (".pdf", ".docx", ".xlsx", ".pptx", ".txt", ".csv")
_WORDS: Final = fields(vi=text(200, empty=False), en=text(200))
_SUMMARY: Final = fields(vi=text(2000, lines=True), en=text(2000, lines=True))
_COMPETENCES: Final = items(text(40, empty=False), most=50)

BLOCKS: Final[dict[str, Shape]] = {
    "text": _block("text", html()),
    "callout": _block(
        "callout",
        fields(kind=one_of("note", "tip", "warning", "law"), title=text(150), text=html()),
    ),
    "picture": _block("picture", fields(file=media(*_PICTURES), alt=text(500, empty=False), caption=text(300))),
    "table": _block("table", _table),
    "steps": _block("steps", fields(title=text(150), steps=_LINES)),
    "pair": _block("pair", fields(do=_LINES, dont=_LINES)),
    "definition": _block("definition", fields(term=text(150, empty=False), text=text(2000, empty=False, lines=True))),
    "accordion": _block(
        "accordion", fields(parts=items(fields(title=text(150, empty=False), text=html()), least=1, most=20))
    ),
    "video": _block(
        "video",
        fields(
            file=media(".mp4", ".webm"),
            title=text(200, empty=False),
            captions=optional(media(".vtt")),
            transcript=html(empty=True),
        ),
    ),
    "audio": _block("audio", fields(file=media(".mp3"), title=text(200, empty=False), transcript=html())),
    "download": _block("download", fields(file=media(*_DOCUMENTS), title=text(200, empty=False))),
    "exercise": _block("exercise", fields(question=text(40, empty=False))),
}

LESSON: Final = fields(
    slug=slug,
    title=_WORDS,
    summary=_SUMMARY,
    outcome=text(1000, lines=True),
    minutes=number(0, 1000),
    competences=_COMPETENCES,
    body=items(variants("type", BLOCKS)),
)

_DRAW: Final[dict[str, Shape]] = {
    "category": text(150, empty=False),
    "count": number(1, 200),
    "difficulty": optional(number(1, 3)),
}
_DRAW_SINCE_2: Final[dict[str, Shape]] = {
    "section": number(1, 8),
    "tag": text(50, empty=False),
    "with_below": flag,
    "questions": items(text(40, empty=False), least=1, most=200),
}
_FLAGS: Final = items(one_of("answer", "verdict", "marks", "right_answer", "explanation"), most=5)
_QUIZ: Final[dict[str, Shape]] = {
    "slug": slug,
    "title": _WORDS,
    "draws": items(_with_newer(_DRAW, _DRAW_SINCE_2), least=1, most=50),
    "time_limit_minutes": optional(number(1, 600)),
    "pass_mark_percent": number(1, 100),
    "attempts": number(1, 100),
    "wait_hours": number(0, 8760),
    "per_page": number(0, 200),
    "shuffle": flag,
    "feedback": one_of("after_each", "after_submit", "after_pass_or_last", "after_close", "never"),
}
_QUIZ_SINCE_2: Final[dict[str, Shape]] = {
    "purpose": one_of("practice", "diagnostic"),
    "navigation": one_of("sequential"),
    "minutes_between_attempts": number(1, 10_080),
    "review": _with_newer({}, {"during": _FLAGS, "after": _FLAGS, "closed": _FLAGS}),
    "sections": items(
        fields(title=text(150, empty=False), instructions=text(2000, lines=True), new_page=flag), least=1, most=8
    ),
    "opens_at": moment,
    "closes_at": moment,
}


GUIDED: Final = ("document", "session", "outside")
# What an entry of the outline may say besides what it is; the latter two only of a quiz.
_REQUIRES: Final[dict[str, Shape]] = {"requires": items(slug, least=1, most=200)}
_OF_QUIZ: Final[dict[str, Shape]] = {
    "title": text(255, empty=False),
    "exempts": items(fields(lesson=slug, section=number(0, 8)), least=1, most=200),
}
BESIDES: Final = frozenset({*_REQUIRES, *_OF_QUIZ})


def _activity(value: Any, where: Where) -> None:
    """What it is, by its address; the addresses of what has to be finished first; and what only a quiz has."""
    named = [kind for kind in ("quiz", *GUIDED) if isinstance(value, dict) and kind in value]
    may = _REQUIRES | (_OF_QUIZ if named[:1] == ["quiz"] else {})
    fields(may, **{named[0] if named else "lesson": slug})(value, where)


def _guided(value: Any, where: Where) -> None:
    shapes = {
        "slug": slug,
        "kind": one_of(*GUIDED),
        "title": _WORDS,
        "minutes": number(0, 1000),
        "guidance": text(4000, lines=True),
    }
    if isinstance(value, dict) and value.get("kind") == "document":
        shapes["file"] = media(*_DOCUMENTS)
    fields(None, **shapes)(value, where)


FORMATS: Final = ("sen-course/1", "sen-course/2")
_COURSE: Final[dict[str, Shape]] = {
    "format": one_of(*FORMATS),
    "slug": slug,
    "code": text(20),
    "title": _WORDS,
    "summary": _SUMMARY,
    "track": one_of("A", "B", "C", "D"),
    "level": one_of("basic", "advanced"),
    "minutes": number(0, 10_000),
    "competences": _COMPETENCES,
    "legal_basis": items(fields(text=text(500, empty=False), in_force_on=day, review_on=day), most=50),
    "cover": optional(media(*_PICTURES)),
    "sample": flag,
    "self_enrolment": flag,
    "modules": items(fields(title=_WORDS, activities=items(_activity, least=1)), most=100),
    "quizzes": items(_with_newer(_QUIZ, _QUIZ_SINCE_2), most=50),
}
# What version 2 brought; all of it may be left out, and then stands for nothing.
_CATEGORIES: Final = items(
    fields(name=text(150, empty=False), parent=optional(text(150, empty=False))), least=1, most=500
)
_SINCE_2_OF_COURSE: Final[dict[str, Shape]] = {
    "categories": _CATEGORIES,
    "activities": items(_guided, least=1, most=200),
    "required_courses": items(slug, least=1, most=20),
}


def manifest(value: Any, where: Where) -> None:
    """The manifest of any version."""
    fields(_SINCE_2_OF_COURSE, **_COURSE)(value, where)


_PICTURE: Final = fields(file=media(*_PICTURES), alt=text(500, empty=False))
_COMMON: Final[dict[str, Shape]] = {
    "code": text(40, empty=False),
    "practice": flag,
    "category": text(150, empty=False),
    "difficulty": number(1, 3),
    "competences": _COMPETENCES,
    "stem": html(10_000),
    "explanation": html(10_000, empty=True),
}
_SINCE_2: Final[dict[str, Shape]] = {
    "tags": items(text(50, empty=False), least=1, most=20),
    "language": one_of("vi", "en"),
    "legal_basis": fields(text=text(500, empty=False), review_on=optional(day)),
}
_MOST_DEEP: Final = 6


def _plain(value: Any, where: Where, depth: int = _MOST_DEEP) -> None:
    """Anything that is only text, numbers and lists of them: the type of question reads it with its own eyes."""
    if isinstance(value, str):
        text(10_000, lines=True)(value, where)
    elif isinstance(value, list | dict) and depth == 0:
        raise where.wrong(_("is nested too deep."))
    elif isinstance(value, list):
        items(lambda entry, at: _plain(entry, at, depth - 1))(value, where)
    elif isinstance(value, dict):
        for name, entry in value.items():
            text(40)(name, where)
            _plain(entry, where.field(name), depth - 1)


def _question(spec: QuestionTypeSpec) -> Shape:
    """The common fields and those of the type; a field `picture` names a file of the package."""
    common = {**_COMMON, **_SINCE_2}

    def check(value: Any, where: Where) -> None:
        names = (*spec.fields, *(name for name in spec.optional if name in value))
        own = {name: _PICTURE if name == "picture" else _plain for name in names}
        given = {name: shape for name, shape in common.items() if name in _COMMON or name in value}
        fields(type=one_of(spec.name), **given, **own)(value, where)

    return check


def _any_question(value: Any, where: Where) -> None:
    variants("type", {spec.name: _question(spec) for spec in question_types()})(value, where)


_QUESTION_LIST: Final = items(lambda _value, _where: None, most=5000)


def questions_shape(value: Any, where: Where) -> None:
    """Every question is looked at, so that all faults are told at once, each with the code of its question.

    Raises:
        PackageError: with the first fault of each faulty question.
    """
    _QUESTION_LIST(value, where)
    problems: list[str] = []
    codes: set[str] = set()
    for index, entry in enumerate(value):
        code = entry.get("code") if isinstance(entry, dict) else None
        place = where.item(index).of_question(code[:40] if isinstance(code, str) else "")
        try:
            _any_question(entry, place)
            if code in codes:
                raise place.field("code").wrong(_("is used twice."))
            codes.add(entry["code"])
        except PackageError as error:
            problems += error.problems
    if problems:
        raise PackageError(*problems)


def newer_field(course: dict[str, Any], questions: list[dict[str, Any]]) -> Where | None:
    """The first field that version 1 does not know; None where an older installation can read all."""
    for name in _SINCE_2_OF_COURSE:
        if name in course:
            return Where("course.json", name)
    if any(BESIDES & entry.keys() for module in course["modules"] for entry in module["activities"]):
        return Where("course.json", "modules")
    for index, quiz in enumerate(course["quizzes"]):
        where = Where("course.json", "quizzes").item(index)
        if quiz["feedback"] in ("after_each", "after_close"):
            return where.field("feedback")
        places = [(where, quiz, _QUIZ_SINCE_2)]
        places += [(where.field("draws").item(n), draw, _DRAW_SINCE_2) for n, draw in enumerate(quiz["draws"])]
        for place, value, newer in places:
            if found := next((name for name in newer if name in value), None):
                return place.field(found)
    for index, question in enumerate(questions):
        for name in _SINCE_2:
            if name in question:
                return Where("questions.json").item(index).field(name)
    return None
