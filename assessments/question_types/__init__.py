"""The types of question. Adding one: a module here and a line at the end of this one (docs/how-to)."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from assessments.errors import QuestionError
from assessments.question_types.base import Parsed, QuestionTypeSpec, is_blank
from assessments.question_types.essay import Essay
from assessments.question_types.gaps import Gaps
from assessments.question_types.hot_spots import HotSpots
from assessments.question_types.matching import Matching
from assessments.question_types.multiple import MultipleChoice
from assessments.question_types.numeric import Numeric
from assessments.question_types.ordering import Ordering
from assessments.question_types.scenario import Scenario
from assessments.question_types.select_words import SelectWords
from assessments.question_types.short_text import ShortText
from assessments.question_types.single import SingleChoice
from assessments.question_types.true_false import TrueFalse
from assessments.question_types.true_false_matrix import TrueFalseMatrix

__all__ = ["Parsed", "QuestionTypeSpec", "is_blank", "question_type", "question_types", "register", "type_choices"]

_specs: dict[str, QuestionTypeSpec] = {}


def register(spec: QuestionTypeSpec) -> None:
    """Make the type known; its place is that in the author's list of types."""
    _specs[spec.name] = spec


def question_type(name: str) -> QuestionTypeSpec:
    """The type of that name.

    Raises:
        QuestionError: there is none.
    """
    try:
        return _specs[name]
    except (KeyError, TypeError):
        raise QuestionError(_("There is no question type “%(name)s”.") % {"name": name}) from None


def question_types() -> list[QuestionTypeSpec]:
    return list(_specs.values())


def type_choices() -> list[tuple[str, str | Promise]]:
    """Names and labels of all types, for fields and forms."""
    return [(spec.name, spec.label) for spec in _specs.values()]


for _spec in (
    SingleChoice(),
    MultipleChoice(),
    TrueFalse(),
    Ordering(),
    Matching(),
    Scenario(),
    HotSpots(),
    TrueFalseMatrix(),
    Numeric(),
    ShortText(),
    Gaps(),
    SelectWords(),
    Essay(),
):
    register(_spec)
