from pathlib import Path

import pytest

from common.pdf.qr import qr_svg
from common.text.svg import UnsafeSvg, clean_svg

pytestmark = pytest.mark.no_database

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'


def svg(body: str) -> bytes:
    return f"{HEAD}{body}</svg>".encode()


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<style>@import url(//x)</style>",
        "<foreignObject><p/></foreignObject>",
        '<p xmlns="http://www.w3.org/1999/xhtml"/>',
        '<a href="#x"/>',
        '<image href="data:image/png;base64,AA"/>',
        '<animate attributeName="href"/>',
        '<set attributeName="onload"/>',
        '<rect onclick="x()"/>',
        '<rect ONLOAD="x()"/>',
        '<use href="https://x.vn/a.svg#b"/>',
        '<use xlink:href="javascript:alert(1)"/>',
        '<rect fill="url(https://x.vn/#a)"/>',
        '<rect style="fill:url(//x.vn)"/>',
        '<rect style="background:red"/>',
        '<rect style="fill:u\\72l(//x)"/>',
        '<rect fill="ur/**/l(//x)"/>',
        "<g>" * 50 + "</g>" * 50,
        "<g>",
    ],
)
def test_what_could_run_load_or_break_out_is_refused(body: str) -> None:
    with pytest.raises(UnsafeSvg):
        clean_svg(svg(body))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html/>",
        b"<svg/>",
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"),
        b'<!DOCTYPE svg SYSTEM "http://x.vn/a.dtd">' + svg(""),
        svg(" " * 600_000),
        b"\xff\xfe" + "<svg>".encode("utf-16-le"),
        b'<?xml version="1.0" encoding="nonsense"?>' + svg(""),
    ],
)
def test_what_is_no_plain_svg_is_refused(data: bytes) -> None:
    with pytest.raises(UnsafeSvg):
        clean_svg(data)


def test_shapes_paint_and_inner_references_are_kept() -> None:
    body = (
        '<defs><linearGradient id="a"><stop offset="0" stop-color="#fff" /></linearGradient></defs>'
        '<rect width="9" height="9" fill="url(#a)" style="stroke:url(\'#a\');opacity:.5" />'
        '<use href="#a" /><text x="1">Đồng Tháp</text>'
    )
    cleaned = clean_svg(svg(body)).decode()
    for part in ('fill="url(#a)"', "opacity:.5", 'href="#a"', "Đồng Tháp"):
        assert part in cleaned
    assert clean_svg(cleaned.encode()).decode() == cleaned


def test_what_an_editor_left_is_dropped() -> None:
    body = (
        '<!-- drawn by hand --><metadata><x/></metadata><sodipodi:v xmlns:sodipodi="urn:s"/>'
        '<g inkscape:label="x" xmlns:inkscape="urn:i" data-name="y" style="-inkscape-stroke:none;fill:red"/>'
    )
    assert clean_svg(svg(body)).endswith(b'<g style="fill:red" /></svg>')


def test_our_own_qr_code_is_clean() -> None:
    picture = qr_svg("https://sen.example/xac-minh/ABCD-1234/")
    assert b"viewBox" in clean_svg(picture)
    assert picture == qr_svg("https://sen.example/xac-minh/ABCD-1234/")


def test_our_own_pictures_are_clean() -> None:
    for path in Path(__file__).parents[2].glob("interop/starter/**/*.svg"):
        clean_svg(path.read_bytes())
