from django.utils.translation import gettext_lazy

from assessments.question_types.choices import ChoiceType


class SingleChoice(ChoiceType):
    """One right option among several."""

    name = "single"
    label = gettext_lazy("single choice")
