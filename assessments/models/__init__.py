from assessments.models.attempt import AnswerSave, Attempt, ManualMark, Marking, Paper
from assessments.models.bank import (
    Category,
    Question,
    QuestionKey,
    QuestionPicture,
    QuestionStatistic,
    QuestionVersion,
    Tag,
)
from assessments.models.quiz import Quiz, QuizDraw, QuizEdition

__all__ = [
    "AnswerSave",
    "Attempt",
    "Category",
    "ManualMark",
    "Marking",
    "Paper",
    "Question",
    "QuestionKey",
    "QuestionPicture",
    "QuestionStatistic",
    "QuestionVersion",
    "Quiz",
    "QuizDraw",
    "QuizEdition",
    "Tag",
]
