import json
import random
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.text import names
from common.text.vietnamese import (
    UnsafeText,
    clean_line,
    detect_legacy_encoding,
    fold,
    nfc,
    same_spelling,
    slug,
    sort_key,
)

pytestmark = pytest.mark.no_database

ANY_TEXT = st.text(max_size=40)
VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạầẩẫấậừửữứự ĐẮỘỰ", max_size=30)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Nguyễn  Văn ĐỨC ", "nguyen van duc"),
        (unicodedata.normalize("NFD", "Đồng Tháp"), "dong thap"),
        ("İSTANBUL", "istanbul"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.one_of(ANY_TEXT, VIETNAMESE))
def test_fold_is_idempotent_and_blind_to_form(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@given(ANY_TEXT)
def test_nfc_is_idempotent(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)


def shuffled(items: list[str]) -> list[str]:
    return random.Random(7).sample(items, len(items))


def test_slug_keeps_the_first_letter_of_dau_thau() -> None:
    assert slug("Đấu thầu, qua mạng!") == "dau-thau-qua-mang"


def test_sort_key_follows_the_alphabet_and_the_tones() -> None:
    letters = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    words = ["tuân thủ", "tuần chay"]
    numbers = ["Chi bộ", "Chi bộ 2", "Chi bộ 10", "Chi bộ 010a", "Chi bộ A"]

    for expected in (letters, tones, words, numbers):
        assert sorted(shuffled(expected), key=sort_key) == expected


def test_sort_key_of_a_word_stands_before_its_continuation() -> None:
    expected = ["ba", "ba ba", "bà", "bà con", "bác", "băng", "bâng", "Đà Nẵng", "e"]
    assert sorted(shuffled(expected), key=sort_key) == expected


@given(st.one_of(ANY_TEXT, VIETNAMESE))
def test_sort_key_is_plain_and_blind_to_form_and_case(text: str) -> None:
    key = sort_key(text)

    assert all(c in "0123456789abcdefghijklmnopqrstuvwxyz" for c in key)
    assert sort_key(unicodedata.normalize("NFD", text)) == key
    assert sort_key(f" {text}… ") == key


@given(VIETNAMESE, VIETNAMESE)
def test_sort_key_tells_words_apart(a: str, b: str) -> None:
    if sort_key(a) == sort_key(b):
        assert fold(a) == fold(b)


def test_sort_name_goes_by_given_name_family_name_middle_name() -> None:
    people = ["Lê Văn An", "Nguyễn Thị An", "Nguyễn Văn An", "Trần Ân", "Bùi Bình", "Vũ Đạt"]

    assert sorted(shuffled(people), key=names.sort_name) == people
    assert names.given_name(" Nguyễn Văn  An ") == "An"
    assert names.given_name("") == ""
    assert names.sort_name("Y Thanh Hà Niê Kđăm", sort_as="Hà") < names.sort_name("Lê Hải")


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Hoà Bình", "Hòa  Bình", True),
        ("Uỷ ban", "Ủy ban", True),
        ("thuý", "thúy", True),
        ("hoa", "hòa", False),
        ("tỉnh", "tĩnh", False),
        ("hoà hoa", "hoa hoà", False),
    ],
)
def test_same_spelling(a: str, b: str, same: bool) -> None:
    assert same_spelling(a, b) is same
    assert (sort_key(a) == sort_key(b)) is same


def test_clean_line_composes_and_keeps_one_line() -> None:
    assert clean_line(unicodedata.normalize("NFD", " Tỉnh\u00a0ủy   Đồng Tháp\n")) == "Tỉnh ủy Đồng Tháp"


