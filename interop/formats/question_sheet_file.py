"""The workbook of questions: the sheet to fill in with its drop-downs, a sheet that explains, and hidden lists.

No cell is ever a formula or a link. The sheet to fill in comes first: it is the one an import reads.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from common.sheets.output import replacing
from interop.formats.question_sheet import COLUMNS, DIFFICULTIES, LANGUAGES, PRACTICE, PROBLEM_HEADER
from interop.formats.question_sheet_types import PARTS, SCORING

_FONT: Final = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
_LISTS: Final = "Danh mục"
_ROWS_WITH_LISTS: Final = 2000
_MOST_CHARACTERS: Final = 32_767

HOW_TO: Final = (
    ("Cách dùng", ""),
    ("1.", "Mỗi dòng của trang “Câu hỏi” là một câu hỏi. Không đổi tên cột; có thể bỏ trống hoặc xóa cột không dùng."),
    ("2.", "“Mã câu hỏi” phân biệt các câu trong một ngân hàng: mã đã có thì cập nhật câu cũ, mã mới thì thêm câu."),
    ("3.", "Nộp tệp ở mục Ngân hàng câu hỏi › Nhập từ Excel. Hệ thống đọc và báo cáo từng dòng; chỉ ghi khi xác nhận."),
    ("4.", "Dòng sai không được ghi. Tải các dòng sai về kèm lý do, sửa rồi nộp lại."),
    ("Cột", "Cách điền"),
    ("Nhóm câu hỏi", "Tên nhóm trong ngân hàng. Tên chưa có thì nhóm được tạo khi xác nhận."),
    ("Mục đích", "“tính điểm” (bài kiểm tra) hoặc “thực hành” (bài tập trong bài học). Bỏ trống là tính điểm. "
     "Không đổi được về sau."),
    ("Nội dung, Giải thích", "Gõ chữ thường. Dòng trống bắt đầu đoạn mới (Alt+Enter để xuống dòng trong ô)."),
    ("Phương án A đến H", "Các phương án theo thứ tự, không bỏ trống ở giữa."),
    ("Lý do A đến H", "Vì sao phương án đúng hoặc sai; học viên thấy khi được xem giải thích."),
    ("Độ khó", "dễ, trung bình hoặc khó. Bỏ trống là trung bình."),
    ("Mã năng lực, Thẻ", "Nhiều mã hoặc thẻ cách nhau bằng dấu phẩy, ví dụ: IU06, TT02:4."),
    ("Ngày rà soát", "Ngày phải xem lại căn cứ pháp lý, dạng ngày/tháng/năm."),
    ("Loại câu hỏi", "Cách điền Phương án và Đáp án"),
    ("một lựa chọn", "Đáp án là một chữ cái, ví dụ B."),
    ("nhiều lựa chọn", "Đáp án là các chữ cái, ví dụ A, C. “Cách tính điểm” chọn trong danh sách; "
     "bỏ trống là phải đúng hết."),
    ("đúng/sai", "Đáp án là Đúng hoặc Sai. Phương án A, B bỏ trống thì là Đúng và Sai."),
    ("trả lời ngắn", "Phương án A đến H là các cách viết được chấp nhận; A hiện khi chữa. Đáp án bỏ trống. "
     "“Có phân biệt”: chữ hoa, dấu, khoảng trắng – bỏ trống là không phân biệt."),
    ("điền số", "Đáp án là số, ví dụ 12,5; “Sai số” là khoảng lệch được chấp nhận; “Đơn vị đo” nếu có."),
    ("ghép cặp", "Mỗi phương án viết: vế trái => vế phải. Vế phải thừa viết: => vế phải. Đáp án bỏ trống."),
    ("sắp xếp thứ tự", "Các phương án theo đúng thứ tự. Đáp án bỏ trống; hệ thống tự xáo trộn khi ra đề."),
    ("Loại khác", "Tình huống theo bước, tìm lỗi trên hình, bảng đúng/sai và các loại còn lại "
     "không điền được trong một dòng: soạn trên màn hình Ngân hàng câu hỏi."),
)  # fmt: skip
EXAMPLE: Final[Mapping[str, str]] = {
    "code": "VD-01",
    "category": "Mật khẩu",
    "type": "một lựa chọn",
    "practice": "tính điểm",
    "stem": "Mật khẩu nào dưới đây an toàn nhất? (ví dụ, xóa dòng này)",
    "part_A": "Ngày sinh của mình",
    "part_B": "Một cụm dài nhiều từ, không liên quan đến bản thân",
    "part_C": "Tên cơ quan kèm số 123",
    "answer": "B",
    "reason_A": "Người khác dễ tìm ra ngày sinh.",
    "reason_B": "Dài và khó đoán.",
    "reason_C": "Có trong danh sách mật khẩu hay bị thử.",
    "explanation": "Độ dài quyết định độ khó của việc dò mật khẩu.",
    "difficulty": "dễ",
    "competences": "TT02:4",
    "tags": "mật khẩu",
    "language": "tiếng Việt",
}


def write_question_sheet(
    path: Path,
    rows: Iterable[Mapping[str, str]],
    *,
    categories: Sequence[str] = (),
    left_out: Sequence[tuple[str, str, str]] = (),
    with_problems: bool = False,
) -> int:
    """Write the workbook; gives the number of questions in it.

    Args:
        rows: cells by field; with `with_problems` also `problem`, which gets the last column.
        categories: what the drop-down of categories offers.
        left_out: code, type and reason of questions that do not fit a row; they get a sheet of their own.
    """
    with replacing(path) as part, xlsxwriter.Workbook(part) as workbook:
        total = _questions(workbook, rows, categories, with_problems)
        _lines(workbook, "Hướng dẫn", HOW_TO, (26, 110))
        if left_out:
            head = ("Mã câu hỏi", "Loại câu hỏi", "Lý do không có trong trang Câu hỏi")
            _lines(workbook, "Không xuất được", (head, *left_out), (20, 30, 80))
        _lists(workbook, categories)
    return total


def _questions(workbook: Any, rows: Iterable[Mapping[str, str]], categories: Sequence[str], problems: bool) -> int:
    sheet = workbook.add_worksheet("Câu hỏi")
    head = workbook.add_format({**_FONT, "bold": True, "text_wrap": True, "border": 1, "bg_color": "#E8EEF4"})
    text = workbook.add_format({**_FONT, "num_format": "@", "text_wrap": True})
    columns = [*COLUMNS, *([("problem", PROBLEM_HEADER, 60)] if problems else [])]
    for index, (_name, header, width) in enumerate(columns):
        sheet.set_column(index, index, width, text)
        sheet.write_string(0, index, header, head)
    sheet.freeze_panes(1, 1)
    total = 0
    for total, row in enumerate(rows, start=1):
        for index, (name, _header, _width) in enumerate(columns):
            if value := row.get(name, ""):
                sheet.write_string(total, index, value[:_MOST_CHARACTERS], text)
    _drop_downs(sheet, categories, max(total, _ROWS_WITH_LISTS))
    return total


def _drop_downs(sheet: Any, categories: Sequence[str], last: int) -> None:
    """Drop-downs that help and do not forbid: an import says itself what it cannot read."""
    places = {name: index for index, (name, _header, _width) in enumerate(COLUMNS)}
    for number, (name, words) in enumerate(_offered(categories).items()):
        if words:
            column = chr(ord("A") + number)
            source = f"='{_LISTS}'!${column}$1:${column}${len(words)}"
            options = {"validate": "list", "source": source, "error_type": "warning"}
            sheet.data_validation(1, places[name], last, places[name], options)


def _offered(categories: Sequence[str]) -> dict[str, list[str]]:
    return {
        "type": [kind.word for kind in PARTS],
        "practice": list(PRACTICE),
        "difficulty": list(DIFFICULTIES),
        "language": list(LANGUAGES),
        "scoring": list(SCORING),
        "category": list(categories),
    }


def _lists(workbook: Any, categories: Sequence[str]) -> None:
    sheet = workbook.add_worksheet(_LISTS)
    for column, words in enumerate(_offered(categories).values()):
        for row, word in enumerate(words):
            sheet.write_string(row, column, word)
    sheet.hide()


def _lines(workbook: Any, name: str, lines: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    sheet = workbook.add_worksheet(name)
    plain = workbook.add_format({**_FONT, "text_wrap": True})
    bold = workbook.add_format({**_FONT, "text_wrap": True, "bold": True})
    headings = {"Cách dùng", "Cột", "Mã câu hỏi"}
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    for row, cells in enumerate(lines):
        is_heading = cells[0] in headings or cells[1].startswith("Cách điền")
        for index, cell in enumerate(cells):
            sheet.write_string(row, index, cell, bold if is_heading or index == 0 else plain)
