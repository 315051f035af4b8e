from assessments.models.attempt import AnswerSave, Attempt, ManualMark, MarkDraft, Marking, Paper
from assessments.models.bank import (
    Category,
    Question,
    QuestionKey,
    QuestionPicture,
    QuestionStatistic,
    QuestionVersion,
    Tag,
)
from assessments.models.correction import Contest, CorrectionEffect, QuestionCorrection
from assessments.models.quiz import Quiz, QuizDraw, QuizEdition, QuizSection

__all__ = [
    "AnswerSave",
    "Attempt",
    "Category",
    "Contest",
    "CorrectionEffect",
    "ManualMark",
    "MarkDraft",
    "Marking",
    "Paper",
    "Question",
    "QuestionCorrection",
    "QuestionKey",
    "QuestionPicture",
    "QuestionStatistic",
    "QuestionVersion",
    "Quiz",
    "QuizDraw",
    "QuizEdition",
    "QuizSection",
    "Tag",
]
