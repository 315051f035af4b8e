"""The contract of a question type: one module, found through the registry (docs/how-to/add-a-question-type.md)."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from assessments.errors import QuestionError
from assessments.question_types.apart import check_apart
from assessments.question_types.counting import Part
from assessments.question_types.printed import KeyLine, Printed
from assessments.question_types.reviewed import ReviewedBody
from assessments.question_types.shown import Response, ShownBody

if TYPE_CHECKING:
    from assessments.question_types.authoring import AuthorForm

Raw: TypeAlias = Mapping[str, Any]
Presentation: TypeAlias = Mapping[str, Any]
Key: TypeAlias = Mapping[str, Any]
Reasons: TypeAlias = Mapping[str, str]
Order: TypeAlias = Mapping[str, Any]

FULL = Decimal(1)
NOTHING = Decimal(0)


class FormData(Protocol):
    """A posted form: `request.POST`."""

    def getlist(self, key: str) -> Sequence[Any]: ...


@dataclass(frozen=True, slots=True)
class Parsed:
    """A question taken apart: what may be shown, what is right, and why. Stored in two tables."""

    presentation: dict[str, Any]
    key: dict[str, Any]
    reasons: dict[str, str]


class QuestionTypeSpec(ABC):
    """How a type of question is read, drawn, shown, answered and marked. Stateless and pure.

    `fields` are the names of its own fields in the package form, `optional` of those that may be
    left out, `template` shows its body inside
    `components/question.html`, `hint` says in a sentence what to do. A type `in_steps` brings the
    button of its own that sends each step.
    """

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    fields: ClassVar[tuple[str, ...]]
    optional: ClassVar[tuple[str, ...]] = ()
    hint: ClassVar[str | Promise]
    template: ClassVar[str]
    in_steps: ClassVar[bool] = False

    @abstractmethod
    def author_form(self, data: Mapping[str, Any] | None = None, raw: Raw | None = None) -> "AuthorForm":
        """What the author fills in besides the common fields, read into and filled from the package form."""

    @abstractmethod
    def parse(self, raw: Raw) -> Parsed:
        """Take apart the package form of a question (docs/course-package.md).

        Ids are replaced by letters that say nothing; `key["ids"]` keeps the author's.

        Raises:
            QuestionError: with a translated sentence that names the option or item.
        """

    def read(self, raw: Raw) -> Parsed:
        """`parse` for what is to be kept: learners have to be able to tell its parts apart.

        A correction only parses: what people answered already stays as it was.

        Raises:
            QuestionError: as `parse`, or two parts say the same.
        """
        parsed = self.parse(raw)
        for called, lines in self.told_apart(raw):
            check_apart(lines, called)
        return parsed

    def told_apart(self, raw: Raw) -> Iterable[tuple[str, list[str]]]:
        """The lists in which no text may stand twice, each with what the author's form calls it."""
        return ()

    @abstractmethod
    def raw(self, presentation: Presentation, key: Key, reasons: Reasons) -> dict[str, Any]:
        """The package form again; `parse(raw(*parsed)) == parsed`."""

    def rekeyed(self, presentation: Presentation, key: Key, raw: Raw) -> Parsed:
        """Another key for a question that has been answered already: what was shown, and its letters, stay.

        Raises:
            QuestionError: `raw` is no question, or one that would look otherwise.
        """
        parsed = self.parse(raw)
        if parsed.presentation != presentation:
            raise QuestionError(_("Only what is right can be corrected here; texts and options stay as they were."))
        return parsed

    @abstractmethod
    def words(self, presentation: Presentation) -> list[str]:
        """The words by which an author may search the question; never a reason."""

    @abstractmethod
    def draw_order(self, presentation: Presentation, rng: Random, shuffle: bool) -> dict[str, Any]:
        """The order in which one paper shows the parts: `{"order": [id], "targets": [id]}`."""

    @abstractmethod
    def shown(self, presentation: Presentation, order: Order, response: Response, name: str) -> ShownBody:
        """The body of the form, with the answer given so far. Knows no key."""

    @abstractmethod
    def reviewed(
        self, presentation: Presentation, order: Order, response: Response, name: str, key: Key, reasons: Reasons
    ) -> ReviewedBody:
        """The same with verdicts and reasons; only after the feedback policy said so."""

    @abstractmethod
    def response_from_form(self, presentation: Presentation, data: FormData, prefix: str) -> Response:
        """The answer in the posted form, in its one canonical shape.

        Unknown ids, impossible places and repeats are ignored: what is left is an answer that the
        form could have given. In a blank answer every value is empty: `{"chosen": []}`.

        Raises:
            BadResponse: a field was sent more often than a form of ours ever would.
        """

    @abstractmethod
    def is_response(self, presentation: Presentation, response: Any) -> bool:
        """Whether this is a response in the shape that `response_from_form` gives."""

    @abstractmethod
    def mark(self, key: Key, response: Response) -> Decimal:
        """The share of the question that is right, from 0 to 1. A blank answer is 0."""

    @abstractmethod
    def is_answered(self, presentation: Presentation, response: Response) -> bool:
        """Whether nothing is left to choose."""

    def trouble(self, presentation: Presentation, response: Response) -> str:
        """Why an answer that was typed cannot be one of the kind asked for; "" where it can. Knows no key.

        It is kept and marked as it was typed all the same; only, it does not pass for answered.
        """
        return ""

    @abstractmethod
    def printed(self, presentation: Presentation, order: Order) -> Printed:
        """The body on paper, to be answered with a pen. Knows no key."""

    @abstractmethod
    def key_lines(self, presentation: Presentation, key: Key, reasons: Reasons) -> list[KeyLine]:
        """The key of a practice question on paper."""

    def hint_of(self, presentation: Presentation) -> str | Promise:
        """What to do, in a sentence; a type in which questions are scored in several ways says how."""
        return self.hint

    def parts(self, presentation: Presentation, key: Key) -> list[Part]:
        """What an author wants to see counted of the answers, in order."""
        return []

    def counted(self, presentation: Presentation, key: Key, response: Response) -> list[str]:
        """The ids of those parts to whose count this answer adds."""
        return []

    def goes_on(self, presentation: Presentation, response: Response) -> bool:
        """Whether the answer only leads to the next step, so that nothing can be explained yet."""
        return False

    def pictures(self, presentation: Presentation) -> list[str]:
        """SHA-256 of the files that belong to the question."""
        return []


def drawn(parts: Iterable[Mapping[str, Any]], rng: Random, shuffle: bool) -> list[str]:
    """The ids of the parts in the order in which one paper shows them."""
    order = [part["id"] for part in parts]
    if shuffle:
        rng.shuffle(order)
    return order


def is_blank(response: Response) -> bool:
    """Whether nothing was answered at all."""
    return not any(response.values())
