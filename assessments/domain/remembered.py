"""Question versions, keys and papers remembered in the process: they never change once committed.

Presentations and keys lie in two stores, so that no object that is on its way to a browser was
ever near a key. What is read inside a transaction is remembered only when it commits: the rows may
have been written in it and could still be rolled back.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.safestring import SafeString

from assessments.models import Paper, QuestionKey, QuestionVersion, QuizEdition
from assessments.question_types import QuestionTypeSpec, question_type, question_types
from assessments.question_types.by_hand import MarkedByHand
from assessments.question_types.rich_text import safe_html
from assessments.question_types.shown import Response

MOST_REMEMBERED: Final = 4_000

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """What may be shown of a version. `stem` is safe HTML."""

    version_id: int
    question_id: int
    type: str
    stem: SafeString
    presentation: dict[str, Any]

    @property
    def spec(self) -> QuestionTypeSpec:
        return question_type(self.type)

    def is_answered(self, response: Response) -> bool:
        """Whether nothing is left to choose."""
        return self.spec.is_answered(self.presentation, response)

    def trouble(self, response: Response) -> str:
        """Why the answer can be none, in words; "" where it can."""
        return self.spec.trouble(self.presentation, response)


@dataclass(frozen=True, slots=True)
class StoredKey:
    """What is right of a version, and why. `explanation` is safe HTML."""

    version_id: int
    type: str
    key: dict[str, Any]
    reasons: dict[str, str]
    explanation: SafeString

    @property
    def spec(self) -> QuestionTypeSpec:
        return question_type(self.type)


@dataclass(frozen=True, slots=True)
class HandMarked:
    """Whether an edition of a quiz can draw a question that a person has to mark."""

    quiz_id: int
    has_any: bool


class Store(Generic[_Key, _Value]):
    """A bounded store of what never changes; the least recently used goes first."""

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self._most = most
        self._values: OrderedDict[_Key, _Value] = OrderedDict()
        self._lock = Lock()

    def find(self, keys: Collection[_Key]) -> dict[_Key, _Value]:
        """Those of them that are remembered."""
        with self._lock:
            found = {key: self._values[key] for key in keys if key in self._values}
            for key in found:
                self._values.move_to_end(key)
        return found

    def remember(self, values: dict[_Key, _Value]) -> None:
        """Once the transaction has committed."""
        transaction.on_commit(lambda: self._keep(values))

    def forget(self) -> None:
        with self._lock:
            self._values.clear()

    def _keep(self, values: dict[_Key, _Value]) -> None:
        with self._lock:
            self._values.update(values)
            while len(self._values) > self._most:
                self._values.popitem(last=False)


class Remembered(Store[int, _Value]):
    """Immutable rows by version id, loaded when they are asked for."""

    def __init__(self, load: Callable[[Collection[int]], dict[int, _Value]]) -> None:
        super().__init__()
        self._load = load

    def get(self, version_ids: Collection[int]) -> dict[int, _Value]:
        """All of them, with at most one statement.

        Raises:
            LookupError: a version does not exist.
        """
        found = self.find(version_ids)
        missing = [id_ for id_ in version_ids if id_ not in found]
        if missing:
            loaded = self._load(missing)
            self.remember(loaded)
            found.update(loaded)
        if any(id_ not in found for id_ in version_ids):
            raise LookupError("a question version is missing")
        return found


def _load_questions(version_ids: Collection[int]) -> dict[int, StoredQuestion]:
    rows = QuestionVersion.objects.filter(pk__in=version_ids).values_list(
        "pk", "question_id", "type", "stem", "presentation"
    )
    return {pk: StoredQuestion(pk, of, type_, safe_html(stem), shown) for pk, of, type_, stem, shown in rows}


def _load_keys(version_ids: Collection[int]) -> dict[int, StoredKey]:
    rows = QuestionKey.objects.filter(version_id__in=version_ids).values_list(
        "version_id", "version__type", "key", "reasons", "explanation"
    )
    return {pk: StoredKey(pk, type_, key, reasons, safe_html(why)) for pk, type_, key, reasons, why in rows}


def _load_hand_marked(edition_ids: Collection[int]) -> dict[int, HandMarked]:
    by_hand = [spec.name for spec in question_types() if isinstance(spec, MarkedByHand)]
    found = {}
    for pk, quiz_id, pool in QuizEdition.objects.filter(pk__in=edition_ids).values_list("pk", "quiz_id", "pool"):
        ids = {id_ for draw in pool for id_ in draw["versions"]}
        found[pk] = HandMarked(quiz_id, QuestionVersion.objects.filter(pk__in=ids, type__in=by_hand).exists())
    return found


questions: Final = Remembered(_load_questions)
keys: Final = Remembered(_load_keys)
hand_marked: Final = Remembered(_load_hand_marked)
"""By the id of an edition of a quiz."""
papers: Final[Store[UUID, tuple[Paper, QuizEdition]]] = Store()
"""By the uuid of the attempt, which its person alone can open."""
