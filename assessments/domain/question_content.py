"""What a question says, read and cleaned from the form in which authors and packages give it."""

import re
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.enums import Difficulty
from assessments.errors import QuestionError
from assessments.models import QuestionVersion
from assessments.question_types import Parsed, question_type
from common.text.html import clean_html, plain_text
from common.text.vietnamese import fold

MAX_HTML: Final = 10_000
# The code of a framework and, behind a colon, a place in it. Which codes there are is not checked.
COMPETENCE: Final = re.compile(r"[A-Z][A-Z0-9.-]*(?::[A-Z0-9.-]+)*")
MAX_CODE: Final = 40


@dataclass(frozen=True, slots=True)
class QuestionContent:
    type: str
    stem: str
    explanation: str
    difficulty: int
    competences: list[str]
    parsed: Parsed

    def is_same_as(self, version: QuestionVersion) -> bool:
        """Whether an author would see no difference: the letters in an older version may be others."""
        if (version.type, version.stem) != (self.type, self.stem):
            return False
        spec, answer, parsed = question_type(self.type), version.answer_key, self.parsed
        return (
            spec.raw(version.presentation, answer.key, answer.reasons)
            == spec.raw(parsed.presentation, parsed.key, parsed.reasons)
            and (version.difficulty, version.competences) == (self.difficulty, self.competences)
            and answer.explanation == self.explanation
        )

    def search_key(self, code: str) -> str:
        """Code, stem and parts, folded. Reasons stay out: they give the answer away."""
        words = question_type(self.type).words(self.parsed.presentation)
        return fold(" ".join([code, plain_text(self.stem), *words]))


def read_content(raw: dict[str, Any]) -> QuestionContent:
    """Read the package form.

    Raises:
        QuestionError: with a translated sentence for the author.
    """
    spec = question_type(raw.get("type", ""))
    stem = _html(raw.get("stem"), _("The question"))
    if not plain_text(stem):
        raise QuestionError(_("The question has no text."))
    difficulty = raw.get("difficulty", 2)
    if isinstance(difficulty, bool) or difficulty not in Difficulty.values:
        raise QuestionError(_("Difficulty must be 1, 2 or 3."))
    competences = raw.get("competences", [])
    if not isinstance(competences, list) or not all(isinstance(code, str) for code in competences):
        raise QuestionError(_("Competences must be a list of short codes."))
    for code in competences:
        if not COMPETENCE.fullmatch(code) or len(code) > MAX_CODE:
            raise QuestionError(
                _("“%(code)s” is not a competence code: capitals and digits are expected, such as IU06 or TT02:4.")
                % {"code": code[:MAX_CODE]}
            )
    return QuestionContent(
        type=spec.name,
        stem=stem,
        explanation=_html(raw.get("explanation", ""), _("The explanation")),
        difficulty=int(difficulty),
        competences=competences,
        parsed=spec.read(raw),
    )


def _html(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise QuestionError(_("%(what)s must be text.") % {"what": what})
    if len(value) > MAX_HTML:
        raise QuestionError(_("%(what)s is longer than %(limit)d characters.") % {"what": what, "limit": MAX_HTML})
    return clean_html(value).strip()
