"""The living style page: every component in every state, in the theme that this browser has chosen.

Open to everybody: it reads no table and shows nobody. Its words are samples and not translated.
"""

from dataclasses import replace
from random import Random
from typing import Any, TypeVar

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from accounts.forms import DisplayForm
from assessments.domain.remembered import StoredKey, StoredQuestion
from assessments.domain.showing import review_question, show_question
from assessments.question_types import question_types
from assessments.question_types.reviewed import ReviewedQuestion
from assessments.question_types.shown import ShownQuestion
from common.text.difference import compare_lines
from lms.views.style_guide_questions import SAMPLES

_Question = TypeVar("_Question", ShownQuestion, ReviewedQuestion)


@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "style_guide.html",
        {
            "crumbs": [{"url": "/", "label": "Trang chủ"}, {"url": "#main", "label": "An toàn thông tin"}],
            "display_form": DisplayForm.of(request),
            "samples": [
                Message(constants.INFO, "Phiên bản mới của khóa học có từ ngày 05 tháng 9 năm 2026."),
                Message(constants.SUCCESS, "Đã lưu thay đổi."),
                Message(constants.WARNING, "Còn 3 ngày đến hạn hoàn thành."),
                Message(constants.ERROR, "Tệp có 12 dòng lỗi, chưa nhập dữ liệu."),
            ],
            "form": _SampleForm({"email": "an.nguyen", "note": ""}),
            "page_obj": Paginator(range(30), 10).page(2),
            "cards": _cards(),
            "modules": _modules(),
            "tabs": [
                {"url": "#main", "label": "Theo đơn vị", "current": True, "count": None},
                {"url": "#main", "label": "Quá hạn", "current": False, "count": 41},
            ],
            "changed_lines": compare_lines(
                ["Đổi mật khẩu sáu tháng một lần.", "Khóa màn hình khi rời bàn."],
                ["Đổi mật khẩu khi nghi bị lộ.", "Khóa màn hình khi rời bàn."],
            ),
            "questions": _questions(),
        },
    )


class _SampleForm(forms.Form):
    full_name = forms.CharField(label="Họ và tên", help_text="Viết như trong quyết định.")
    email = forms.EmailField(label="Thư điện tử công vụ")
    group = forms.ChoiceField(label="Nhóm chức danh", choices=[("4", "Chuyên môn"), ("5", "Cấp xã")])
    way = forms.ChoiceField(
        label="Cách nhận giấy chứng nhận", choices=[("a", "Tệp PDF"), ("b", "Bản in")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label="Đã kiểm tra thông tin")


def _cards() -> list[dict[str, Any]]:
    card = {
        "url": "#main",
        "title": "Nhận biết và xử lý lừa đảo, mã độc",
        "summary": "Nhận ra thư, tin nhắn, cuộc gọi lừa đảo; xử lý khi máy nhiễm mã độc.",
        "track": "An toàn thông tin",
        "level": "Cơ bản",
        "minutes": 55,
        "lessons": 3,
    }
    begun = {"status": "dang-hoc", "done": 2, "total": 4, "due": "11/12/2026", "sample": True}
    return [card | begun, card | {"title": "Ứng xử trên mạng xã hội", "track": "Văn hóa mạng"}]


def _modules() -> list[dict[str, Any]]:
    lesson = {"url": "#main", "kind": "lesson", "minutes": 12}
    return [
        {
            "title": "Nhận ra, dừng lại, xác minh",
            "activities": [
                {**lesson, "title": "Lừa đảo qua thư, tin nhắn, điện thoại", "done": True},
                {**lesson, "title": "Tệp đính kèm và mã độc tống tiền", "current": True},
                {**lesson, "title": "Giả mạo bằng AI", "note": "Không bắt buộc"},
            ],
        },
        {
            "title": "Kiểm tra cuối khóa",
            "activities": [
                {"url": "#main", "kind": "quiz", "title": "Bài kiểm tra thử", "status": "chua-dat", "minutes": 10},
                {"url": "", "kind": "quiz", "title": "Bài kiểm tra cuối khóa", "locked": True, "note": "Sau 3 bài học"},
            ],
        },
    ]


def _questions() -> list[ShownQuestion | ReviewedQuestion]:
    """Each type as it is asked and as it is reviewed, made by the code that makes them for a paper."""
    shown: list[ShownQuestion | ReviewedQuestion] = []
    total = 2 * len(question_types())
    for spec in question_types():
        stem, raw, answer = SAMPLES[spec.name]
        parsed = spec.parse(raw)
        question = StoredQuestion(0, 0, spec.name, format_html("<p>{}</p>", stem), parsed.presentation)
        key = StoredKey(
            0, spec.name, parsed.key, parsed.reasons, format_html("<p>{}</p>", "Dừng lại, xem kỹ, hỏi lại.")
        )
        order = spec.draw_order(parsed.presentation, Random(0), shuffle=False)  # noqa: S311
        score = spec.mark(key.key, answer)
        at = len(shown) + 1
        asked = show_question(question, order, {}, name=f"q{at}", position=at, total=total)
        reviewed = review_question(
            question, key, order, answer, score=score, name=f"q{at + 1}", position=at + 1, total=total
        )
        shown += [_with_own_picture(asked), _with_own_picture(reviewed)]
    return shown


def _with_own_picture(question: _Question) -> _Question:
    """A picture of a question lies behind a sign-in; here the mark of the house stands for it."""
    picture = getattr(question.body, "picture", None)
    if picture is None:
        return question
    own = replace(picture, url=static("lms/logo.svg"))
    return replace(question, body=replace(question.body, picture=own))  # type: ignore[call-arg]
