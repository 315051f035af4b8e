"""Every block gives clean HTML, whatever was put into it."""

import json
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.admin.compare import StreamBlockComparison
from wagtail.blocks import StreamBlock
from wagtail.documents.models import Document
from wagtailmedia.models import Media

from content.blocks import TableBlock, basic_blocks
from content.blocks.table import TableWidget
from content.blocks.text import clean_source
from content.fields import BlocksField
from content.rendering import RenderedBody, render_body, split_at_exercises
from courses.domain.preparation import prepare_authoring
from tests.courses.builders import library_picture

EVIL = "<script>x()</script><img src=x onerror=x()>\"'&"
ESCAPED = "&lt;script&gt;"


def _render(*blocks: dict[str, Any]) -> RenderedBody:
    stream = StreamBlock(basic_blocks())
    return render_body(stream.to_python(list(blocks)), asset_url=lambda file: f"/tep/{file.name}")


def _assert_harmless(html: str) -> None:
    assert "<script" not in html
    assert "onerror=x()>" not in html.replace("onerror=x()&gt;", "")
    assert "javascript:" not in html
    assert "style=" not in html


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("block", "holds"),
    [
        ({"type": "steps", "value": {"title": EVIL, "steps": [EVIL]}}, '<section class="steps">'),
        ({"type": "pair", "value": {"do": [EVIL], "dont": [EVIL]}}, '<section class="pair__dont">'),
        ({"type": "definition", "value": {"term": EVIL, "text": EVIL}}, '<dl class="definition">'),
        (
            {"type": "table", "value": {"caption": EVIL, "header": [EVIL, "B"], "rows": [["1", EVIL]]}},
            f'data-label="{ESCAPED}',
        ),
    ],
)
def test_plain_fields_are_escaped(block: dict[str, Any], holds: str) -> None:
    html = _render(block).html
    _assert_harmless(html)
    assert holds in html and ESCAPED in html


@pytest.mark.no_database
def test_rich_text_is_cleaned_when_shown_and_when_kept() -> None:
    hostile = '<h2 onclick="x()">A</h2><p style="color:red">b<script>x()</script> <a href="javascript:x()">c</a></p>'
    block = {"type": "text", "value": hostile}
    _assert_harmless(_render(block).html)
    field = BlocksField(basic_blocks())
    kept = field.get_prep_value(field.to_python([block]))[0]["value"]
    _assert_harmless(kept)
    assert "<h2>A</h2>" in kept


@pytest.mark.no_database
def test_the_editors_own_marks_are_kept_as_strong_and_em() -> None:
    assert clean_source('<p data-block-key="a"><b>x</b><i>y</i></p>') == "<p><strong>x</strong><em>y</em></p>"
    clean = '<p>A &amp; <a href="/x">b</a></p>'
    assert clean_source(clean) == clean


@pytest.mark.no_database
def test_a_callout_has_its_kind_and_clean_text() -> None:
    html = _render({"type": "callout", "value": {"kind": "law", "title": EVIL, "text": f"<p>{EVIL}</p>"}}).html
    _assert_harmless(html)
    assert "callout--law" in html


CELLS_AS_BLOCKS = {
    "caption": "Kênh",
    "header": [{"type": "item", "id": "1", "value": "Kênh"}, {"type": "item", "id": "2", "value": "Ai"}],
    "rows": [
        {"type": "item", "id": "3", "value": [{"type": "item", "value": "Thư"}, {"type": "item", "value": "Văn thư"}]},
    ],
}
TABLE = {"caption": "Kênh", "header": ["Kênh", "Ai"], "rows": [["Thư", "Văn thư"]]}


@pytest.mark.no_database
@pytest.mark.parametrize("stored", [TABLE, CELLS_AS_BLOCKS, {**TABLE, "rows": [["Thư", "Văn thư"], ["", " "]]}])
def test_a_table_is_read_however_it_was_stored(stored: dict[str, Any]) -> None:
    """In revisions and editions of before each cell is a block of its own."""
    stream = StreamBlock(basic_blocks())
    cleaned = stream.clean(stream.to_python([{"type": "table", "value": stored}]))
    assert stream.get_prep_value(cleaned)[0]["value"] == TABLE
    html = _render({"type": "table", "value": stored}).html
    assert '<th scope="row" data-label="Kênh">Thư</th><td data-label="Ai">Văn thư</td>' in html
    assert cleaned[0].block.get_searchable_content(cleaned[0].value) == ["Kênh", "Kênh", "Ai", "Thư", "Văn thư"]


