"""Questions in Excel: what goes out comes in unchanged, and what is wrong is told row by row."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from assessments.domain.bank import save_question, set_state
from assessments.enums import QuestionState
from assessments.models import Category, Question, QuestionVersion
from assessments.question_types.multiple import SCORING
from assessments.question_types.rich_text import typed_of
from committees.enums import Role
from common.sheets.read import read_table
from courses.models import Course
from interop.domain.question_export import write_bank_sheet, write_template, write_wrong_rows
from interop.domain.question_import import confirm_sheet, discard_sheet, go_on, receive_sheet
from interop.enums import ChangeSetState, RowAction
from interop.errors import QuestionImportError
from interop.formats.question_sheet import COLUMNS, BadCell, BadQuestionSheet, cells_of, read_sheet
from interop.formats.question_sheet_file import write_question_sheet
from interop.formats.question_sheet_types import PARTS as FITTING
from interop.models import QuestionSheet
from operations.domain.jobs import run_job
from operations.enums import JobState
from operations.models import AuditEntry, Job
from tests.assessments.builders import make_category, make_question
from tests.assessments.samples import CANARY, PARTS, raw_question
from tests.courses.builders import author

BANK = "lua-dao"
HEADERS = [header for _name, header, _width in COLUMNS]
FITS = [kind.name for kind in FITTING]


def row(**cells: str) -> dict[str, str]:
    given = {
        "code": "E1",
        "category": "Thư",
        "type": "một lựa chọn",
        "stem": "Hỏi gì?",
        "part_A": "Một",
        "part_B": "Hai",
    }
    return {**given, "answer": "B", **cells}


def table(*rows: dict[str, str]) -> list[list[str]]:
    return [HEADERS, *([cells.get(name, "") for name, _header, _width in COLUMNS] for cells in rows)]


@pytest.mark.no_database
class TestRows:
    @pytest.mark.parametrize("kind", FITS)
    def test_a_question_that_fits_a_row_comes_back_as_it_was(self, kind: str) -> None:
        raw = {"code": "E1", "category": "Thư", "practice": False, **raw_question(kind), "tags": ["a", "b"]}
        cells = cells_of(raw, typed_of)
        [read] = read_sheet(table(cells))
        assert read.problems == []
        assert read.raw is not None
        assert cells_of({**raw, **_with_ids(read.raw)}, lambda text: typed_of(text)) == cells

    @pytest.mark.parametrize("kind", sorted(PARTS.keys() - set(FITS)))
    def test_a_type_that_does_not_fit_says_so(self, kind: str) -> None:
        with pytest.raises(BadCell):
            cells_of({"code": "E1", "category": "Thư", "practice": False, "type": kind}, typed_of)

    @pytest.mark.parametrize(
        ("cells", "words"),
        [
            ({"code": ""}, "Mã câu hỏi"),
            ({"category": ""}, "Nhóm câu hỏi"),
            ({"type": "lạ"}, "Loại câu hỏi"),
            ({"answer": ""}, "Đáp án"),
            ({"answer": "D"}, "Đáp án"),
            ({"part_B": "", "part_C": "Ba"}, "Phương án"),
            ({"practice": "chơi"}, "Mục đích"),
            ({"difficulty": "cao"}, "Độ khó"),
            ({"review_on": "30-6"}, "Ngày rà soát"),
            ({"type": "ghép cặp", "part_A": "Một"}, "=>"),
            ({"type": "nhiều lựa chọn", "scoring": "lạ"}, "Cách tính điểm"),
            ({"type": "trả lời ngắn", "matters": "màu"}, "Có phân biệt"),
        ],
    )
    def test_what_is_wrong_is_said_with_its_column(self, cells: dict[str, str], words: str) -> None:
        [read] = read_sheet(table(row(**cells)))
        assert read.raw is None
        assert any(words in problem for problem in read.problems), read.problems

    def test_small_slips_of_a_clerk_are_understood(self) -> None:
        good = row(
            type="DUNG/SAI", part_A="", part_B="", answer="sai", difficulty="De", review_on="1/7/2027", basis="Luật"
        )
        [read] = read_sheet([["Danh sách câu hỏi"], *table(good)])
        assert (read.number, read.problems) == (3, [])
        assert read.raw is not None
        assert [(o["text"], o["correct"]) for o in read.raw["options"]] == [("Đúng", False), ("Sai", True)]
        assert (read.raw["difficulty"], read.raw["legal_basis"]["review_on"]) == (1, "2027-07-01")
        [number] = read_sheet(table(row(type="điền số", part_A="", part_B="", answer="12,5")))
        assert number.raw is not None and (number.raw["value"], number.raw["tolerance"]) == ("12.5", "0")

    @pytest.mark.parametrize("typed", ["1.250", "10.000", "1.250,5"])
    def test_a_number_that_two_people_read_in_two_ways_is_no_key(self, typed: str) -> None:
        for cells in ({"answer": typed}, {"answer": "5", "tolerance": typed}):
            [read] = read_sheet(table(row(type="điền số", part_A="", part_B="", **cells)))
            assert read.raw is None
            assert any("hai cách" in problem for problem in read.problems), read.problems

    def test_a_code_stands_once_and_a_table_needs_its_header(self) -> None:
        first, second = read_sheet(table(row(), row(stem="Khác?")))
        assert first.raw is not None and second.problems == ["Mã này đã có ở dòng 2."]
        for rows in ([["Họ và tên"]], [HEADERS], []):
            with pytest.raises(BadQuestionSheet):
                read_sheet(rows)

    @given(st.lists(st.lists(st.text(max_size=12), max_size=len(HEADERS)), max_size=6))
    def test_no_table_breaks_the_reader(self, rows: list[list[str]]) -> None:
        try:
            read = read_sheet([HEADERS, *rows])
        except BadQuestionSheet:
            return
        assert all((one.raw is None) == bool(one.problems) for one in read)


def _with_ids(raw: dict[str, Any]) -> dict[str, Any]:
    given = dict(raw)
    for name in ("options", "items", "targets"):
        if name in given:
            given[name] = [{"id": f"x{n}", **part} for n, part in enumerate(given[name])]
    if "targets" in given:
        ids = {target["text"]: target["id"] for target in given["targets"]}
        given["items"] = [{**item, "target": ids[item["target"]]} for item in given["items"]]
    return given


@pytest.mark.django_db
class TestImport:
    @pytest.fixture
    def person(self) -> User:
        return author(Role.PUBLISHER)

    def _file(self, tmp_path: Path, *rows: dict[str, str]) -> SimpleUploadedFile:
        path = tmp_path / "cau-hoi.xlsx"
        write_question_sheet(path, rows)
        return SimpleUploadedFile(path.name, path.read_bytes())

    def _send(self, file: SimpleUploadedFile, person: User) -> QuestionSheet:
        sheet = receive_sheet(bank=BANK, file=file, actor=person)
        assert sheet.job is not None
        run_job(sheet.job.pk)
        sheet.refresh_from_db()
        return sheet

    def _apply(self, sheet: QuestionSheet, person: User) -> QuestionSheet:
        confirm_sheet(sheet=sheet, actor=person)
        assert sheet.job is not None
        run_job(sheet.job.pk)
        run_job(sheet.job.pk)
        sheet.refresh_from_db()
        return sheet

    def test_nothing_is_written_before_it_is_confirmed_and_the_same_again_changes_nothing(
        self, tmp_path: Path, person: User
    ) -> None:
        rows = [row(), row(code="E2", type="sắp xếp thứ tự", answer="", tags="Email"), row(code="E3", answer="Z")]
        sheet = self._send(self._file(tmp_path, *rows), person)
        assert {name: n for name, n in sheet.counts.items() if n} == {"new": 2, "wrong": 1}
        assert not Question.objects.exists() and not Category.objects.exists()
        sheet = self._apply(sheet, person)
        assert (sheet.state, Question.objects.count(), QuestionVersion.objects.count()) == (
            ChangeSetState.APPLIED,
            2,
            2,
        )
        assert Question.objects.get(code="E2").tags.get().name == "Email"
        assert AuditEntry.objects.filter(action="assessments.bank.import").count() == 1
        again = self._send(self._file(tmp_path, *rows), person)
        assert {name: n for name, n in again.counts.items() if n} == {"unchanged": 2, "wrong": 1}
        with pytest.raises(QuestionImportError):
            confirm_sheet(sheet=sheet, actor=person)

    def test_a_bank_that_went_out_comes_in_as_the_same(self, tmp_path: Path, person: User) -> None:
        category = make_category("Thư")
        for n, kind in enumerate(PARTS):
            if kind != "hot_spots":
                make_question(category, kind, n, tags=["Một", "Hai"], competences=["IU06", "TT02:4"], language="en")
        make_question(category, n=90, stem="<p>Có <strong>chữ đậm</strong>.</p>", practice=True)
        make_question(
            category,
            n=91,
            stem="<p>Một.</p><p>Hai, 5 &lt; 6.</p>",
            legal_basis={"text": "L", "review_on": "2027-01-31"},
        )
        path = tmp_path / "out.xlsx"
        filled, left_out = write_bank_sheet(path, BANK, person, lambda _done, _total: None)
        assert (filled, left_out) == (len(FITS) + 2, len(PARTS.keys() - {*FITS, "hot_spots"}))
        sheet = self._send(SimpleUploadedFile("out.xlsx", path.read_bytes()), person)
        assert {name: n for name, n in sheet.counts.items() if n} == {"unchanged": filled}, list(
            sheet.rows.exclude(action="unchanged").values_list("code", "changes", "problems")
        )

    @pytest.mark.parametrize("scoring", SCORING)
    def test_every_scoring_goes_out_and_comes_in_as_the_same(self, scoring: str, tmp_path: Path, person: User) -> None:
        make_question(make_category("Thư"), "multiple", scoring=scoring)
        path = tmp_path / "out.xlsx"
        assert write_bank_sheet(path, BANK, person, lambda _done, _total: None) == (1, 0)
        sheet = self._send(SimpleUploadedFile("out.xlsx", path.read_bytes()), person)
        assert sheet.counts["unchanged"] == 1
        Question.objects.update(code="cũ")
        self._apply(self._send(SimpleUploadedFile("out.xlsx", path.read_bytes()), person), person)
        key = QuestionVersion.objects.get(question__code="Q001").answer_key.key
        assert key.get("scoring", "all_or_nothing") == scoring

    def test_a_sheet_writes_nothing_into_a_category_of_another_trainer(self, tmp_path: Path) -> None:
        one, other = author(), author()
        theirs = make_category("Của người khác", owner=one)
        mine = make_category("Thư", owner=other)
        rows = [row(), row(code="E2", category=" Của  người khác")]
        sheet = self._send(self._file(tmp_path, *rows), other)
        assert (sheet.counts["new"], sheet.counts["wrong"]) == (1, 1)
        assert sheet.rows.get(code="E2").problems == ["Nhóm câu hỏi này do giảng viên khác phụ trách."]
        assert not self._apply(sheet, other).rows.filter(problems=[], action=RowAction.WRONG).exists()
        assert not theirs.questions.exists() and mine.questions.get().code == "E1"

    def test_rights_that_ended_between_reading_and_writing_are_asked_again(self, tmp_path: Path) -> None:
        one, other = author(), author()
        kept, lost = make_category("Thư", owner=other), make_category("Mất", owner=other)
        make_question(lost, n=1)
        rows = [
            row(code="E1", category="Mất"),
            row(code="Q001", stem="Khác?"),
            row(code="E3"),
            row(code="E4", category="Mới"),
        ]
        sheet = self._send(self._file(tmp_path, *rows), other)
        assert (sheet.counts["new"], sheet.counts["changed"]) == (3, 1)
        Category.objects.filter(pk=lost.pk).update(owner=one)
        sheet = self._apply(sheet, other)
        assert (sheet.counts["new"], sheet.counts["changed"], sheet.counts["wrong"]) == (2, 0, 2)
        assert list(lost.questions.values_list("code", "versions__number")) == [("Q001", 1)]
        sheet = self._send(self._file(tmp_path, row(code="E5"), row(code="E6", category="Khác nữa")), other)
        Category.objects.filter(owner=other).update(owner=one)
        assert self._apply(sheet, other).counts["wrong"] == 2
        assert not Question.objects.filter(code__in=["E5", "E6"]).exists() and kept.questions.get().code == "E3"

    def test_a_new_question_that_asks_what_another_asks_says_so(self, tmp_path: Path, person: User) -> None:
        make_question(make_category("Thư"), n=1, stem="<p>Hỏi gì?</p>")
        rows = [
            row(stem="Hoi gi"),
            row(code="E2", stem="Khác?"),
            row(code="E3", stem="Khác!"),
            row(code="E4", stem="Lạ"),
        ]
        sheet = self._send(self._file(tmp_path, *rows), person)
        assert list(sheet.rows.values_list("action", "changes")) == [
            ("new", ["nội dung trùng với câu hỏi Q001"]),
            ("new", []),
            ("new", ["nội dung trùng với câu hỏi E2"]),
            ("new", []),
        ]

    def test_what_differs_is_named_and_makes_a_version(self, tmp_path: Path, person: User) -> None:
        self._apply(self._send(self._file(tmp_path, row()), person), person)
        set_state(question=Question.objects.get(), state=QuestionState.RETIRED, actor=None)
        sheet = self._send(self._file(tmp_path, row(part_A="Khác", category="Mới", tags="x")), person)
        changes = sheet.rows.get().changes
        assert changes == ["phương án, đáp án", "nhóm câu hỏi", "thẻ, ngôn ngữ, căn cứ pháp lý", "đưa vào dùng lại"]
        self._apply(sheet, person)
        question = Question.objects.get()
        assert (question.category.name, question.state, question.versions.count()) == ("Mới", QuestionState.DRAFT, 2)

    def test_a_question_that_somebody_changed_meanwhile_is_left_alone(self, tmp_path: Path, person: User) -> None:
        self._apply(self._send(self._file(tmp_path, row()), person), person)
        sheet = self._send(self._file(tmp_path, row(stem="Của tệp?"), row(code="E2")), person)
        raw = {**raw_question(), "stem": "<p>Của người khác?</p>"}
        save_question(category=Category.objects.get(), code="E1", raw=raw, is_practice=False, actor=None)
        sheet = self._apply(sheet, person)
        assert (sheet.counts["wrong"], sheet.counts["new"]) == (1, 1)
        latest = QuestionVersion.objects.filter(question__code="E1").order_by("-number").first()
        assert latest is not None and latest.stem == "<p>Của người khác?</p>"

    def test_practice_stays_practice_and_wrong_rows_come_back_with_their_reason(
        self, tmp_path: Path, person: User
    ) -> None:
        make_question(make_category("Thư"), n=1, practice=True)
        sheet = self._send(self._file(tmp_path, row(code="Q001"), row(code="E9", answer="?")), person)
        path = tmp_path / "sai.xlsx"
        assert write_wrong_rows(path, sheet) == 2
        rows = read_table(path, name=path.name).rows
        assert rows[0][-1] == "Lý do không nhận"
        assert [one[0] for one in rows[1:]] == ["Q001", "E9"]
        assert "thực hành" in rows[1][-1] and "Đáp án" in rows[2][-1]
        assert read_sheet(rows)[0].raw is not None

    def test_work_that_was_stopped_can_go_on(self, tmp_path: Path, person: User) -> None:
        make_category("Thư")
        sheet = self._send(self._file(tmp_path, row()), person)
        with pytest.raises(QuestionImportError):
            go_on(sheet=sheet, actor=person)
        confirm_sheet(sheet=sheet, actor=person)
        Job.objects.filter(pk=sheet.job_id).update(state=JobState.FAILED, message="Máy chủ đã dừng giữa chừng.")
        client = Client()
        client.force_login(person)
        page = client.get(reverse("interop_question_sheet", args=[sheet.uuid]))
        assert "Máy chủ đã dừng giữa chừng." in page.content.decode() and "Refresh" not in page
        client.post(reverse("interop_go_on_sheet", args=[sheet.uuid]))
        sheet.refresh_from_db()
        assert sheet.job is not None and sheet.job.state != JobState.FAILED
        run_job(sheet.job.pk)
        sheet.refresh_from_db()
        assert (sheet.state, Question.objects.filter(code="E1").exists()) == (ChangeSetState.APPLIED, True)

    def test_answers_are_not_kept_longer_than_needed(self, tmp_path: Path, person: User) -> None:
        sheet = self._apply(self._send(self._file(tmp_path, row(explanation=CANARY)), person), person)
        assert CANARY not in str(list(sheet.rows.values())) and not sheet.file
        given_up = self._send(self._file(tmp_path, row(explanation=CANARY)), person)
        discard_sheet(sheet=given_up)
        given_up.refresh_from_db()
        assert CANARY not in str(list(given_up.rows.values())) and not given_up.file

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04hong", b"Ho va ten\nAn\n"])
    def test_a_file_that_is_none_is_refused_with_a_reason(self, data: bytes, person: User) -> None:
        name = "a.csv" if data.startswith(b"Ho") else "a.xlsx"
        sheet = self._send(SimpleUploadedFile(name, data), person)
        assert sheet.state == ChangeSetState.FAILED and sheet.problem
        assert sheet.job is not None and Job.objects.get(pk=sheet.job.pk).state == JobState.FAILED

    def test_the_template_explains_itself_and_can_be_sent_as_it_is(self, tmp_path: Path, person: User) -> None:
        make_category("Thư")
        path = tmp_path / "mau.xlsx"
        write_template(path, BANK, person)
        sheet = self._send(SimpleUploadedFile("mau.xlsx", path.read_bytes()), person)
        assert (sheet.counts["new"], sheet.counts["wrong"]) == (1, 0)

    def test_another_trainer_finds_neither_bank_nor_sheet(self, tmp_path: Path) -> None:
        owner, other = author(), author()
        make_category(owner=owner)
        sheet = self._send(self._file(tmp_path, row()), owner)
        client = Client()
        client.force_login(other)
        for name in ("interop_question_sheet", "interop_wrong_rows"):
            assert client.get(reverse(name, args=[sheet.uuid])).status_code == 404
        assert client.get(reverse("interop_sheet_template", args=[BANK])).status_code == 404
        assert client.post(reverse("interop_export_questions", args=[BANK])).status_code == 404
        with pytest.raises(QuestionImportError):
            receive_sheet(bank=BANK, file=self._file(tmp_path, row()), actor=other)

    def test_the_screens_lead_from_the_file_to_the_bank(self, tmp_path: Path) -> None:
        owner = author()
        make_category("Thư", owner=owner)
        client = Client()
        client.force_login(owner)
        sent = client.post(
            reverse("interop_send_sheet"), {"bank": BANK, "file": self._file(tmp_path, row(), row(code=""))}
        )
        sheet = QuestionSheet.objects.get()
        assert sent["Location"] == reverse("interop_question_sheet", args=[sheet.uuid])
        assert client.get(sent["Location"])["Refresh"] == "2"
        assert sheet.job is not None
        run_job(sheet.job.pk)
        page = client.get(sent["Location"]).content.decode()
        assert "Xác nhận và ghi 1 câu hỏi" in page and "Mã câu hỏi" in page
        assert client.post(reverse("interop_confirm_sheet", args=[sheet.uuid])).status_code == 302
        sheet.refresh_from_db()
        run_job(sheet.job.pk if sheet.job else 0)
        assert Question.objects.get().category.owner == owner
        course = Course.objects.create(slug=BANK, title_vi="Khóa có ngân hàng")
        assert f">{course.title_vi}</td>" in client.get(reverse("interop_send_sheet")).content.decode()
        assert client.post(reverse("interop_export_questions", args=[BANK])).status_code == 302
        job = Job.objects.get(kind="interop.export_questions")
        run_job(job.pk)
        fetch = reverse("job_file", args=[job.uuid])
        assert client.get(fetch).status_code == 200
        Category.objects.update(owner=author())
        assert client.get(fetch).status_code == 404
