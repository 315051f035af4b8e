"""What we say for the packages: whole, about texts they really have, with every placeholder in its place."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polib
import pytest
import wagtail.admin
import wagtail.images
from django.utils.translation import trans_real

from tests.architecture.overlay import CLOSED, OVERLAY, untranslated, upstream_catalogue
from tests.architecture.sources import CHECKOUT, name_of

pytestmark = pytest.mark.no_database

# `%(name)s`, `%s`, `{name}`, and tags with all they carry: a link must lead where it led.
_FIXED: Final = re.compile(r"%\(\w+\)[sdrif]|%[sdrif]|\{\w*\}|<[^<>]+>")
# Words and spellings of the packages' own Vietnamese that this house does not use: see GLOSSARY.md.
_NOT_OURS: Final = re.compile(
    r"\b(?:bạn|chứng chỉ|thanh tra|huy hiệu|ban hành|xuất bản|tập tin|biên tập|đăng tải|hoà|khoá|xoá|tuỳ|thuỷ)\b", re.I
)
_OURS: Final = CHECKOUT / "courses" / "templates"
_THEIRS: Final = tuple(Path(package.__file__).parent / "templates" for package in (wagtail.admin, wagtail.images))
# A drawing may have a fraction of a point.
_SIZE: Final = {
    '{{ original_image.width|floatformat:"0u" }} × {{ original_image.height|floatformat:"0u" }}': (
        "{{ original_image.width|unlocalize }}x{{ original_image.height|unlocalize }}"
    )
}


def _overlay() -> Iterator[tuple[Path, str, polib.POFile]]:
    for path in sorted(OVERLAY.rglob("*.po")):
        yield path, path.relative_to(OVERLAY).parts[0], polib.pofile(str(path))


def problems_of(entry: polib.POEntry) -> Iterator[str]:
    said = entry.msgstr_plural[0] if entry.msgid_plural else entry.msgstr
    wanted, found = Counter(_FIXED.findall(entry.msgid_plural or entry.msgid)), Counter(_FIXED.findall(said))
    if wanted != found:
        yield f"{wanted - found} missing, {found - wanted} too much"
    if entry.msgid_plural and set(entry.msgstr_plural) != {0}:
        yield "Vietnamese has one form"
    # A label is put together with what follows it.
    around = re.compile(r"^(\s*).*?(\s*)$", re.DOTALL)
    asked = entry.msgid_plural or entry.msgid
    if around.sub(r"\1|\2", entry.msgid if not entry.msgid_plural else asked) != around.sub(r"\1|\2", said):
        yield "other blanks around it"


def test_every_entry_keeps_its_placeholders() -> None:
    wrong = [
        f"{name_of(path)}: {entry.msgid!r}: {problem}"
        for path, _package, catalogue in _overlay()
        for entry in catalogue
        for problem in problems_of(entry)
    ]
    assert not wrong, "\n".join(wrong)


def test_a_lost_placeholder_is_found() -> None:
    whole = polib.POEntry(msgid="Delete <b>%(title)s</b> ", msgstr="Xóa <b>%(title)s</b> ")
    assert not list(problems_of(whole))
    for broken in ("Xóa <b>%(tilte)s</b> ", "Xóa <b>%(title)s ", "Xóa <b>%(title)s</b>", "Xóa <b>%(title)s</b> %s "):
        assert list(problems_of(polib.POEntry(msgid=whole.msgid, msgstr=broken))), broken


def test_every_entry_is_about_a_text_its_package_has() -> None:
    stale = []
    for path, package, catalogue in _overlay():
        known = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(upstream_catalogue(package, path.stem)))}
        stale += [f"{name_of(path)}: {e.msgid!r}" for e in catalogue if (e.msgctxt, e.msgid) not in known]
    assert not stale


def test_no_open_part_is_left_in_english() -> None:
    assert {package for _path, package, _catalogue in _overlay()} <= set(CLOSED)
    assert not list(untranslated("wagtail.admin", "djangojs"))
    left = [f"{package}: {entry.msgid!r}" for package in CLOSED for entry in untranslated(package)]
    assert not left, "\n".join(left)


def test_what_the_packages_say_themselves_is_in_our_words() -> None:
    known = trans_real.translation("vi")._catalog
    wrong = []
    for package, closed in CLOSED.items():
        for entry in polib.pofile(str(upstream_catalogue(package))):
            said = known.get((entry.msgid, 0) if entry.msgid_plural else entry.msgid) or ""
            is_closed = entry.occurrences and all(place.startswith(closed) for place, _line in entry.occurrences)
            if not is_closed and _NOT_OURS.search(said):
                wrong.append(f"{package}: {entry.msgid!r}: {said}")
    assert _NOT_OURS.search("Xoá trang này")
    assert not wrong, "\n".join(wrong)


def test_a_lost_entry_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    for catalogue in trans_real.translation("vi")._catalog._catalogs:
        monkeypatch.delitem(catalogue, "Toggle side panel", raising=False)
    assert [entry.msgid for entry in untranslated("wagtail.admin")] == ["Toggle side panel"]


def test_the_closed_parts_are_parts() -> None:
    for package, parts in CLOSED.items():
        places = {
            place for entry in polib.pofile(str(upstream_catalogue(package))) for place, _line in entry.occurrences
        }
        assert not [part for part in parts if not any(place.startswith(part) for place in places)], package


@pytest.mark.parametrize(
    ("template", "ours_for_theirs"),
    [
        ("wagtailadmin/shared/header.html", {'{% translate "Search" %}': "Search"}),
        ("wagtailadmin/shared/headers/_actions.html", {'{% translate "Actions" %}': "Actions"}),
        ("wagtailimages/images/edit.html", _SIZE),
        ("wagtailimages/images/_file_field.html", _SIZE),
    ],
)
def test_templates_of_wagtail_differ_in_their_words_only(
    template: str, ours_for_theirs: dict[str, str], tmp_path: Path
) -> None:
    """They are copies because Wagtail wrote these words into them: an upgrade must reach the copies too."""
    theirs = tmp_path / "theirs.html"
    origin = next(places / template for places in _THEIRS if (places / template).exists())
    theirs.write_text(origin.read_text())
    # Ours went through the formatter; it answers 1 when it had something to do.
    subprocess.run([Path(sys.executable).parent / "djade", "--target-version", "5.2", theirs], check=False)
    ours = (_OURS / template).read_text().removeprefix("{% load i18n %}")
    for said, word in ours_for_theirs.items():
        assert said in ours
        ours = ours.replace(said, word)
    assert ours == theirs.read_text()
