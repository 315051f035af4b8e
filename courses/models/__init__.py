from courses.models.activities import (
    ActivityPage,
    DocumentPage,
    GuidedPage,
    LessonPage,
    OutsidePage,
    QuizExemption,
    QuizPage,
    SessionPage,
)
from courses.models.booklet import EditionBooklet
from courses.models.course import Course
from courses.models.edition import Edition, EditionActivity, EditionAsset
from courses.models.pages import CourseIndexPage, CoursePage, ModulePage
from courses.models.review import ReviewRequest

__all__ = [
    "ActivityPage",
    "Course",
    "CourseIndexPage",
    "CoursePage",
    "DocumentPage",
    "Edition",
    "EditionActivity",
    "EditionAsset",
    "EditionBooklet",
    "GuidedPage",
    "LessonPage",
    "ModulePage",
    "OutsidePage",
    "QuizExemption",
    "QuizPage",
    "ReviewRequest",
    "SessionPage",
]
