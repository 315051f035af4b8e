"""Rows of the author's form: nothing typed in them is lost, and no two say the same."""

import re
from copy import deepcopy
from typing import Any

import pytest
from django.urls import reverse

from assessments.domain.bank import save_question
from assessments.errors import QuestionError
from assessments.forms.bank import BankFilterForm
from assessments.models import Category, Question, QuestionVersion
from assessments.question_types import question_type
from committees.enums import Role
from tests.assessments.builders import make_category, make_question, raw_question
from tests.assessments.samples import PARTS
from tests.assessments.test_authoring import enter, filled, make_author

pytestmark = pytest.mark.django_db

# What an author may type in an empty row of each type besides its main text, and how its absence is told.
TORN = [
    ("single", "options", {"reason": "Lý do đã gõ"}, "Dòng 8: thiếu nội dung."),
    ("multiple", "options", {"correct": "on"}, "Dòng 8: thiếu nội dung."),
    ("ordering", "items", {"reason": "Lý do đã gõ"}, "Dòng 8: thiếu nội dung."),
    ("matching", "items", {"target": "2"}, "Dòng 8: thiếu nội dung."),
    ("true_false_matrix", "statements", {"true": "on"}, "Dòng 8: thiếu nội dung."),
    ("scenario", "scenes", {"sender": "Người gửi đã gõ", "subject": "Chủ đề"}, "Dòng 8: thiếu nội dung."),
    ("scenario", "choices", {"reason": "Lý do đã gõ"}, "Dòng 24: thiếu nội dung."),
    ("gaps", "gaps", {"others": "Sai đã gõ"}, "Dòng 8: thiếu đáp án đúng."),
    ("select_words", "phrases", {"reason": "Lý do đã gõ"}, "Dòng 12: thiếu nội dung."),
    ("essay", "criteria", {"levels": "1 | Mức đã gõ"}, "Dòng 8: thiếu tiêu chí."),
]


@pytest.mark.parametrize(("kind", "field", "typed", "words"), TORN)
def test_what_is_typed_without_the_main_text_of_its_row_is_told_of_and_kept(
    kind: str, field: str, typed: dict[str, str], words: str
) -> None:
    trainer = make_author("giangvien", Role.TRAINER)
    question = make_question(make_category(owner=trainer), kind).question
    client, url = enter(trainer), reverse("assessments_edit_question", args=[question.uuid])
    last = int(words.split()[1].rstrip(":")) - 1
    data = filled(client, url, **{f"{field}-{last}-{name}": value for name, value in typed.items()})
    reply = client.post(url, data)
    page = reply.content.decode()
    assert reply.status_code == 200 and words in page
    assert all(value in page for value in typed.values()) and QuestionVersion.objects.count() == 1
    data[f"{field}-{last}-{'answers' if kind == 'gaps' else 'text'}"] = "Nội dung nay đã có"
    assert words not in client.post(url, data).content.decode()


def test_a_known_row_goes_with_its_words_but_not_with_what_is_typed_beside() -> None:
    trainer = make_author("giangvien", Role.TRAINER)
    options = [{"id": name, "text": name, "correct": name == "a", "reason": f"Vì {name}"} for name in "abc"]
    question = make_question(make_category(owner=trainer), "single", options=options).question
    client, url = enter(trainer), reverse("assessments_edit_question", args=[question.uuid])
    typed = filled(client, url, **{"options-2-text": "", "options-2-reason": "Lý do mới"})
    assert "Dòng 3: thiếu nội dung." in client.post(url, typed).content.decode()
    assert client.post(url, filled(client, url, **{"options-2-text": ""})).status_code == 302
    assert len(question.versions.get(number=2).presentation["options"]) == 2


def test_a_new_question_with_two_options_that_read_the_same_is_refused_with_its_rows() -> None:
    trainer = make_author("giangvien", Role.TRAINER)
    category, client = make_category(owner=trainer), enter(trainer)
    url = reverse("assessments_add_question", args=["single"])
    wanted = {
        "category": category.pk,
        "code": "S1",
        "stem": "Chọn gì?",
        "options-0-text": "Giống nhau",
        "options-0-correct": "on",
        "options-1-text": "Khác",
        "options-3-text": "giống  NHAU",
    }
    page = client.post(url, filled(client, url, **wanted)).content.decode()
    assert "Dòng 4 giống dòng 1." in page and "giống  NHAU" in page
    assert not Question.objects.exists()
    assert client.post(url, filled(client, url, **{**wanted, "options-3-text": "Khác nữa"})).status_code == 302


def _twice(kind: str) -> tuple[dict[str, Any], str]:
    raw = deepcopy(raw_question(kind))
    lists = {"matching": "targets", "true_false_matrix": "statements", "ordering": "items"}
    parts = raw["scenes"][0]["choices"] if kind == "scenario" else raw[lists.get(kind, "options")]
    parts[1]["text"] = f" {parts[0]['text'].upper()} "
    return raw, "mục 1 và mục 2 giống nhau"


TWICE = ("single", "multiple", "true_false", "ordering", "matching", "true_false_matrix", "scenario")


@pytest.mark.parametrize("kind", TWICE)
def test_from_a_package_or_a_sheet_parts_that_read_the_same_are_refused(kind: str) -> None:
    category = make_category()
    raw, words = _twice(kind)
    with pytest.raises(QuestionError, match=words):
        save_question(category=category, code="Q1", raw=raw, is_practice=False, actor=None)


