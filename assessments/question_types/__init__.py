"""The types of question. Adding one: a module here and a line in `_SPECS`."""

from django.utils.translation import gettext as _

from assessments.errors import QuestionError
from assessments.question_types.base import Parsed, QuestionTypeSpec, is_blank
from assessments.question_types.matching import Matching
from assessments.question_types.multiple import MultipleChoice
from assessments.question_types.ordering import Ordering
from assessments.question_types.single import SingleChoice
from assessments.question_types.true_false import TrueFalse

__all__ = ["Parsed", "QuestionTypeSpec", "is_blank", "question_type", "question_types"]

_SPECS: dict[str, QuestionTypeSpec] = {
    spec.name: spec for spec in (SingleChoice(), MultipleChoice(), TrueFalse(), Ordering(), Matching())
}


def question_type(name: str) -> QuestionTypeSpec:
    """The type of that name.

    Raises:
        QuestionError: there is none.
    """
    try:
        return _SPECS[name]
    except (KeyError, TypeError):
        raise QuestionError(_("There is no question type “%(name)s”.") % {"name": name}) from None


def question_types() -> list[QuestionTypeSpec]:
    return list(_SPECS.values())
