"""The words by which a question is found again: as typed, folded, and the mark of an equal text."""

import hashlib
import re
from typing import Final

from assessments.models import Question, QuestionVersion
from assessments.question_types import question_type
from common.text.html import plain_text
from common.text.vietnamese import fold, nfc

_WORD: Final = re.compile(r"\w+")


def search_text(code: str, version: QuestionVersion) -> str:
    """Code, text and parts in lower case with their marks. Reasons stay out: they give the answer away."""
    words = question_type(version.type).words(version.presentation)
    return " ".join(nfc(" ".join([code, plain_text(version.stem), *words])).lower().split())


def stem_key(stem: str) -> str:
    """The same for texts that differ only in marks, case, spaces and punctuation. 64 hexadecimal digits."""
    words = _WORD.findall(fold(plain_text(stem)))
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def remember_words(question: Question, version: QuestionVersion) -> None:
    """Keep with the question what its latest version says."""
    question.search_text = search_text(question.code, version)
    question.stem_key = stem_key(version.stem)
    question.save(update_fields=["search_text", "stem_key"])
