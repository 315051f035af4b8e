"""A course that holds what the starter courses have no use for yet: every block, an exercise of every type.

The words are as long as those of a real lesson, so that a look at them tells something.
"""

from typing import Any, Final

from interop.domain.starter import STARTER
from tests.browser.steps import EVERY_BLOCK_COURSE
from tests.courses.builders import tiny_package

BLOCKS: Final = "moi-khoi"
EXERCISES: Final = "moi-bai-thuc-hanh"


def every_block_package() -> dict[str, Any]:
    package = tiny_package()
    head = package["course.json"]
    head |= {"slug": EVERY_BLOCK_COURSE, "code": "MK1", "title": {"vi": "Mọi khối của bài học", "en": ""}}
    head["modules"][0]["activities"] = [{"lesson": BLOCKS}, {"lesson": EXERCISES}]
    for name in [name for name in package if name.startswith("lessons/")]:
        del package[name]
    counted = [question for question in package["questions.json"] if not question["practice"]]
    package["questions.json"] = [*counted, *_PRACTICE]
    package["media/thu.svg"] = (STARTER / "lua-dao-ma-doc" / "media" / "giai-phau-thu.svg").read_bytes()
    del package["media/hinh.png"]
    package[f"lessons/{BLOCKS}.json"] = _lesson(BLOCKS, "Mọi khối", _BLOCKS)
    package[f"lessons/{EXERCISES}.json"] = _lesson(EXERCISES, "Mọi dạng bài thực hành", _exercises())
    return package


def _exercises() -> list[dict[str, Any]]:
    return [{"type": "exercise", "value": {"question": question["code"]}} for question in _PRACTICE]


def _lesson(slug: str, title: str, body: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "slug": slug,
        "title": {"vi": title, "en": ""},
        "summary": {"vi": "Để xem từng khối, từng dạng bài.", "en": ""},
        "outcome": "Sau bài này, học viên nhận ra từng khối của một bài học.",
        "minutes": 10,
        "competences": [],
        "body": body,
    }


def _question(number: int, kind: str, stem: str, **parts: Any) -> dict[str, Any]:
    return {
        "code": f"MK-{number}",
        "type": kind,
        "practice": True,
        "category": "Nhóm một",
        "difficulty": 1,
        "competences": [],
        "stem": f"<p>{stem}</p>",
        **parts,
        "explanation": "<p>Dừng lại, xem kỹ rồi gọi bằng số đã biết: chậm một phút, giữ được hộp thư của cả xã.</p>",
    }


_BLOCKS: Final[list[dict[str, Any]]] = [
    {
        "type": "text",
        "value": "<h2>Một buổi sáng thứ Hai</h2><p>Chị Hạnh, văn thư xã Hương Sen, vừa mở máy thì thấy thư mới. "
        "Ngoài hành lang, ba người dân đang chờ.</p><h3>Việc cần nhớ</h3><ul><li><strong>Gấp</strong>: để không kịp "
        "hỏi ai.</li><li><strong>Sợ</strong>: để làm theo.</li></ul><ol><li>Dừng lại.</li><li>Gọi lại.</li></ol>",
    },
    *(
        {
            "type": "callout",
            "value": {
                "kind": kind,
                "title": title,
                "text": "<p>Mật khẩu không đọc qua điện thoại, kể cả khi người gọi biết họ tên và chức vụ.</p>",
            },
        }
        for kind, title in (("note", "Ghi nhớ"), ("warning", "Cẩn thận"), ("law", "Căn cứ"))
    ),
    {
        "type": "picture",
        "value": {"file": "media/thu.svg", "alt": "Một bức thư có bốn chỗ đánh số.", "caption": "Bốn chỗ cần soi."},
    },
    {
        "type": "table",
        "value": {
            "caption": "Kênh gửi và việc phù hợp",
            "header": ["Kênh", "Phù hợp với", "Không dùng cho", "Ai trả lời"],
            "rows": [
                ["Thư công vụ", "Tài liệu không mật", "Danh sách có số căn cước", "Văn thư"],
                ["Điện thoại bàn", "Xác minh một yêu cầu lạ", "Đọc mật khẩu, mã OTP", "Người trực"],
            ],
        },
    },
    {
        "type": "steps",
        "value": {"title": "Bốn việc theo thứ tự", "steps": ["Dừng tay.", "Xem địa chỉ gửi.", "Gọi lại.", "Báo cáo."]},
    },
    {
        "type": "pair",
        "value": {
            "do": ["Gọi lại bằng số trong danh bạ cơ quan.", "Giữ nguyên thư để làm bằng chứng."],
            "dont": ["Bấm vào nút trong thư.", "Chuyển tiếp thư cho cả phòng “để cảnh báo”."],
        },
    },
    {
        "type": "definition",
        "value": {"term": "Tên miền", "text": "Phần tên của một nơi trên mạng, đọc từ bên phải: gov.vn, rồi tên tỉnh."},
    },
    {
        "type": "accordion",
        "value": {
            "parts": [
                {"title": "Nếu đã lỡ bấm thì sao?", "text": "<p>Ngắt mạng, không tắt máy, gọi người phụ trách.</p>"},
                {"title": "Nếu đã gõ mật khẩu?", "text": "<p>Đổi mật khẩu từ một máy khác, rồi báo ngay.</p>"},
            ]
        },
    },
    {
        "type": "video",
        "value": {
            "file": "media/phim.mp4",
            "title": "Xem một địa chỉ gửi",
            "captions": "media/phim.vtt",
            "transcript": "<p>Nhìn vào phần sau dấu a còng. Đọc từ bên phải sang.</p>",
        },
    },
    {
        "type": "audio",
        "value": {
            "file": "media/loi.mp3",
            "title": "Một cuộc gọi lạ",
            "transcript": "<p>– A lô, tôi ở ngân hàng.</p><p>– Tôi sẽ gọi lại bằng số trên thẻ.</p>",
        },
    },
    {"type": "download", "value": {"file": "media/bang.csv", "title": "Bảng ghi những lần nhận thư lạ"}},
]


