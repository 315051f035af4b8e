"""Whether the files of a package, each of them of the right shape, are one package."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from interop.formats.course_package_shape import (
    BESIDES,
    FORMATS,
    GUIDED,
    LESSON,
    PackageError,
    Where,
    manifest,
    newer_field,
    questions_shape,
)


def activities(course: dict[str, Any]) -> list[dict[str, Any]]:
    return [activity for module in course["modules"] for activity in module["activities"]]


def check_together(
    course: dict[str, Any], lessons: tuple[dict[str, Any], ...], questions: list[dict[str, Any]], files: Collection[str]
) -> None:
    """Whether the files, each of them of the right shape, are one package."""
    _check_version(course, questions)
    _check_categories(course)
    _check_outline(course, activities(course), files)
    _check_questions(course, lessons, questions)
    _check_media(media_names(course, lessons, questions), {name for name in files if name.startswith("media/")})


def check_readable(
    course: dict[str, Any], lessons: list[dict[str, Any]], questions: list[dict[str, Any]], files: Collection[str]
) -> None:
    """By the eyes of the reader: what it would refuse is not written."""
    try:
        manifest(course, Where("course.json"))
        questions_shape(questions, Where("questions.json"))
        for lesson in lessons:
            LESSON(lesson, Where(f"lessons/{lesson['slug']}.json"))
        check_together(course, tuple(lessons), questions, files)
    except PackageError as error:
        text = _("No package could hold the course as it is. %(problem)s")
        raise PackageError(text % {"problem": error.problems[0]}, *error.problems[1:]) from error


def media_names(
    package_course: Mapping[str, Any], lessons: tuple[dict[str, Any], ...], questions: list[dict[str, Any]]
) -> set[str]:
    """Every file that the manifest, the lessons and the questions name."""
    names = {package_course["cover"]} if package_course["cover"] else set()
    names |= {entry["file"] for entry in package_course.get("activities", ()) if "file" in entry}
    names |= {question["picture"]["file"] for question in questions if "picture" in question}
    for lesson in lessons:
        for block in lesson["body"]:
            if block["type"] in {"picture", "video", "audio", "download"}:
                names.add(block["value"]["file"])
            if block["type"] == "video" and block["value"]["captions"]:
                names.add(block["value"]["captions"])
    return names


def _check_version(course: dict[str, Any], questions: list[dict[str, Any]]) -> None:
    newer = newer_field(course, questions)
    if newer is not None and course["format"] == FORMATS[0]:
        raise newer.wrong(_("needs the format %(format)s.") % {"format": FORMATS[1]})


def _check_categories(course: dict[str, Any]) -> None:
    """Each once, and each after the one it stands below."""
    known: set[str] = set()
    for index, category in enumerate(course.get("categories", ())):
        where = Where("course.json", "categories").item(index)
        if category["name"] in known:
            raise where.field("name").wrong(_("is used twice."))
        if category["parent"] is not None and category["parent"] not in known:
            raise where.field("parent").wrong(_("must be the name of a category further up."))
        known.add(category["name"])


def slug_of(entry: Mapping[str, Any]) -> tuple[str, str]:
    """What an entry of the outline is, and its address."""
    return next((kind, str(slug)) for kind, slug in entry.items() if kind not in BESIDES)


def _check_outline(course: dict[str, Any], activities: list[dict[str, Any]], files: Collection[str]) -> None:
    where = Where("course.json", "modules")
    slugs = Counter(slug_of(entry)[1] for entry in activities)
    for slug, times in slugs.items():
        if times > 1:
            raise where.wrong(_("“%(slug)s” stands in the outline twice.") % {"slug": slug})
    quizzes = Counter(quiz["slug"] for quiz in course["quizzes"])
    placed = {entry["quiz"] for entry in activities if "quiz" in entry}
    if placed != set(quizzes) or quizzes.total() != len(quizzes):
        raise Where("course.json", "quizzes").wrong(_("must be exactly the quizzes of the outline, each once."))
    guided = Counter((entry["kind"], entry["slug"]) for entry in course.get("activities", ()))
    if guided != Counter(slug_of(entry) for entry in activities if slug_of(entry)[0] in GUIDED):
        raise Where("course.json", "activities").wrong(_("must be exactly those of the outline, each once."))
    before: set[str] = set()
    for entry in activities:
        for needed in entry.get("requires", ()):
            if needed not in before:
                problem = _("“%(slug)s” is to be finished first, but does not stand before it.")
                raise where.wrong(problem % {"slug": needed})
        before.add(slug_of(entry)[1])
    _check_exempted(course, activities)
    placed_files = {f"lessons/{entry['lesson']}.json" for entry in activities if "lesson" in entry}
    for name in files:
        if name.startswith("lessons/") and name not in placed_files:
            raise Where(name).wrong(_("is not in the outline of course.json."))


def _check_exempted(course: dict[str, Any], activities: list[dict[str, Any]]) -> None:
    """A pre-test exempts lessons of the course, by sections it has."""
    where = Where("course.json", "modules")
    quizzes = {quiz["slug"]: quiz for quiz in course["quizzes"]}
    lessons = {entry["lesson"] for entry in activities if "lesson" in entry}
    for entry in activities:
        for row in entry.get("exempts", ()):
            quiz = quizzes[entry["quiz"]]
            words = {"slug": entry["quiz"], "lesson": row["lesson"]}
            if quiz.get("purpose") != "diagnostic":
                raise where.wrong(_("“%(slug)s” is no pre-test, so it exempts nothing.") % words)
            if row["lesson"] not in lessons:
                raise where.wrong(_("“%(slug)s” exempts “%(lesson)s”, which is no lesson of the course.") % words)
            if row["section"] > len(quiz.get("sections", ())):
                problem = _("“%(slug)s” exempts “%(lesson)s” by a section that it does not have.")
                raise where.wrong(problem % words)


def _check_questions(
    course: dict[str, Any], lessons: tuple[dict[str, Any], ...], questions: list[dict[str, Any]]
) -> None:
    practice = {question["code"] for question in questions if question["practice"]}
    for lesson in lessons:
        body = Where(f"lessons/{lesson['slug']}.json", "body")
        for index, block in enumerate(lesson["body"]):
            if block["type"] == "exercise" and block["value"]["question"] not in practice:
                raise (
                    body.item(index)
                    .field("value.question")
                    .wrong(_("questions.json has no practice question of this code."))
                )
    for number, quiz in enumerate(course["quizzes"]):
        is_practice = quiz.get("purpose") == "practice"
        filled = {question["category"] for question in questions if question["practice"] == is_practice}
        known = {question["category"] for question in questions} | _with_below(course, filled)
        for place, draw in enumerate(quiz["draws"]):
            if "questions" in draw:
                # It takes those, wherever they stand; the import looks for them.
                able = known | {category["name"] for category in course.get("categories", ())}
            else:
                able = _with_below(course, filled) if draw.get("with_below", True) else filled
            if draw["category"] not in able:
                where = Where("course.json", "quizzes").item(number).field("draws").item(place).field("category")
                raise where.wrong(
                    _("questions.json has no practice question of this category.")
                    if is_practice
                    else _("questions.json has no counted question of this category.")
                )


def _with_below(course: dict[str, Any], filled: set[str]) -> set[str]:
    """The categories, and all above them: by default a draw also takes what stands below."""
    found = set(filled)
    for category in reversed(course.get("categories", ())):
        if category["name"] in found and category["parent"] is not None:
            found.add(category["parent"])
    return found


def _check_media(named: set[str], media: set[str]) -> None:
    for name in sorted(named - media):
        raise Where(name).wrong(_("is missing in the package."))
    for name in sorted(media - named):
        raise Where(name).wrong(_("is used nowhere in the course."))
