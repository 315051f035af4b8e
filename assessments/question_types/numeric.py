"""A number with a tolerance, typed with a decimal comma or point."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.errors import QuestionError
from assessments.question_types.authoring import AuthorForm, reason_field
from assessments.question_types.base import FULL, NOTHING, Key, Parsed, Presentation, Raw, Reasons
from assessments.question_types.reading import MAX_REASON, read_line
from assessments.question_types.shown import Response
from assessments.question_types.typed import ANSWER, TypedAnswer

MAX_UNIT: Final = 30
_NUMBER: Final = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?")
_TYPED: Final = re.compile(r"[-+−]?\d[\d.,\s]{0,20}")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:\.\d{3})+")
_ENGLISH: Final = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+")


class NumberForm(forms.Form):
    value = forms.CharField(
        label=gettext_lazy("Right number"),
        max_length=20,
        help_text=gettext_lazy("With a comma: 12,5. Without points between thousands: 1250."),
    )
    tolerance = forms.CharField(
        label=gettext_lazy("Tolerance"),
        max_length=20,
        initial="0",
        help_text=gettext_lazy("How far from the right number an answer may be, either way."),
    )
    unit = forms.CharField(label=gettext_lazy("Unit of measure"), required=False, max_length=MAX_UNIT)
    reason = reason_field()


class NumericForm(AuthorForm):
    settings = NumberForm

    def initial(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        return {**raw, **{name: raw[name].replace(".", ",") for name in ("value", "tolerance")}}

    def raw(self) -> dict[str, Any]:
        read = super().raw()
        return read | {name: number_of_author(read[name]) for name in ("value", "tolerance")}


class Numeric(TypedAnswer):
    """Presentation `{"unit"}`, key `{"value", "tolerance", "unit"}`, the first two as decimal numbers in text.

    The unit stands behind the field; whoever types it as well, in whatever case, answers the same.
    """

    name = "numeric"
    label = gettext_lazy("number")
    fields = ("value", "tolerance", "unit", "reason")
    hint = gettext_lazy("Type a number.")
    mode = "decimal"

    def author_form(self, data: Mapping[str, Any] | None = None, raw: Raw | None = None) -> AuthorForm:
        return NumericForm(data, raw)

    def parse(self, raw: Raw) -> Parsed:
        numbers = read_number(raw)
        unit, reason = read_line(raw.get("unit", ""), 1, MAX_UNIT), read_line(raw.get("reason", ""), 1, MAX_REASON)
        return Parsed({"unit": unit}, numbers | {"unit": unit}, {ANSWER: reason} if reason else {})

    def raw(self, presentation: Presentation, key: Key, reasons: Reasons) -> dict[str, Any]:
        return {
            "value": key["value"],
            "tolerance": key["tolerance"],
            "unit": presentation["unit"],
            "reason": reasons.get(ANSWER, ""),
        }

    def right_answer(self, presentation: Presentation, key: Key) -> str:
        return right_number(key, presentation["unit"])

    def trouble(self, presentation: Presentation, response: Response) -> str:
        typed = response.get("text", "")
        return trouble_with(typed, presentation["unit"]) if typed else ""

    def is_answered(self, presentation: Presentation, response: Response) -> bool:
        return super().is_answered(presentation, response) and not self.trouble(presentation, response)

    def mark(self, key: Key, response: Response) -> Decimal:
        typed = _without_unit(response.get("text", ""), key.get("unit", ""))
        return FULL if number_matches(key, typed) else NOTHING


def read_number(raw: Raw) -> dict[str, str]:
    """The key of an answer in digits: `{"value", "tolerance"}`."""
    numbers = {name: raw.get(name, "") for name in ("value", "tolerance")}
    if not all(isinstance(number, str) and _NUMBER.fullmatch(number) for number in numbers.values()):
        raise QuestionError(_("Number and tolerance are written as digits, such as 12.5."))
    if numbers["tolerance"].startswith("-"):
        raise QuestionError(_("The tolerance cannot be below 0."))
    return numbers


def number_of_author(typed: str) -> str:
    """A number from the author's form as the package has it, `12.5`.

    Raises:
        QuestionError: no number, told with the comma that people write; or `1.250`, which is 1250 to one
            reader and 1,25 to another, and a key must not be.
    """
    bare = typed.strip()
    if _THOUSANDS.fullmatch(bare.lstrip("+-−")) or ("." in bare and "," in bare):
        raise QuestionError(
            _("“%(typed)s” can be read in two ways. Write 1250 without a point, or 1,25 with a comma.")
            % {"typed": bare}
        )
    number = bare.replace("−", "-").replace(",", ".")
    if number and not _NUMBER.fullmatch(number):
        raise QuestionError(_("Number and tolerance are written as digits, such as 12,5."))
    return number


def number_matches(key: Mapping[str, Any], typed: str) -> bool:
    value, tolerance = Decimal(key["value"]), Decimal(key["tolerance"])
    return any(abs(number - value) <= tolerance for number in readings(typed))


def trouble_with(typed: str, unit: str = "") -> str:
    """Said of what can be read as no number; "" for a number."""
    if readings(_without_unit(typed, unit)):
        return ""
    return _("“%(typed)s” is not a number and cannot count as one. Type digits, such as 12 or 12,5.") % {"typed": typed}


def _without_unit(typed: str, unit: str) -> str:
    bare, end = typed.casefold(), unit.casefold()
    return bare.removesuffix(end).rstrip() if end else bare


def right_number(key: Mapping[str, Any], unit: str) -> str:
    """In words, with the tolerance if there is any."""
    words = f"{localize(Decimal(key['value']))} {unit}".rstrip()
    if not Decimal(key["tolerance"]):
        return _("Right answer: %(answer)s.") % {"answer": words}
    return _("Right answer: %(answer)s, up to %(tolerance)s more or less.") % {
        "answer": words,
        "tolerance": localize(Decimal(key["tolerance"])),
    }


def readings(typed: str) -> list[Decimal]:
    """The numbers that the text may mean: `1.250` is 1250 as well as 1,25, and both are let stand."""
    if not _TYPED.fullmatch(typed):
        return []
    bare = "".join(typed.split()).replace("−", "-")
    sign, digits = (bare[0], bare[1:]) if bare[0] in "+-" else ("", bare)
    forms_ = {digits.replace(",", "."), digits.replace(".", "").replace(",", ".")}
    if "," in digits and "." not in digits and digits.count(",") > 1:
        forms_ = {digits.replace(",", "")}
    elif "." in digits and "," not in digits and not _THOUSANDS.fullmatch(digits):
        forms_ = {digits}
    elif _ENGLISH.fullmatch(digits):
        forms_ = {digits.replace(",", "")}
    return [Decimal(sign + form) for form in sorted(forms_) if _NUMBER.fullmatch(form)]