@pytest.mark.no_database
def test_the_grid_sends_what_was_typed() -> None:
    widget = TableWidget()
    assert widget.value_from_datadict({"body-0-value": json.dumps(TABLE)}, {}, "body-0-value") == TABLE
    assert widget.value_from_datadict({"body-0-value": "{"}, {}, "body-0-value") == {}


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("fault", "draft_holds"),
    [
        ({"caption": " "}, True),
        ({"caption": "x" * 201}, False),
        ({"header": ["Kênh", ""]}, True),
        ({"header": ["Kênh", "x" * 151]}, False),
        ({"header": []}, False),
        ({"header": list("123456789"), "rows": [list("123456789")]}, False),
        ({"rows": []}, True),
        ({"rows": [["Thư"]]}, False),
        ({"rows": "x"}, True),
    ],
)
def test_a_table_that_is_not_whole_is_kept_as_a_draft_alone(fault: dict[str, Any], draft_holds: bool) -> None:
    block = TableBlock()
    with pytest.raises(ValidationError):
        block.clean({**TABLE, **fault})
    block.defer_required_validation()
    if draft_holds:
        block.clean({**TABLE, **fault})
    else:
        with pytest.raises(ValidationError):
            block.clean({**TABLE, **fault})


@pytest.mark.no_database
def test_two_revisions_of_a_table_are_compared_word_by_word() -> None:
    stream = StreamBlock(basic_blocks())
    old, new = (
        stream.to_python([{"type": "table", "id": "a", "value": {**TABLE, "rows": [["Thư", words]]}}])
        for words in ("Văn thư", "Văn thư, mỗi ngày")
    )
    marked = StreamBlockComparison(stream, True, True, old, new).htmldiff()
    assert re.findall('<span class="(addition|deletion)">([^<]*)</span>', marked) == [("addition", ", mỗi ngày")]


@pytest.mark.django_db
def test_files_are_shown_through_the_address_that_was_asked_for() -> None:
    prepare_authoring()
    image = library_picture()
    film = Media.objects.create(title="Phim", file=ContentFile(b"x", "phim.mp4"), type="video")
    subtitles = Document.objects.create(title="Phụ đề", file=ContentFile(b"WEBVTT", "phim.vtt"))
    paper = Document.objects.create(title="Mẫu", file=ContentFile(b"%PDF-", "mau.pdf"), file_size=2048)
    shown = {"video": film.pk, "title": EVIL, "captions": subtitles.pk, "transcript": "<p>a</p>"}
    body = _render(
        {"type": "picture", "value": {"image": image.pk, "alt": EVIL, "caption": EVIL}},
        {"type": "video", "value": shown},
        {"type": "download", "value": {"document": paper.pk, "title": EVIL}},
    )
    _assert_harmless(body.html)
    for file in (image.file, film.file, subtitles.file, paper.file):
        assert f'"/tep/{file.name}"' in body.html
    assert [file.name for file in body.assets] == [f.file.name for f in (image, film, subtitles, paper)]
    assert 'width="4" height="3"' in body.html
    assert "PDF" in body.html


@pytest.mark.no_database
def test_parts_that_fold_come_open() -> None:
    """So that paper shows them all, and whoever has no scripts."""
    parts = [{"title": EVIL, "text": f"<p>{EVIL}</p>"}, {"title": "Hai", "text": "<p>ba</p>"}]
    body = _render({"type": "accordion", "value": {"parts": parts}})
    _assert_harmless(body.html)
    assert body.html.count('<details class="disclosure" open data-sen-fold>') == 2
    assert body.plain.endswith("Hai\nba")


@pytest.mark.django_db
def test_a_recording_has_its_words_in_writing() -> None:
    prepare_authoring()
    spoken = Media.objects.create(title="loi.mp3", type="audio", duration=1, file=ContentFile(b"ID3", name="loi.mp3"))
    body = _render({"type": "audio", "value": {"audio": spoken.pk, "title": EVIL, "transcript": "<p>nghe</p>"}})
    _assert_harmless(body.html)
    assert f'<source src="/tep/{spoken.file.name}" type="audio/mpeg">' in body.html
    assert '<details class="disclosure" open' in body.html and body.plain.endswith("nghe")
    assert [file.name for file in body.assets] == [spoken.file.name]


@pytest.mark.no_database
def test_plain_text_is_words_without_marks() -> None:
    body = _render(
        {"type": "text", "value": "<h2>Một</h2><p>hai &amp; ba</p>"},
        {"type": "steps", "value": {"title": "", "steps": ["bốn"]}},
    )
    assert body.plain == "Một\nhai & ba\nbốn"


@pytest.mark.no_database
def test_nobody_writes_an_exercise_marker_into_text() -> None:
    body = _render(
        {"type": "text", "value": "<p>a<!--exercise:0-->b</p>"},
        {"type": "definition", "value": {"term": "<!--exercise:0-->", "text": "<!--exercise:1-->"}},
    )
    assert all(isinstance(piece, str) for piece in split_at_exercises(body.html))
