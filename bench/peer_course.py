"""The course of the peer's workload, as a course package: 10 lessons of 1,500 words, a bank of 100 questions.

The quiz stands in two courses: one question a page (`A`, after the lessons, counts) and all on one (`B`, alone).
A document and a live session, which the peer has not, stand in a third (`C`), loaded where screens are weighed.
"""

import json
import tempfile
from pathlib import Path
from random import Random
from typing import Any, Final

from courses.models import Course
from interop.domain.packages import import_package

COURSE_A: Final = "bench-a"
COURSE_B: Final = "bench-b"
COURSE_C: Final = "bench-c"
QUIZ: Final = "kiem-tra"
DOCUMENT: Final = "quy-che"
SESSION: Final = "buoi-trao-doi"
LESSONS: Final = 10
QUESTIONS: Final = 100
DRAWN: Final = 20
CATEGORY: Final = "Chung"
_SYLLABLES: Final = ("la", "men", "tor", "vis", "que", "nad", "ro", "sil", "pen", "ura", "dos", "mi", "kal", "ebe")


def load_courses() -> None:
    """Import and publish both courses through the acts that authors use."""
    rng = Random(1)
    questions = [_question(rng, number) for number in range(1, QUESTIONS + 1)]
    lessons = [_lesson(rng, number) for number in range(1, LESSONS + 1)]
    for slug, its_lessons, per_page in ((COURSE_A, lessons, 1), (COURSE_B, [], 0)):
        with tempfile.TemporaryDirectory() as folder:
            _write(Path(folder), _manifest(slug, its_lessons, per_page), its_lessons, questions)
            import_package(Path(folder), actor=None, publish=True)
    # Appraised, so that the pages carry no notice that the peer's do not have.
    Course.objects.filter(slug__in=(COURSE_A, COURSE_B)).update(is_sample=False)


def load_guided_course() -> Course:
    """A document to read and confirm and a live session, open for self-enrolment."""
    kinds = {"document": DOCUMENT, "session": SESSION}
    manifest = _manifest(COURSE_C, [], 0) | {
        "format": "sen-course/2",
        "self_enrolment": True,
        "quizzes": [],
        "modules": [{"title": _both("Phần 1"), "activities": [{kind: slug} for kind, slug in kinds.items()]}],
        "activities": [
            {"slug": slug, "kind": kind, "title": _both(f"Mục {slug}"), "minutes": 20, "guidance": "Hướng dẫn."}
            for kind, slug in kinds.items()
        ],
    }
    manifest["activities"][0]["file"] = "media/quy-che.csv"
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), manifest, [], [])
        (Path(folder) / "media").mkdir()
        (Path(folder) / "media" / "quy-che.csv").write_text("Điều,Nội dung\n1,Quy định chung\n", encoding="utf-8")
        course = import_package(Path(folder), actor=None, publish=True).course
    Course.objects.filter(pk=course.pk).update(is_sample=False)
    course.refresh_from_db()
    return course


def lesson_slug(number: int) -> str:
    return f"bai-{number}"


def _write(folder: Path, course: dict[str, Any], lessons: list[dict[str, Any]], questions: list[Any]) -> None:
    (folder / "lessons").mkdir()
    _dump(folder / "course.json", course)
    _dump(folder / "questions.json", questions)
    for lesson in lessons:
        _dump(folder / "lessons" / f"{lesson['slug']}.json", lesson)


def _dump(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _manifest(slug: str, lessons: list[dict[str, Any]], per_page: int) -> dict[str, Any]:
    activities: list[dict[str, str]] = [{"lesson": lesson["slug"]} for lesson in lessons]
    pairs = [activities[start : start + 2] for start in range(0, len(activities), 2)] or [[]]
    pairs[-1] = [*pairs[-1], {"quiz": QUIZ}]
    return {
        "format": "sen-course/1",
        "slug": slug,
        "code": slug[-1].upper(),
        "title": _both(f"Khóa học đo {slug[-1].upper()}"),
        "summary": _both("Khóa học dùng để đo."),
        "track": "A",
        "level": "basic",
        "minutes": 0,
        "competences": [],
        "legal_basis": [],
        "cover": None,
        "sample": True,
        "self_enrolment": False,
        "modules": [{"title": _both(f"Phần {n}"), "activities": part} for n, part in enumerate(pairs, start=1)],
        "quizzes": [
            {
                "slug": QUIZ,
                "title": _both("Bài kiểm tra"),
                "draws": [{"category": CATEGORY, "count": DRAWN, "difficulty": None}],
                "time_limit_minutes": None,
                "pass_mark_percent": 50,
                "attempts": 100,
                "wait_hours": 0,
                "per_page": per_page,
                "shuffle": True,
                "feedback": "after_submit",
            }
        ],
    }


def _lesson(rng: Random, number: int) -> dict[str, Any]:
    """Five headings, fifteen paragraphs of 100 pseudo-words in ASCII: about 10 KB of HTML."""
    parts = []
    for section in range(1, 6):
        paragraphs = "".join(f"<p>{_words(rng, 100)}.</p>" for _ in range(3))
        parts.append({"type": "text", "value": f"<h2>Section {section} {_words(rng, 2)}</h2>{paragraphs}"})
    return {
        "slug": lesson_slug(number),
        "title": _both(f"Bài {number}"),
        "summary": _both(""),
        "outcome": "",
        "minutes": 10,
        "competences": [],
        "body": parts,
    }


def _question(rng: Random, number: int) -> dict[str, Any]:
    """A stem of 25 words, four options of nine."""
    return {
        "code": f"Q-{number:03}",
        "type": "single",
        "practice": False,
        "category": CATEGORY,
        "difficulty": 2,
        "competences": [],
        "stem": f"<p>{_words(rng, 25)}?</p>",
        "options": [
            {"id": letter, "text": _words(rng, 9), "correct": letter == "a", "reason": ""} for letter in "abcd"
        ],
        "explanation": f"<p>{_words(rng, 2)}</p>",
    }


def _both(text: str) -> dict[str, str]:
    return {"vi": text, "en": ""}


def _words(rng: Random, count: int) -> str:
    return " ".join("".join(rng.choices(_SYLLABLES, k=rng.randint(1, 3))) for _ in range(count))
