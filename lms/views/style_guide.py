"""The living style page: every component in every state, in the theme that this browser has chosen.

Open to everybody: it reads no table and shows nobody. Its words are samples and not translated.
"""

from random import Random
from typing import Any, Final

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from accounts.forms import DisplayForm
from assessments.domain.remembered import StoredKey, StoredQuestion
from assessments.domain.showing import review_question, show_question
from assessments.question_types import question_types
from assessments.question_types.reviewed import ReviewedQuestion
from assessments.question_types.shown import Response, ShownQuestion

_OPTIONS: Final = [
    {"id": "a", "text": "Gọi lại theo số trong danh bạ", "correct": True, "reason": "Số đã biết từ trước."},
    {"id": "b", "text": "Báo cán bộ công nghệ thông tin", "correct": True, "reason": "Để cảnh báo cả cơ quan."},
    {"id": "c", "text": "Bấm liên kết để kiểm tra", "correct": False, "reason": "Liên kết có thể dẫn tới trang giả."},
]
# By question type: the stem, the body in the package form, and an answer that is partly right.
_QUESTIONS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "single": (
        "Thư lạ hối thúc nhập lại mật khẩu. Việc nên làm trước hết là gì?",
        {"options": [_OPTIONS[0], *({**option, "correct": False} for option in _OPTIONS[1:])]},
    ),
    "multiple": ("Những việc nào nên làm khi nghi ngờ một bức thư?", {"options": _OPTIONS}),
    "true_false": (
        "Cơ quan yêu cầu gửi mật khẩu qua thư điện tử là bình thường.",
        {
            "options": [
                {"id": "dung", "text": "Đúng", "correct": False, "reason": ""},
                {"id": "sai", "text": "Sai", "correct": True, "reason": "Không ai được hỏi mật khẩu của người khác."},
            ]
        },
    ),
    "ordering": (
        "Sắp xếp các bước xử lý khi máy nhiễm mã độc.",
        {
            "items": [
                {"id": "1", "text": "Ngắt mạng", "reason": ""},
                {"id": "2", "text": "Báo người phụ trách", "reason": ""},
                {"id": "3", "text": "Ghi lại diễn biến", "reason": ""},
            ]
        },
    ),
    "matching": (
        "Ghép mỗi lời lẽ với cảm xúc bị lợi dụng.",
        {
            "targets": [{"id": "gap", "text": "Gấp"}, {"id": "so", "text": "Sợ"}],
            "items": [
                {"id": "1", "text": "“Chỉ còn 30 phút”", "target": "gap", "reason": ""},
                {"id": "2", "text": "“Liên quan đến vụ án”", "target": "so", "reason": ""},
            ],
        },
    ),
}


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
        stem, raw = _QUESTIONS[spec.name]
        parsed = spec.parse(raw)
        question = StoredQuestion(0, 0, spec.name, format_html("<p>{}</p>", stem), parsed.presentation)
        key = StoredKey(
            0, spec.name, parsed.key, parsed.reasons, format_html("<p>{}</p>", "Dừng lại, xem kỹ, hỏi lại.")
        )
        order = spec.draw_order(parsed.presentation, Random(0), shuffle=False)  # noqa: S311
        answer = _half_right(parsed.key)
        score = spec.mark(key.key, answer)
        at = len(shown) + 1
        shown += [
            show_question(question, order, {}, name=f"q{at}", position=at, total=total),
            review_question(question, key, order, answer, score=score, name=f"q{at + 1}", position=at + 1, total=total),
        ]
    return shown


def _half_right(key: dict[str, Any]) -> Response:
    """An answer with something right, something wrong and something missed, as far as the type has them."""
    names = [ours for ours, _author in key["ids"]]
    if "order" in key:
        return {"order": [key["order"][0], *reversed(key["order"][1:])]}
    if "pairs" in key:
        return {"pairs": dict.fromkeys(names, next(iter(key["pairs"].values())))}
    wrong = next(name for name in names if name not in key["correct"])
    return {"chosen": [*key["correct"][:-1], wrong]}
