from courses.models.booklet import EditionBooklet
from courses.models.course import Course
from courses.models.edition import Edition, EditionActivity, EditionAsset
from courses.models.pages import CourseIndexPage, CoursePage, LessonPage, ModulePage, QuizPage
from courses.models.review import ReviewRequest

__all__ = [
    "Course",
    "CourseIndexPage",
    "CoursePage",
    "Edition",
    "EditionActivity",
    "EditionAsset",
    "EditionBooklet",
    "LessonPage",
    "ModulePage",
    "QuizPage",
    "ReviewRequest",
]
