"""A question of each type in the package form, with words by which a key that got out is known."""

from typing import Any

from assessments.question_types import question_type
from assessments.question_types.base import Parsed
from assessments.question_types.shown import Response

# The plain types, of which a paper holds several.
TYPES = ("single", "multiple", "true_false", "ordering", "matching")
# Stands in every reason and explanation: whatever shows it has shown the key.
CANARY = "BIMATDAPAN"


def options(*texts: str, right: tuple[int, ...]) -> list[dict[str, Any]]:
    return [
        {"id": f"tra-loi-{n}", "text": text, "correct": n in right, "reason": f"{CANARY} {n}"}
        for n, text in enumerate(texts, start=1)
    ]


def choice(name: str, right: bool, following: str | None) -> dict[str, Any]:
    return {"id": name, "text": f"Làm {name}", "right": right, "next": following, "reason": f"{CANARY} {name}"}


def scene(name: str, *choices: dict[str, Any], subject: str = "Khẩn") -> dict[str, Any]:
    return {
        "id": name,
        "from": "Người lạ",
        "subject": subject,
        "text": f"<p>Nội dung của cảnh {name}.</p>",
        "choices": list(choices),
    }


PARTS: dict[str, dict[str, Any]] = {
    # In the order in which letters are given to these texts, so that tests can name options by a, b, c, d.
    "single": {"options": options("Một", "Hai", "Bốn", "Ba", right=(2,))},
    "multiple": {"options": options("Một", "Hai", "Bốn", "Ba", right=(1, 3))},
    "true_false": {"options": options("Sai", "Đúng", right=(2,))},
    "ordering": {
        "items": [
            {"id": f"buoc{i}", "text": text, "reason": f"{CANARY} {i}"}
            for i, text in enumerate(("Dừng lại", "Xem kỹ", "Hỏi lại", "Báo cáo"), start=1)
        ]
    },
    "matching": {
        "targets": [{"id": f"dich{i}", "text": text} for i, text in enumerate(("Gấp", "Sợ", "Ham"), start=1)],
        "items": [
            {"id": f"y{i}", "text": text, "target": f"dich{i}", "reason": f"{CANARY} {i}"}
            for i, text in enumerate(("Còn 15 phút", "Vụ án", "Hoàn tiền"), start=1)
        ],
    },
    # A wrong choice at first leads to a longer way (5 choices), the right way has 3.
    "scenario": {
        "medium": "email",
        "scenes": [
            scene("dau", choice("dung1", True, "hai"), choice("sai1", False, "sua")),
            scene("sua", choice("dung2", True, "hoi"), choice("sai2", False, None)),
            scene("hoi", choice("dung3", True, "hai"), choice("sai3", False, None)),
            scene("hai", choice("dung4", True, "cuoi"), choice("sai4", False, None)),
            scene("cuoi", choice("dung5", True, None), choice("sai5", False, None)),
        ],
    },
}


def region(name: str, fault: bool, *place: float) -> dict[str, Any]:
    x, y, width, height = place
    return {
        "id": name,
        "label": f"Chỗ {name}",
        "x": x,
        "y": y,
        "width": width,
        "height": height,
        "fault": fault,
        "reason": f"{CANARY} {name}",
    }


PARTS["hot_spots"] = {
    "picture": {
        "image": 1,
        "asset": f"{'0' * 64}/ban-lam-viec.png",
        "width": 640,
        "height": 400,
        "alt": "Bàn làm việc",
    },
    "regions": [
        region("loi1", True, 60, 50, 20, 20.5),
        region("thuong1", False, 5, 5, 20, 10),
        region("loi2", True, 12.5, 70, 30, 20),
        region("thuong2", False, 40, 5, 10, 10),
    ],
}


