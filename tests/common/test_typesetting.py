import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from common.pdf.coverage import FONT_FOLDER, covered, drawable
from common.pdf.typesetting import TypesettingError, render_pdf

pytestmark = pytest.mark.no_database

TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: "T", date: auto)
#set text(font: "Liberation Serif", lang: "vi")
#data.name #data.day #data.rate #for item in data.at("items", default: ()) [- #item]
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "t.typ"
    path.write_text(TEMPLATE)
    return path


def data(name: str) -> dict[str, object]:
    return {"name": name, "day": date(2026, 9, 5), "rate": Decimal("85.50"), "items": ("a", 1, None)}


@pytest.mark.parametrize("name", ["Nguyễn Văn Đức", "漢字 😀 \u202e\ue000", "a\x00b\ud800", "#evil[*x*] $1$", ""])
@pytest.mark.parametrize("standard", [None, "a-2b", "ua-1"])
def test_no_name_stops_a_document(template: Path, name: str, standard: object) -> None:
    pdf = render_pdf(template, data(name), standard=standard)  # type: ignore[arg-type]

    assert pdf.startswith(b"%PDF-")
    assert (b"pdfaid" in pdf) == (standard == "a-2b")


def test_same_input_same_bytes_also_in_threads(template: Path) -> None:
    created = datetime(2026, 9, 5, tzinfo=UTC)

    def render(number: int) -> bytes:
        return render_pdf(template, data(f"Người {number % 2}"), created=created)

    with ThreadPoolExecutor(4) as pool:
        documents = list(pool.map(render, range(12)))
    assert len(set(documents)) == 2
    assert documents[:2] * 6 == documents


def test_a_changed_template_is_seen(template: Path) -> None:
    before = render_pdf(template, data("A"))
    template.write_text(TEMPLATE + "more")
    assert render_pdf(template, data("A")) != before


def test_a_broken_template_is_ours(template: Path) -> None:
    with pytest.raises(TypesettingError, match=r"t\.typ"):
        render_pdf(template, {})


def test_drawable() -> None:
    assert drawable("Nguye\u0302\u0303n\u200b 漢\n") == "Nguyễn □\n"
    assert set(range(0x1EA0, 0x1EFA)) <= covered()


def test_fonts_are_the_vendored_ones() -> None:
    vendor = json.loads((FONT_FOLDER / "VENDOR.json").read_text())
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FONT_FOLDER.glob("*.ttf")}
    assert found == vendor["sha256"]
