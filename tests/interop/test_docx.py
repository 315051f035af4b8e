"""A Word document becomes a draft lesson; a hostile one becomes nothing."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.images.models import Image

from accounts.models import User
from courses.domain.drafts import draft_of
from courses.domain.preparing import problems_of
from courses.models import LessonPage, ModulePage
from interop.domain.docx_import import lesson_from_docx
from interop.formats import docx
from interop.formats.docx import DocxError, read_docx
from tests.courses.builders import author, draft_course, png

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_DRAWING = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:docPr id="1" name="x" descr="{alt}"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="{rel}"/></pic:blipFill>'
    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)


def paragraph(text: str, style: str = "", bold: bool = False) -> str:
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    run = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f"<w:p>{styled}<w:r>{run}<w:t>{text}</w:t></w:r></w:p>"


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def document(body: str, **more: bytes) -> bytes:
    """A Word document as Word packs it; `more`: further parts by name, `__` for a slash and `_dot_` for a dot."""
    relations = "".join(
        f'<Relationship Id="r{n}" Target="media/hinh{n}" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/>'
        for n in (1, 2)
    )
    parts: dict[str, bytes] = {
        "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="d" Target="word/document.xml" Type="http://schemas.openxmlformats.org/officeDocument/'
        b'2006/relationships/officeDocument"/></Relationships>',
        "word/_rels/document.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{relations}</Relationships>"
        ).encode(),
        "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>".encode(),
    }
    parts |= {name.replace("__", "/").replace("_dot_", "."): data for name, data in more.items()}
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


_LESSON = (
    paragraph("Mật khẩu tốt", "Heading1")
    + paragraph("Vì sao cần", "Heading2")
    + paragraph("Kẻ gian đoán &lt;mật khẩu&gt; ngắn.", bold=True)
    + table(("Loại", "Ví dụ"), ("Yếu", "123456"), ("Mạnh", "bốn từ rời"))
    + _DRAWING.format(alt="Ổ khóa", rel="r1")
    + _DRAWING.format(alt="", rel="r1")
    + _DRAWING.format(alt="", rel="r2")
    + paragraph("Hết.")
)


def word(body: str = _LESSON, **more: bytes) -> bytes:
    return document(body, **{"word__media__hinh1": png(), "word__media__hinh2": b"\x01\x00\x00\x00EMF", **more})


def test_headings_text_tables_and_pictures_become_blocks() -> None:
    lesson = read_docx(word(), "mat-khau.docx")
    assert lesson.title == "Mật khẩu tốt"
    kinds = [kind for kind, _value in lesson.blocks]
    assert kinds == ["text", "table", "picture", "picture", "picture", "text"]
    assert lesson.blocks[0][1] == ("<h2>Vì sao cần</h2><p><strong>Kẻ gian đoán &lt;mật khẩu&gt; ngắn.</strong></p>")
    assert lesson.blocks[1][1] == {"header": ["Loại", "Ví dụ"], "rows": [["Yếu", "123456"], ["Mạnh", "bốn từ rời"]]}
    assert [picture.alt for picture in lesson.pictures] == ["Ổ khóa", "", ""]


def test_the_title_of_a_document_may_stand_in_words_own_style_for_titles() -> None:
    styles = f'<w:styles {_W}><w:style w:type="paragraph" w:styleId="T1"><w:name w:val="Title"/></w:style></w:styles>'
    body = paragraph("Mật khẩu tốt", "T1") + paragraph("Vì sao cần.")
    lesson = read_docx(document(body, word__styles_dot_xml=styles.encode()), "tai-lieu-1.docx")
    assert (lesson.title, lesson.blocks) == ("Mật khẩu tốt", [("text", "<p>Vì sao cần.</p>")])


_COMMENTS = f'<w:comments {_W}><w:comment w:id="0"/><w:comment w:id="1"/></w:comments>'
_BY = 'w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"'
_TRACKED = (
    f"<w:p><w:r><w:t>Giữ lại, </w:t></w:r><w:ins {_BY}><w:r><w:t>chèn thêm</w:t></w:r></w:ins>"
    f"<w:del {_BY}><w:r><w:delText>bỏ đi</w:delText></w:r></w:del></w:p>"
    f"<w:p><w:moveFrom {_BY}><w:r><w:t>Chuyển chỗ.</w:t></w:r></w:moveFrom></w:p>"
    f"<w:p><w:moveTo {_BY}><w:r><w:t>Chuyển chỗ.</w:t></w:r></w:moveTo></w:p>"
)


def test_tracked_changes_are_read_as_accepted_and_the_author_is_told() -> None:
    lesson = read_docx(document(_TRACKED, word__comments_dot_xml=_COMMENTS.encode()), "a.docx")
    assert lesson.blocks == [("text", "<p>Giữ lại, chèn thêm</p><p>Chuyển chỗ.</p>")]
    [told] = lesson.remarks
    assert "2 chỗ chèn, 2 chỗ xóa" in told and "như đã chấp nhận tất cả" in told
    assert lesson.left_out == ["2 nhận xét bên lề."]
    # The control: a document without such changes is told nothing of them.
    assert read_docx(word(), "a.docx").remarks == []


@pytest.mark.django_db
def test_the_report_of_the_import_says_how_tracked_changes_were_read(client_for: Callable[[User], Client]) -> None:
    trainer = author()
    course = draft_course(trainer)
    module = ModulePage.objects.child_of(course.page).get()
    data = document(_TRACKED, word__comments_dot_xml=_COMMENTS.encode())
    sent = {"module": module.pk, "title": "", "file": SimpleUploadedFile("bai.docx", data)}
    page = client_for(trainer).post(reverse("lesson_from_word", args=[course.uuid]), sent).content.decode()
    assert "2 chỗ chèn, 2 chỗ xóa" in page and "Không đưa vào: 2 nhận xét bên lề." in page


def test_what_a_lesson_cannot_hold_is_told() -> None:
    wide = table(tuple("abcdefghij"), tuple("0123456789"))
    merged = table(("Một", "Hai"), ("Chỉ một",))
    parts = {"word__header1_dot_xml": b"<x/>", "word__comments_dot_xml": _COMMENTS.encode()}
    told = read_docx(word(wide + merged, **parts), "a.docx").left_out
    assert len(told) == 4
    assert any("10 cột" in words for words in told) and any("Đầu trang" in words for words in told)


_ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/x">]>'


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"no zip at all", "a.docx"),
        (word()[:200], "a.docx"),
        (word(), "a.doc"),
        (word(word__vbaProject_dot_bin=b"x"), "a.docx"),
        (word(word__document_dot_xml=_ENTITY + b"<w:document/>"), "a.docx"),
        (word(word__styles_dot_xml=_ENTITY.decode().encode("utf-16")), "a.docx"),
        (word(word__media__bomb=b"\0" * 310_000_000), "a.docx"),
        (word(word__document_dot_xml=b"<w:document"), "a.docx"),
        (document(""), "a.docx"),
    ],
    ids=["no-zip", "cut", "doc", "macros", "entity", "entity-utf16", "bomb", "broken", "empty"],
)
def test_a_hostile_or_broken_document_is_refused(data: bytes, name: str) -> None:
    with pytest.raises(DocxError):
        read_docx(data, name)
    assert read_docx(word(), "a.docx").blocks


def test_limits_of_size_and_pictures_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in ("MAX_BYTES", "MAX_XML_BYTES", "MAX_PICTURES"):
        with monkeypatch.context() as patched:
            patched.setattr(docx, limit, 2)
            with pytest.raises(DocxError):
                read_docx(word(), "a.docx")


@pytest.mark.django_db
def test_the_draft_is_written_with_its_pictures_and_waits_for_their_words() -> None:
    trainer = author()
    course = draft_course(trainer)
    module = ModulePage.objects.child_of(course.page).get()
    given: dict[str, Any] = {"course": course, "module": module, "data": word(), "name": "m.docx", "actor": trainer}
    made = lesson_from_docx(**given)
    assert (made.without_alt, made.tables, len(made.left_out)) == (1, 1, 1)
    assert Image.objects.count() == 2
    page = draft_of(course).activities[1].page
    assert (page.title, page.slug, page.owner) == ("Mật khẩu tốt", "mat-khau-tot", trainer)
    assert [block.block_type for block in page.body] == ["text", "table", "picture", "picture", "text"]
    for missing in ("Mô tả hình bằng lời", "Tên bảng"):
        assert any(missing in problem for problem in problems_of(draft_of(course)))
    assert sorted(Image.objects.values_list("title", flat=True)) == [
        "Mật khẩu tốt, hình 1",
        "Mật khẩu tốt, hình 2",
    ]
    assert lesson_from_docx(**given).page.slug == "mat-khau-tot-2"
    assert lesson_from_docx(**given, title=" Mật khẩu của cơ quan ").page.title == "Mật khẩu của cơ quan"
    before = LessonPage.objects.count()
    for change in ({"actor": author()}, {"data": b"x"}):
        with pytest.raises(DocxError):
            lesson_from_docx(**{**given, **change})
    assert LessonPage.objects.count() == before