PARTS["true_false_matrix"] = {
    "statements": [
        {"id": f"cau{n}", "text": f"Câu {n}", "true": n % 2 == 1, "reason": f"{CANARY} {n}"} for n in range(1, 5)
    ]
}
PARTS["numeric"] = {"value": "12.5", "tolerance": "0.5", "unit": "GB", "reason": f"{CANARY} số"}
PARTS["short_text"] = {
    "accepted": ["Hòa Bình", f"{CANARY} nhé"],
    "match_case": False,
    "match_diacritics": False,
    "match_spacing": False,
    "reason": f"{CANARY} chữ",
}
PARTS["gaps"] = {
    "text": "<p>Mật khẩu dài [[dai]] ký tự.</p><p>Tỉnh cũ là [[tinh]], nên [[viec]] mật khẩu.</p>",
    "gaps": [
        {
            "id": "tinh",
            "kind": "text",
            "accepted": ["Hòa Bình", f"{CANARY} đó"],
            "match_case": False,
            "match_diacritics": False,
            "match_spacing": False,
            "reason": f"{CANARY} tỉnh",
        },
        {"id": "dai", "kind": "number", "value": "12", "tolerance": "0.5", "reason": f"{CANARY} dài"},
        {"id": "viec", "kind": "menu", "right": "đổi", "others": ["giữ", "cho mượn"], "reason": f"{CANARY} việc"},
    ],
}
PARTS["select_words"] = {
    "text": "<p>Thư [[hoi]] mật khẩu, ký tên [[ten]] và hẹn [[gap]], gửi từ [[noi]].</p>",
    "phrases": [
        {"id": name, "text": text, "correct": right, "reason": f"{CANARY} {name}"}
        for name, text, right in (
            ("gap", "trong 15 phút", True),
            ("hoi", "yêu cầu gửi", True),
            ("ten", "Phòng Hành chính", False),
            ("noi", "hộp thư công vụ", False),
        )
    ],
}
PARTS["essay"] = {
    "criteria": [
        {
            "id": "nhan-biet",
            "text": "Nhận ra dấu hiệu",
            "levels": [
                {"points": "0", "text": f"{CANARY} không nêu"},
                {"points": "1.5", "text": f"{CANARY} nêu một"},
                {"points": "3", "text": f"{CANARY} nêu đủ"},
            ],
        },
        {
            "id": "xu-ly",
            "text": "Cách xử lý",
            "levels": [{"points": "1", "text": f"{CANARY} đúng"}, {"points": "0", "text": f"{CANARY} sai"}],
        },
    ],
    "guidance": f"<p>{CANARY} cần ba bước.</p>",
}


def raw_question(kind: str = "single", n: int = 1, **changes: Any) -> dict[str, Any]:
    """A question of the type, in the package form."""
    return {
        "type": kind,
        "stem": f"<p>Câu hỏi số {n} về an toàn thông tin?</p>",
        "explanation": f"<p>{CANARY} giải thích</p>",
        "difficulty": 1 + n % 2,
        "competences": ["TT02:4"],
        **PARTS[kind],
        **changes,
    }


def parsed(kind: str) -> Parsed:
    return question_type(kind).parse(raw_question(kind))


def right_response(key: dict[str, Any]) -> Response:
    """The full answer, found from the shape of the key."""
    if "correct" in key:
        return {"chosen": list(key["correct"])}
    if "levels" in key:
        return {"text": "Dừng lại, xem kỹ.\n\nRồi báo người phụ trách."}
    if "gaps" in key:
        return {"gaps": {id_: _right_gap(own) for id_, own in key["gaps"].items()}}
    if "true" in key:
        return {"marks": {id_: "true" if id_ in key["true"] else "false" for id_, _author in key["ids"]}}
    if "value" in key:
        return {"text": key["value"].replace(".", ",")}
    if "accepted" in key:
        return {"text": key["accepted"][0]}
    if "ways" in key:
        return {"sent": _right_way(key), "chosen": ""}
    return {"order": key["order"]} if "order" in key else {"pairs": key["pairs"]}


def _right_gap(own: dict[str, Any]) -> str:
    if "order" in own:
        return str(own["order"][0])
    return str(own["value"]).replace(".", ",") if "value" in own else str(own["accepted"][0])


def _right_way(key: dict[str, Any]) -> list[str]:
    way, at = [], "a"
    while at:
        way.append(next(choice for choice in key["ways"][at] if choice in key["right"]))
        at = key["ways"][at][way[-1]]
    return way
