from django.utils.translation import gettext as _

from assessments.enums import QuestionType
from assessments.errors import QuestionError
from assessments.question_types.choices import ChoiceType


class MultipleChoice(ChoiceType):
    """One or more right options; the point is earned by exactly these, with no part of it for less."""

    name = QuestionType.MULTIPLE.value
    label = QuestionType.MULTIPLE.label
    several = True

    def check_correct(self, count: int) -> None:
        if count < 1:
            raise QuestionError(_("At least one option must be right."))
