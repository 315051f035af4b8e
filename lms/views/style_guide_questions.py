"""A sample of each type of question for the style page, with an answer that is partly right."""

from typing import Any, Final

from assessments.question_types.shown import Response

_OPTIONS: Final = [
    {"id": "a", "text": "Gọi lại theo số trong danh bạ", "correct": True, "reason": "Số đã biết từ trước."},
    {"id": "b", "text": "Báo cán bộ công nghệ thông tin", "correct": True, "reason": "Để cảnh báo cả cơ quan."},
    {"id": "c", "text": "Bấm liên kết để kiểm tra", "correct": False, "reason": "Liên kết có thể dẫn tới trang giả."},
]
# By question type: the stem, the body in the package form, and the answer.
SAMPLES: Final[dict[str, tuple[str, dict[str, Any], Response]]] = {
    "single": (
        "Thư lạ hối thúc nhập lại mật khẩu. Việc nên làm trước hết là gì?",
        {"options": [_OPTIONS[0], *({**option, "correct": False} for option in _OPTIONS[1:])]},
        {"chosen": ["b"]},
    ),
    "multiple": (
        "Những việc nào nên làm khi nghi ngờ một bức thư?",
        {"options": _OPTIONS},
        {"chosen": ["a", "c"]},
    ),
    "true_false": (
        "Cơ quan yêu cầu gửi mật khẩu qua thư điện tử là bình thường.",
        {
            "options": [
                {"id": "dung", "text": "Đúng", "correct": False, "reason": ""},
                {"id": "sai", "text": "Sai", "correct": True, "reason": "Không ai được hỏi mật khẩu của người khác."},
            ]
        },
        {"chosen": ["b"]},
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
        {"order": ["b", "a", "c"]},
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
        {"pairs": {"a": "b", "b": "b"}},
    ),
    "scenario": (
        "Một thư lạ vừa tới hộp thư công vụ. Hãy xử lý từng bước.",
        {
            "medium": "email",
            "scenes": [
                {
                    "id": "thu",
                    "from": "Bộ phận kỹ thuật <hotro@cong-vu-online.example>",
                    "subject": "Hộp thư sắp bị khóa",
                    "text": "<p>Hộp thư sẽ bị khóa sau 30 phút. Bấm vào liên kết để xác nhận mật khẩu.</p>",
                    "choices": [
                        {
                            "id": "goi",
                            "text": "Gọi cán bộ công nghệ thông tin theo số trong danh bạ",
                            "right": True,
                            "next": "hoi",
                            "reason": "Hỏi lại bằng số đã biết.",
                        },
                        {
                            "id": "bam",
                            "text": "Bấm liên kết và nhập mật khẩu",
                            "right": False,
                            "next": None,
                            "reason": "Liên kết dẫn tới trang giả.",
                        },
                    ],
                },
                {
                    "id": "hoi",
                    "from": "Cán bộ công nghệ thông tin",
                    "subject": "Trả lời",
                    "text": "<p>Không có đợt kiểm tra nào như vậy.</p>",
                    "choices": [
                        {
                            "id": "bao",
                            "text": "Báo thư lừa đảo để cảnh báo cả cơ quan",
                            "right": True,
                            "next": None,
                            "reason": "Người khác cũng có thể nhận được thư này.",
                        },
                        {
                            "id": "xoa",
                            "text": "Xóa thư và không nói với ai",
                            "right": False,
                            "next": None,
                            "reason": "Đồng nghiệp vẫn có thể mắc bẫy.",
                        },
                    ],
                },
            ],
        },
        {"sent": ["a2"], "chosen": "b2"},
    ),
    "hot_spots": (
        "Tìm những điều chưa an toàn trong hình.",
        {
            "picture": {"image": 0, "asset": f"{'0' * 64}/mau.svg", "width": 640, "height": 240, "alt": "Bàn làm việc"},
            "regions": [
                {
                    "id": name,
                    "label": label,
                    "x": x,
                    "y": 20,
                    "width": 25,
                    "height": 50,
                    "fault": fault,
                    "reason": reason,
                }
                for name, label, x, fault, reason in (
                    ("giay", "Mảnh giấy dán trên màn hình", 5, True, "Mật khẩu để lộ trên giấy."),
                    ("coc", "Cốc nước", 37, False, "Để xa máy thì không sao."),
                    ("man", "Màn hình đang mở", 69, True, "Rời bàn phải khóa màn hình."),
                )
            ],
        },
        {"chosen": ["a", "b"]},
    ),
    "true_false_matrix": (
        "Mỗi câu sau đúng hay sai?",
        {
            "statements": [
                {"id": "1", "text": "Mật khẩu dài khó đoán hơn mật khẩu ngắn.", "true": True, "reason": ""},
                {"id": "2", "text": "Có thể dùng chung một mật khẩu.", "true": False, "reason": "Lộ một là lộ hết."},
            ]
        },
        {"marks": {"a": "true", "b": "true"}},
    ),
    "numeric": (
        "Mật khẩu của hệ thống phải có ít nhất bao nhiêu ký tự?",
        {"value": "12", "tolerance": "0", "unit": "ký tự", "reason": "Theo quy chế sử dụng."},
        {"text": "8"},
    ),
    "short_text": (
        "Việc giả làm cơ quan, người quen để lấy thông tin gọi là gì?",
        {
            "accepted": ["lừa đảo giả mạo", "giả mạo"],
            "match_case": False,
            "match_diacritics": False,
            "match_spacing": False,
            "reason": "",
        },
        {"text": "gia mao"},
    ),
    "gaps": (
        "Điền vào chỗ trống trong bản hướng dẫn sau.",
        {
            "text": "<p>Mật khẩu có ít nhất [[1]] ký tự và [[2]] cho người khác. Nghi bị lộ thì [[3]] ngay.</p>",
            "gaps": [
                {"id": "1", "kind": "number", "value": "12", "tolerance": "0", "reason": "Theo quy chế sử dụng."},
                {"id": "2", "kind": "menu", "right": "không đưa", "others": ["chỉ đưa", "nên đưa"], "reason": ""},
                {
                    "id": "3",
                    "kind": "text",
                    "accepted": ["đổi mật khẩu"],
                    "match_case": False,
                    "match_diacritics": False,
                    "match_spacing": False,
                    "reason": "Rồi báo người phụ trách.",
                },
            ],
        },
        {"gaps": {"a": "12", "c": "tắt máy"}},
    ),
    "select_words": (
        "Chọn những dấu hiệu lừa đảo trong bức thư sau.",
        {
            "text": "<p>Kính gửi [[1]], hộp thư sẽ [[2]]. Hãy gửi [[3]] cho chúng tôi. [[4]].</p>",
            "phrases": [
                {"id": "1", "text": "đồng chí", "correct": False, "reason": ""},
                {"id": "2", "text": "bị khóa trong 30 phút", "correct": True, "reason": "Hối thúc để không kịp nghĩ."},
                {"id": "3", "text": "mật khẩu", "correct": True, "reason": "Không ai được hỏi mật khẩu."},
                {"id": "4", "text": "Trân trọng", "correct": False, "reason": "Lời chào thông thường."},
            ],
        },
        {"chosen": ["b", "d"]},
    ),
    "essay": (
        "Một người tự xưng là cán bộ kỹ thuật gọi điện hỏi mật khẩu của đồng chí. Đồng chí xử lý thế nào?",
        {
            "criteria": [
                {
                    "id": "1",
                    "text": "Nhận ra dấu hiệu lừa đảo",
                    "levels": [
                        {"points": "0", "text": "Không nêu dấu hiệu nào"},
                        {"points": "1", "text": "Nêu một dấu hiệu"},
                        {"points": "2", "text": "Nêu từ hai dấu hiệu, có giải thích"},
                    ],
                },
                {
                    "id": "2",
                    "text": "Báo đúng người",
                    "levels": [{"points": "0", "text": "Không báo"}, {"points": "1", "text": "Báo người phụ trách"}],
                },
            ],
            "guidance": "",
        },
        {"text": "Tôi không đọc mật khẩu cho ai.\n\nTôi ghi lại số máy rồi báo người phụ trách của cơ quan."},
    ),
}
