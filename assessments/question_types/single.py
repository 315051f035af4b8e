from assessments.enums import QuestionType
from assessments.question_types.choices import ChoiceType


class SingleChoice(ChoiceType):
    """One right option among several."""

    name = QuestionType.SINGLE.value
    label = QuestionType.SINGLE.label