def _options(*texts: str, right: tuple[int, ...]) -> list[dict[str, Any]]:
    return [
        {"id": f"c{n}", "text": text, "correct": n in right, "reason": f"Vì người gửi chưa được xác minh ({n})."}
        for n, text in enumerate(texts, start=1)
    ]


_PRACTICE: Final[list[dict[str, Any]]] = [
    _question(
        1,
        "single",
        "Thư báo hộp thư sắp bị khóa. Việc đầu tiên là gì?",
        options=_options(
            "Bấm “Xác minh ngay”", "Gọi lại bằng số đã biết", "Chuyển cho cả phòng", "Xóa thư", right=(2,)
        ),
    ),
    _question(
        2,
        "multiple",
        "Những dấu hiệu nào đáng ngờ?",
        options=_options("Bị giục", "Đòi mật khẩu", "Có số hiệu văn bản", "Đuôi địa chỉ lạ", right=(1, 2, 4)),
    ),
    _question(
        3,
        "true_false",
        "Biết họ tên của chị Hạnh chứng tỏ người gọi là người của ngân hàng.",
        options=_options("Sai", "Đúng", right=(1,)),
    ),
    _question(
        4,
        "ordering",
        "Xếp việc theo thứ tự khi đã lỡ bấm.",
        items=[
            {"id": f"b{n}", "text": text, "reason": f"Việc thứ {n} chặn thiệt hại trước khi làm việc sau."}
            for n, text in enumerate(("Ngắt mạng", "Gọi người phụ trách", "Ghi lại giờ", "Đổi mật khẩu"), start=1)
        ],
    ),
    _question(
        5,
        "matching",
        "Mỗi câu lợi dụng cảm xúc nào?",
        targets=[{"id": f"t{n}", "text": text} for n, text in enumerate(("Gấp", "Sợ", "Ham"), start=1)],
        items=[
            {"id": f"m{n}", "text": text, "target": f"t{n}", "reason": "Nhìn vào điều câu nói hứa hoặc dọa."}
            for n, text in enumerate(("Chỉ còn 15 phút", "Có liên quan đến vụ án", "Được hoàn tiền"), start=1)
        ],
    ),
    _question(
        6,
        "true_false_matrix",
        "Câu nào đúng, câu nào sai?",
        statements=[
            {"id": f"s{n}", "text": text, "true": is_true, "reason": "Tên hiển thị thì ai cũng gõ được."}
            for n, (text, is_true) in enumerate(
                (
                    ("Tên hiển thị có thể bị giả.", True),
                    ("Ổ khóa trên trình duyệt nghĩa là trang tử tế.", False),
                    ("Mã OTP không đọc cho ai.", True),
                ),
                start=1,
            )
        ],
    ),
    _question(
        7,
        "numeric",
        "Xã có 120 cán bộ, 90 người hoàn thành. Tỷ lệ là bao nhiêu phần trăm?",
        value="75",
        tolerance="0",
        unit="%",
        reason="90 ÷ 120 = 0,75.",
    ),
    _question(
        8,
        "short_text",
        "Phần địa chỉ đứng sau dấu @ gọi là gì?",
        accepted=["tên miền"],
        match_case=False,
        match_diacritics=False,
        match_spacing=False,
        reason="Tên miền cho biết thư đi từ hệ thống nào.",
    ),
    _question(
        9,
        "gaps",
        "Điền vào chỗ trống.",
        text="<p>Mật khẩu nên dài ít nhất [[dai]] ký tự.</p><p>Khi ngờ đã lộ thì [[viec]] mật khẩu rồi báo [[ai]].</p>",
        gaps=[
            {"id": "dai", "kind": "number", "value": "12", "tolerance": "0", "reason": "Dài khó đoán hơn lạ."},
            {
                "id": "viec",
                "kind": "menu",
                "right": "đổi",
                "others": ["giữ", "mượn"],
                "reason": "Để mã cũ hết giá trị.",
            },
            {
                "id": "ai",
                "kind": "text",
                "accepted": ["người phụ trách"],
                "match_case": False,
                "match_diacritics": False,
                "match_spacing": False,
                "reason": "Người phụ trách báo cho những nơi khác.",
            },
        ],
    ),
    _question(
        10,
        "select_words",
        "Chọn những cụm từ đáng ngờ trong thư.",
        text="<p>Kính gửi chị, hộp thư [[loi]] trước 9 giờ. Đề nghị [[doi]] và bấm nút. Trân trọng, [[ten]].</p>",
        phrases=[
            {"id": "loi", "text": "sẽ bị khóa", "correct": True, "reason": "Giục và dọa."},
            {"id": "doi", "text": "gửi lại mật khẩu", "correct": True, "reason": "Không ai được hỏi mật khẩu."},
            {"id": "ten", "text": "Văn phòng", "correct": False, "reason": "Tên đơn vị tự nó không đáng ngờ."},
        ],
    ),
]