def test_what_was_kept_before_can_still_be_corrected() -> None:
    raw, _words = _twice("single")
    spec = question_type("single")
    parsed = spec.parse(raw)
    raw |= spec.raw(parsed.presentation, parsed.key, parsed.reasons)
    assert spec.rekeyed(parsed.presentation, parsed.key, raw) == parsed
    form = spec.author_form(raw=raw)
    data = {"options-TOTAL_FORMS": "8", "options-INITIAL_FORMS": "0"}
    for number, row in enumerate(form.sets["options"].forms):
        data |= {f"options-{number}-{name}": str(row[name].value() or "") for name in ("id", "text", "reason")}
        data |= {f"options-{number}-correct": "on"} if row["correct"].value() else {}
    data["options-INITIAL_FORMS"] = str(form.sets["options"].initial_form_count())
    assert spec.author_form(data, raw).is_valid()


@pytest.mark.parametrize("kind", PARTS)
def test_what_the_samples_say_can_be_told_apart(kind: str) -> None:
    question_type(kind).read(raw_question(kind))


def test_too_few_rows_are_told_of_without_a_limit_that_the_form_does_not_offer() -> None:
    raw = raw_question("ordering")
    with pytest.raises(QuestionError, match=r"phải có ít nhất 2 mục\.$"):
        question_type("ordering").parse(raw | {"items": raw["items"][:1]})
    many = [{"id": f"i{n}", "text": f"Ý {n}", "reason": ""} for n in range(13)]
    with pytest.raises(QuestionError, match=r"chỉ được có tối đa 12 mục\.$"):
        question_type("ordering").parse(raw | {"items": many})


def test_a_number_is_asked_for_with_the_comma_that_people_write() -> None:
    trainer = make_author("giangvien", Role.TRAINER)
    category, client = make_category(owner=trainer), enter(trainer)
    url = reverse("assessments_add_question", args=["numeric"])
    wanted = {"category": category.pk, "code": "N1", "stem": "Bao nhiêu?", "set-value": "mười", "set-tolerance": "0"}
    reply = client.post(url, filled(client, url, **wanted))
    assert "ví dụ 12,5." in str(reply.context["form"].non_field_errors())


def test_who_has_no_category_yet_is_led_to_one_before_anything_is_typed() -> None:
    client = enter(make_author("giangvien", Role.TRAINER))
    write = reverse("assessments_choose_type")
    page = client.get(write, {"type": "ordering"}, follow=True)
    asked, _status = page.redirect_chain[-1]
    assert asked == f"{reverse('assessments_add_category')}?soan=ordering"
    assert "Hãy thêm nhóm trước" in page.content.decode()
    made = client.post(asked, {"new_bank": "kho-moi", "name": "Nhóm đầu tiên"})
    category = Category.objects.get()
    assert made["Location"] == f"{reverse('assessments_add_question', args=['ordering'])}?category={category.pk}"
    form = client.get(made["Location"]).context["form"]
    assert form["category"].value() == category.pk
    # What somebody typed in a form that was open already is not led away.
    category.delete()
    kept = client.post(reverse("assessments_add_question", args=["single"]), {"stem": "Đã gõ rồi"})
    assert kept.status_code == 200 and "Đã gõ rồi" in kept.content.decode()


@pytest.mark.parametrize("name", ["assessments_add_quiz", "interop_send_sheet"])
def test_who_has_no_bank_yet_is_led_to_a_category_first(name: str) -> None:
    trainer = make_author("giangvien", Role.TRAINER)
    client = enter(trainer)
    page = client.get(reverse(name), follow=True)
    assert page.redirect_chain == [(reverse("assessments_add_category"), 302)]
    assert "Hãy thêm nhóm trước" in page.content.decode()
    make_category(owner=trainer)
    assert client.get(reverse(name)).status_code == 200


def test_the_choices_of_the_state_fit_their_field() -> None:
    """The narrow field of the filter cuts what is longer than this."""
    choices = BankFilterForm.base_fields["state"].choices
    assert [str(label) for _value, label in choices if len(str(label)) > 15] == []


def _folded(page: str) -> list[str]:
    """Names of the fields that stand behind “Thêm dòng”."""
    behind = page.split("<summary>Thêm dòng</summary>")[1:]
    return [name for part in behind for name in re.findall(r'name="(\w+-\d+-text)"', part.split("</details>")[0])]


def test_free_rows_beyond_the_first_few_are_folded_away_until_they_are_used() -> None:
    trainer = make_author("giangvien", Role.TRAINER)
    category, client = make_category(owner=trainer), enter(trainer)
    url = reverse("assessments_add_question", args=["ordering"])
    page = client.get(url).content.decode()
    assert _folded(page) == [f"items-{n}-text" for n in range(4, 8)] and "<td>5<" in page
    wanted = {"category": category.pk, "code": "O1", "stem": "", "items-5-text": "Ở dòng sáu"}
    assert _folded(client.post(url, filled(client, url, **wanted)).content.decode()) == []
    full = [{"id": f"i{n}", "text": f"Ý {n}", "reason": ""} for n in range(8)]
    question = make_question(category, "ordering", items=full).question
    edit = reverse("assessments_edit_question", args=[question.uuid])
    assert "Thêm dòng" not in client.get(edit).content.decode()
