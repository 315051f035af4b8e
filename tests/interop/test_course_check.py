"""The checker: every starter course passes, and each rule finds the fault planted for it."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from common.text.vietnamese import fold
from interop.course_check import RULES, check_course
from interop.course_check.language import WORDS, wordings
from interop.course_check.passages import sentences, syllables
from interop.domain.starter import STARTER
from tests.courses.builders import tiny_package, write_package

pytestmark = pytest.mark.no_database

SOUND = STARTER / "lua-dao-ma-doc"
LINES = "WEBVTT\n\n00:00.000 --> 00:01.000\nA\n"
STARTERS = sorted(path.name for path in STARTER.iterdir())


@pytest.mark.parametrize("name", STARTERS)
def test_every_starter_course_keeps_the_house_rules(name: str) -> None:
    assert [str(finding) for finding in check_course(STARTER / name)] == []


def test_the_starter_courses_are_there() -> None:
    assert "lua-dao-ma-doc" in STARTERS


class Package:
    """A copy of a sound course, to be spoiled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(SOUND, folder)
        self.course = self._load("course.json")
        self.questions = self._load("questions.json")
        self.lesson_file = "lessons/lua-dao-qua-thu.json"
        self.lesson = self._load(self.lesson_file)

    def _load(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text())

    def save(self) -> None:
        contents = {"course.json": self.course, "questions.json": self.questions, self.lesson_file: self.lesson}
        for name, content in contents.items():
            (self.folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n")

    def block(self, kind: str) -> dict[str, Any]:
        return next(block for block in self.lesson["body"] if block["type"] == kind)

    @property
    def spots(self) -> dict[str, Any]:
        return next(question for question in self.questions if question["type"] == "hot_spots")

    def say(self, text: str) -> None:
        """Add a paragraph to the first text of the lesson."""
        self.block("text")["value"] += f"<p>{text}</p>"

    def question(self, code: str) -> dict[str, Any]:
        return next(question for question in self.questions if question["code"] == code)

    def singles(self) -> list[dict[str, Any]]:
        return [each for each in self.questions if each["type"] == "single" and not each["practice"]]

    def svg(self, name: str = "media/kenh-thu-hai.svg") -> Path:
        return self.folder / name


@pytest.fixture
def package(tmp_path: Path) -> Package:
    return Package(tmp_path / "khoa")


def _drop_exercises(package: Package) -> None:
    package.lesson["body"] = [block for block in package.lesson["body"] if block["type"] != "exercise"]


def _drop_drawings(package: Package) -> None:
    """Only one drawing is left in the whole course."""
    drawn = {question["code"] for question in package.questions if question["type"] == "hot_spots"}
    package.questions = [question for question in package.questions if question["code"] not in drawn]
    for path in sorted((package.folder / "lessons").glob("*.json")):
        lesson = package.lesson if path.name in package.lesson_file else json.loads(path.read_text())
        left = [b for b in lesson["body"] if b["type"] != "picture" or b["value"]["file"] == "media/giai-phau-thu.svg"]
        left = [b for b in left if b["type"] != "exercise" or b["value"]["question"] not in drawn]
        lesson["body"] = left
        path.write_text(json.dumps(lesson, ensure_ascii=False))
    for path in (package.folder / "media").iterdir():
        if path.name not in {"bia.svg", "giai-phau-thu.svg"}:
            path.unlink()


def _stretch_sentences(package: Package) -> None:
    long = "Chị Hạnh mở thư rồi đọc kỹ từng dòng rồi gọi hỏi người gửi rồi ghi lại vào sổ theo dõi của phòng"
    package.lesson["body"] = [
        {"type": "text", "value": "".join(f"<p>{long}.</p>" for _ in range(30))},
        *(block for block in package.lesson["body"] if block["type"] in {"picture", "exercise"}),
    ]


def _put_right_first(package: Package) -> None:
    for question in package.singles():
        question["options"].sort(key=lambda option: not option["correct"])


def _never_right_last(package: Package) -> None:
    for question in package.singles():
        options = question["options"]
        if options[-1]["correct"]:
            options.insert(len(package.questions) % 3, options.pop())


def _make_right_longest(package: Package) -> None:
    for question in package.singles():
        right = next(option for option in question["options"] if option["correct"])
        longest = max(len(option["text"]) for option in question["options"])
        right["text"] = right["text"].ljust(longest, "a") + " nữa"


def _make_right_shortest(package: Package) -> None:
    for question in package.singles():
        right = next(option for option in question["options"] if option["correct"])
        shortest = min(len(option["text"]) for option in question["options"])
        right["text"] = right["text"][: max(shortest - 2, 1)]


def _make_right_second(package: Package) -> None:
    """Never the longest, never the shortest: as easy to guess."""
    for question in package.singles():
        lengths = iter((60, 40, 30))
        for option in question["options"]:
            option["text"] = "a" * (50 if option["correct"] else next(lengths))


def _never_right_longest(package: Package) -> None:
    for question in package.singles():
        wrong = next(option for option in question["options"] if not option["correct"])
        wrong["text"] = wrong["text"].ljust(max(len(option["text"]) for option in question["options"]) + 1, "a")


def _as_many_right(package: Package) -> None:
    for question in package.questions:
        if question["type"] == "multiple":
            for option in question["options"]:
                option["correct"] = option["id"] in {"a", "c"}


def _sweep(package: Package) -> None:
    for question in package.singles():
        wrong = next(option for option in question["options"] if not option["correct"])
        wrong["text"] += ", luôn luôn như vậy"


def _all_true(package: Package) -> None:
    for question in package.questions:
        if question["type"] == "true_false":
            for option in question["options"]:
                option["correct"] = option["id"] == "dung"


def _copy_stem(package: Package, source: str, target: str) -> None:
    package.question(target)["stem"] = package.question(source)["stem"]


def _copy_option(package: Package, source: str, target: str) -> None:
    """A wrong option of an exercise stands in a counted question."""
    package.question(target)["options"][1]["text"] = package.question(source)["options"][1]["text"]


def _say_option_again(package: Package) -> None:
    """An option of an exercise, a word more and a word less, is a statement of a counted question."""
    package.question("B2-39")["statements"][0]["text"] = "Xem như không có gì, vì mình không mất tiền."


def _say_nearly_alike(package: Package) -> None:
    package.question("B2-02")["explanation"] = package.question("B2-01")["explanation"].replace("</p>", " Nhớ nhé.</p>")


def _copy_reason(package: Package, source: str, target: str) -> None:
    reason = "Người lạ không có quyền ra lệnh cho mình qua điện thoại."
    package.question(source)["options"][1]["reason"] = reason
    package.question(target)["options"][1]["reason"] = reason


def _film(package: Package, *, captions: str | None, transcript: str) -> None:
    """A film at the end of the lesson; `captions` are the lines of the file, None for no file."""
    value = {"file": "media/phim.mp4", "title": "Phim", "captions": captions and "media/phim.vtt"}
    package.lesson["body"].append({"type": "video", "value": value | {"transcript": transcript}})
    (package.folder / "media/phim.mp4").write_bytes(b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 64)
    if captions is not None:
        (package.folder / "media/phim.vtt").write_text(captions)


def _recording(package: Package) -> None:
    value = {"file": "media/loi.mp3", "title": "Lời", "transcript": "<p> </p>"}
    package.lesson["body"].append({"type": "audio", "value": value})
    (package.folder / "media/loi.mp3").write_bytes(b"ID3\x04" + b"\x00" * 64)


def _only_choices(package: Package) -> None:
    for question in package.questions:
        if question["type"] not in {"single", "multiple"}:
            question["practice"] = True


def _keep(package: Package, counted: int) -> None:
    practice = [question for question in package.questions if question["practice"]]
    package.questions = [question for question in package.questions if not question["practice"]][:counted] + practice


def _scenario(right: str, wrong: str) -> dict[str, Any]:
    """A practice question of one scene."""
    choices = [
        {"id": "p", "text": right, "right": True, "next": None, "reason": "Số đã biết thì tin được."},
        {"id": "q", "text": wrong, "right": False, "next": None, "reason": "Người lạ không ra lệnh được."},
    ]
    return {
        "code": "B2-TH99", "type": "scenario", "practice": True, "category": "Thư và tin nhắn lừa đảo",
        "difficulty": 1, "competences": [], "stem": "<p>Chuông reo, số lạ.</p>", "medium": "call",
        "scenes": [{"id": "goi", "from": "Số lạ", "subject": "", "text": "<p>“Nghe máy đi.”</p>", "choices": choices}],
        "explanation": "<p>Gọi lại rồi mới làm.</p>",
    }  # fmt: skip


Plant = Callable[[Package], object]
# The rule that must speak, the fault, and words of the place or message.
PLANTED: list[tuple[str, Plant, str]] = [
    ("package", lambda p: p.course.pop("track"), "track"),
    ("terms", lambda p: p.say("Học xong sẽ được cấp chứng chỉ."), "giấy chứng nhận"),
    ("terms", lambda p: p.question("B2-01")["options"][0].update(text="Đọc file đính kèm"), "tệp"),
    ("phrases", lambda p: p.question("B2-06")["options"][0].update(text="Tất cả các đáp án trên"), "[5].options[0]"),
    ("phrases", lambda p: p.say("Trong thời đại số, ai cũng cần kỹ năng."), "thời đại số"),
    ("address", lambda p: p.say("Khi ấy bạn cần gọi lại."), "bạn"),
    ("calm", lambda p: p.say("Hãy cẩn thận!"), "body[0]"),
    ("calm", lambda p: p.say("Làm tốt lắm 👍."), "👍"),
    ("tone-marks", lambda p: p.say("Nhấn nút xoá rồi khoá máy."), "xoá"),
    ("tone-marks", lambda p: p.say("Qúy hai và thuỷ lợi."), "Qúy"),
    ("unicode", lambda p: p.say("Vie\u0323\u0302c na\u0300y."), "NFC"),
    ("unicode", lambda p: p.say("Chữ\u200b ẩn."), "lua-dao-qua-thu.json"),
    ("typography", lambda p: p.lesson.update(outcome="Hai  dấu cách."), "outcome"),
    ("typography", lambda p: p.say('Chị nói "được" rồi đi.'), "body[0]"),
    ("law-in-prose", lambda p: p.say("Theo Nghị định số 13/2023, phải báo."), "Nghị định số 13"),
    ("law-in-prose", lambda p: p.say("Xem Điều 12 của quy định."), "Điều 12"),
    ("law-in-prose", lambda p: p.say("Theo văn bản 85-QĐ/TW."), "85-QĐ/TW"),
    ("law-in-prose", lambda p: p.say("Căn cứ hiện hành là <strong>Đề án 204</strong>."), "Đề án 204"),
    ("law-in-prose", lambda p: p.question("B2-01")["options"][0].update(text="Chương trình 27"), "[0].options[0]"),
    (
        "law-in-prose",
        lambda p: p.svg().write_text(p.svg().read_text().replace("</svg>", "<text>Đề án số 47</text></svg>")),
        "kenh-thu-hai.svg",
    ),
    ("links", lambda p: p.say("Vào trang https://tintuc.vn/a để xem."), "tintuc.vn"),
    ("links", lambda p: p.say('Xem <a href="/khoa-hoc/">danh sách</a>.'), "lua-dao-qua-thu.json"),
    ("length", lambda p: p.say("Từ " * 900), "lua-dao-qua-thu.json"),
    ("reading-ease", _stretch_sentences, "lua-dao-qua-thu.json"),
    ("long-sentence", lambda p: p.question("B2-02").update(explanation=f"<p>{'Từ ' * 50}.</p>"), "[1].explanation"),
    ("exercise", _drop_exercises, "lua-dao-qua-thu.json"),
    ("outcome", lambda p: p.lesson.update(outcome=" "), "outcome"),
    ("summary", lambda p: p.lesson["body"].append({"type": "text", "value": "<p>Hết bài.</p>"}), "body"),
    ("english", lambda p: p.lesson["title"].update(en=""), "title.en"),
    ("quiz", lambda p: p.course["quizzes"][0].update(pass_mark_percent=50), "pass_mark_percent"),
    ("quiz", lambda p: p.course["quizzes"][0]["draws"][0].update(count=4), "draws"),
    ("review-date", lambda p: p.course["legal_basis"][0].update(review_on="2020-01-01"), "legal_basis[0]"),
    ("files", lambda p: p.svg().write_bytes(b"\x89PNG\r\n\x1a\n"), "media/kenh-thu-hai.svg"),
    (
        "files",
        lambda p: p.svg().write_text(p.svg().read_text().replace("</svg>", "<script>x()</script></svg>")),
        "kenh-thu-hai.svg",
    ),
    ("drawings", _drop_drawings, "course.json"),
    (
        "drawing-size",
        lambda p: p.svg().write_text(p.svg().read_text().replace("</svg>", f"<!--{'x' * 7000}--></svg>")),
        "6144",
    ),
    (
        "drawing-size",
        lambda p: p.svg().write_text(p.svg().read_text().replace('font-size="15"', 'font-size="6"')),
        "kenh-thu-hai.svg",
    ),
    (
        "drawing-size",
        lambda p: p.svg().write_text(p.svg().read_text().replace("viewBox", "data-box")),
        "viewBox",
    ),
    ("alternatives", lambda p: p.block("picture")["value"].update(alt="Hình ảnh của một bức thư lạ"), "alt"),
    ("alternatives", lambda p: p.block("picture")["value"].update(alt="Một bức thư"), "alt"),
    (
        "alternatives",
        lambda p: p.block("picture")["value"].update(alt=p.block("picture")["value"]["caption"] + "."),
        "alt",
    ),
    ("spot-words", lambda p: p.spots["regions"][1].update(label="Đến: anh Lâm, cùng phông"), "regions[1].label"),
    ("spot-words", lambda p: p.spots["picture"].update(alt="Hình vẽ một lá thư còn thiếu chữ ký"), "picture.alt"),
    ("question", lambda p: p.question("B2-01")["options"][0].update(correct=True), "B2-01"),
    ("bank-size", lambda p: _keep(p, 29), "29"),
    ("bank-size", _only_choices, "questions.json"),
    ("draws", lambda p: _keep(p, 31), "draws["),
    ("reasons", lambda p: p.question("B2-01")["options"][1].update(reason="Sai."), "[0].options[1].reason"),
    (
        "reasons",
        lambda p: p.question("B2-01")["options"][1].update(reason=p.question("B2-01")["options"][0]["reason"]),
        "B2-01",
    ),
    ("explanations", lambda p: p.question("B2-02").update(explanation=""), "B2-02"),
    (
        "explanations",
        lambda p: p.question("B2-02").update(explanation=p.question("B2-01")["explanation"]),
        "B2-01",
    ),
    ("explanations", _say_nearly_alike, "B2-01"),
    ("apart", lambda p: _copy_stem(p, "B2-TH3", "B2-05"), "B2-TH3"),
    ("apart", lambda p: _copy_option(p, "B2-TH3", "B2-09"), "B2-TH3"),
    ("apart", _say_option_again, "B2-TH3"),
    ("given-away", lambda p: p.question("B2-06").update(stem="<p>Trang NOPHO-SO.example hỏi mã OTP.</p>"), "B2-03"),
    ("given-away", lambda p: p.question("B2-06")["options"][0].update(text="Vào nopho-so.example để hỏi"), "B2-03"),
    ("repeated-reasons", lambda p: _copy_reason(p, "B2-01", "B2-05"), "B2-05"),
    ("repeated-reasons", lambda p: _copy_reason(p, "B2-TH3", "B2-05"), "B2-TH3"),
    ("spoken-words", _recording, "transcript"),
    ("spoken-words", lambda p: _film(p, captions=LINES, transcript=""), "transcript"),
    ("spoken-words", lambda p: _film(p, captions=None, transcript="<p>Lời.</p>"), "captions"),
    ("spoken-words", lambda p: _film(p, captions="WEBVTT\n", transcript="<p>Lời.</p>"), "captions"),
    ("asked-twice", lambda p: _copy_stem(p, "B2-01", "B2-09"), "B2-09"),
    ("codes", lambda p: p.question("B2-01").update(code="A1-01"), "A1-01"),
    ("true-or-false", _all_true, "questions.json"),
    ("option-length", lambda p: p.question("B2-09")["options"][3].update(text="Gọi " * 40), "B2-09"),
    (
        "option-length",
        lambda p: p.question("B2-09")["options"][3].update(text="Gọi vào số di động của anh " * 4),
        "B2-09",
    ),
    ("option-form", lambda p: p.question("B2-09")["options"][3].update(text="Gọi anh Dũng để hỏi lại ngay."), "B2-09"),
    ("option-form", lambda p: p.question("B2-09")["options"][3].update(text="gọi anh Dũng để hỏi lại ngay"), "B2-09"),
    (
        "option-form",
        lambda p: [o.update(text=f"Thư này {o['id']}") for o in p.question("B2-09")["options"] if not o["correct"]],
        "B2-09",
    ),
    (
        "option-length",
        lambda p: p.questions.append(_scenario("Gọi lại", "Làm theo mọi điều người ấy đang yêu cầu qua máy")),
        "B2-TH99",
    ),
    (
        "option-form",
        lambda p: p.questions.append(_scenario("Gọi lại theo số đã biết.", "Làm theo lời người gọi")),
        "scenes[0].choices",
    ),
    ("right-length", _make_right_longest, "dài nhất ở 22"),
    ("right-length", _make_right_shortest, "ngắn nhất ở 22"),
    ("right-length", _make_right_second, "dài thứ hai ở 22"),
    ("right-length", _never_right_longest, "dài nhất ở 0"),
    ("right-count", _as_many_right, "đều có 2"),
    ("right-place", _put_right_first, "questions.json"),
    ("right-place", _never_right_last, "questions.json"),
    ("sweeping-words", _sweep, "questions.json"),
]


@pytest.mark.parametrize(("rule", "plant", "told"), PLANTED, ids=[f"{n}-{row[0]}" for n, row in enumerate(PLANTED)])
def test_a_planted_fault_is_found(package: Package, rule: str, plant: Plant, told: str) -> None:
    plant(package)
    package.save()
    found = [str(finding) for finding in check_course(package.folder) if finding.rule == rule]
    assert [line for line in found if told in line], found


def test_every_rule_has_its_planted_fault() -> None:
    assert {row[0] for row in PLANTED} == {*RULES, "package"}


@pytest.mark.parametrize(
    "text",
    [
        "Chị đọc tin “Tuyệt vời! Bạn hãy vào website https://qua.example/nhan nhận chứng chỉ” rồi xóa.",
        "Nhóm bạn bè, người bạn cũ, kết bạn trên mạng: quý, thủy, hòa, khoan, khoẻo.",
        "Văn bản ghi “Số 12-BC/TU”, còn cơ quan hành chính ghi “Số: 12/BC-UBND”, Quyết định số 45/QĐ-UBND.",
        "Mở https://tinhmau.gov.vn/hopthu, đọc đến điểm 8 phút.",
        "Chương trình 2 buổi, chặng 2021–2025, có hướng dẫn 3 bước.",
    ],
)
def test_honest_words_are_left_alone(package: Package, text: str) -> None:
    package.say(text)
    package.save()
    assert [str(finding) for finding in check_course(package.folder)] == []


def test_the_words_of_the_house_are_those_of_the_glossary() -> None:
    """What `terms.csv` gives as right is a term of the glossary or one of its own words."""
    with (WORDS / "glossary_vi_en.csv").open(encoding="utf-8", newline="") as lines:
        glossary = " ; ".join(f"{row['term_vi']} {row['note']}" for row in csv.DictReader(lines))
    for name in ("giấy chứng nhận", "tệp đính kèm", "xác thực hai lớp", "chứng thư số", "mã độc", "tỷ lệ", "học viên"):
        assert name in {wording.instead for wording in wordings("terms.csv")}
        assert fold(name) in fold(glossary)
    assert not [w.phrase for w in wordings("terms.csv") if w.is_in(w.instead)]


def test_syllables_and_sentences_are_counted_as_they_are_read() -> None:
    assert syllables("Chị Hạnh – văn thư xã – mở máy lúc 8:30.") == 9
    assert sentences("Ba việc: dừng, hỏi, báo. Rồi làm gì? Gọi lại.\nHết bài") == [
        "Ba việc:", "dừng, hỏi, báo.", "Rồi làm gì?", "Gọi lại.", "Hết bài",
    ]  # fmt: skip


def test_the_command_lists_what_is_to_be_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_course", str(SOUND))
    source = write_package(tmp_path / "tiny", tiny_package())
    with pytest.raises(CommandError):
        call_command("check_course", str(SOUND), str(source))
    told = capsys.readouterr().out
    assert "tiny/questions.json [bank-size]" in told and "tiny/lessons/bai-a.json [length]" in told
    with pytest.raises(CommandError):
        call_command("check_course", str(source), "--without", "length")
    assert "[length]" not in capsys.readouterr().out