@pytest.mark.parametrize("character", "\u202e\u200b\u2066\ufeff\u00ad\x00\x1b\n\t\u2028\ue000\u3164\ud800")
def test_clean_line_refuses_and_names_what_cannot_be_seen(character: str) -> None:
    with pytest.raises(UnsafeText, match=f"U\\+{ord(character):04X}"):
        clean_line(f"Nguyễn{character}An")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("NguyÔn V¨n An", "tcvn3"),
        ("§¶ng Céng s¶n ViÖt Nam", "tcvn3"),
        ("Céng hßa x· héi chñ nghÜa", "tcvn3"),
        ("TrÇn ThÞ B×nh", "tcvn3"),
        ("Nguyeãn Vaên An", "vni"),
        ("Traàn Thò Bình", "vni"),
        ("Ñaûng Coäng saûn Vieät Nam", "vni"),
        ("NGUYEÃN VAÊN ÑÖÙC", "vni"),
        ("Coäng hoøa xaõ hoäi chuû nghóa", "vni"),
        ("Y Thanh Haø Nieâ Kñaêm", "vni"),
        ("H’Hen Nieâ", "vni"),
        ("Nguyễn Văn An", None),
        ("H’Hen Niê", None),
        ("K’Ré Plôông", None),
        ("José Nguyên", None),
        ("Hoà Bình, Hà Nam, Hội", None),
        ("Lê Thân Tâm", None),
        ("Café Müller, naïve", None),
        ("© 2026 Acme®, 5 µm × 3", None),
        ("plain", None),
        ("", None),
    ],
)
def test_detect_legacy_encoding(text: str, encoding: str | None) -> None:
    assert detect_legacy_encoding(text) == encoding


@settings(max_examples=50)
@given(VIETNAMESE)
def test_legacy_encoding_is_never_seen_in_vietnamese_words(text: str) -> None:
    if "đ" in text or "ư" in text:
        assert detect_legacy_encoding(text) is None


def test_naughty_strings_harm_nothing(corpus: Callable[[str], list[Path]]) -> None:
    for path in corpus("naughty-strings"):
        for text in json.loads(path.read_text()) if path.suffix == ".json" else ():
            assert fold(fold(text)) == fold(text)
            assert sort_key(text) == sort_key(nfc(text))
            assert same_spelling(text, text)
            assert detect_legacy_encoding(text) is None
            try:
                assert "\n" not in clean_line(text)
            except UnsafeText as error:
                assert "U+" in str(error)


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Văn Đức",
        unicodedata.normalize("NFD", "Nguyễn Thị Thuỷ"),
        "Đ. Văn Ân",
        "Y Thanh Hà Niê Kđăm",
        "H’Hen Niê",
        "K'Brơi",
        "Ka' Să Ha Brim",
        "Y Ê\u0306ban",
        "Tôn Nữ Ngọc-Anh",
        "Hà Thị Khiết - Tuyết",
        "Lê Văn A (Ba)",
        "สมชาย ใจดี",
        "李小龍",
    ],
)
def test_what_may_be_a_name(name: str) -> None:
    assert names.name_fault(name) == ""


NO_NAMES = ["😍", "%", ".", "'", "Đ", "--version", "'; EXEC xp", "../../../etc/hosts", "Nguyễn 1", "𝓝𝓰𝓾𝔂𝓮𝓷 An",
            "()", "Lê Văn (A", "z\u0306\u0307\u0308algo An", "Lê\u202eVăn", "Lê -- Văn"]  # fmt: skip


@pytest.mark.parametrize("text", NO_NAMES)
def test_what_is_no_name(text: str) -> None:
    assert "không giống họ tên" in names.name_fault(text)


def test_a_long_text_is_refused_at_once() -> None:
    for text in ("a'" * 70 + "(", "A-" * 5000, "(" * 150, "a (b) " * 24 + "("):
        assert names.name_fault(text)


def test_no_naughty_string_with_other_signs_is_a_name(corpus: Callable[[str], list[Path]]) -> None:
    path = next(path for path in corpus("naughty-strings") if path.name == "blns.json")
    taken = [text for text in json.loads(path.read_text()) if not names.name_fault(text)]
    assert "Dr. Herman I. Libshitz" in taken
    for text in map(nfc, taken):
        assert all(c in "'’-.() " or unicodedata.category(c)[0] in "LM" for c in text)
        assert not {"😍", "--version", "'", "%"} & set(taken)
        marks = [unicodedata.category(c).startswith("M") for c in text]
        assert not any(all(marks[at : at + 3]) for at in range(len(marks) - 2))
