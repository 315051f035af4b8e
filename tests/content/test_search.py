"""Words are found with and without marks, those typed with marks first, and only where one may look."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text.vietnamese import fold
from content.domain.search import Page, replace_pages, search, words_of
from content.domain.snippets import snippet_of
from content.enums import SearchKind
from content.models import SearchEntry

pytestmark = pytest.mark.django_db

PAGES = (
    Page("tep", "Tệp đính kèm", "Thư lạ có tệp nén và mật khẩu đi kèm, đừng mở."),
    Page("dau", "Dấu hiệu lừa đảo", "Gọi lại số đã biết; xem baomat-thu.example là của ai."),
    Page("dau-2", "Đầu dây bên kia", "Người gọi nói mình là nhân viên ngân hàng. Nghiệp vụ nào cũng gấp."),
    Page("khac", "Sao lưu", "Ba bản, hai loại nơi lưu, một bản ngắt kết nối. Có dấu vết thì báo."),
)


@pytest.fixture
def _pages(db: None) -> None:
    replace_pages(SearchKind.LESSON, 1, PAGES)


def _found(text: str) -> list[str]:
    return [hit.key for hit in search(words_of(text), SearchEntry.objects.all())[0:10]]


@pytest.mark.usefixtures("_pages")
@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("tep dinh kem", "tep"),
        ("TỆP ĐÍNH KÈM", "tep"),
        ("nghiep vu", "dau-2"),
        ("dau hieu", "dau"),
        ("đầu", "dau-2"),
        ("dấu", "dau"),
        ("lua d", "dau"),
        ("baomat thu example", "dau"),
    ],
)
def test_the_best_page_comes_first(asked: str, first: str) -> None:
    assert _found(asked)[0] == first


@pytest.mark.usefixtures("_pages")
def test_all_words_are_needed_and_marks_decide_the_order_only() -> None:
    assert set(_found("dau")) == {"dau", "dau-2", "khac"}
    assert _found("dấu vết") == ["khac"]
    assert _found("đầu")[0] == "dau-2" and set(_found("đầu")) == {"dau", "dau-2", "khac"}
    assert _found("tệp không có thật") == []


@pytest.mark.usefixtures("_pages")
@pytest.mark.parametrize(
    "asked", ["", "  ", "*", '"', "a' OR 1=1 --", "NEAR(", "tệp AND", "{title} : x", "\x00", "!!! & |"]
)
def test_whatever_is_typed_breaks_nothing(asked: str) -> None:
    found = search(words_of(asked), SearchEntry.objects.all())
    assert len(found) == len(found[0:10])


@pytest.mark.usefixtures("_pages")
def test_only_the_given_entries_are_found_and_counting_costs_one_statement(
    django_assert_num_queries: Callable[..., object],
) -> None:
    replace_pages(SearchKind.LESSON, 2, [Page("tep", "Tệp đính kèm của người khác", "")])
    own = SearchEntry.objects.filter(scope=1)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        assert len(search(words_of("dinh kem"), own)) == 1
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        assert [hit.scope for hit in search(words_of("dinh kem"), own)[0:10]] == [1]


@pytest.mark.usefixtures("_pages")
def test_replaced_and_removed_pages_are_no_longer_found() -> None:
    replace_pages(SearchKind.LESSON, 1, [Page("tep", "Hộp thư", "Không còn gì của bài cũ.")])
    assert _found("dinh kem") == [] and _found("hop thu") == ["tep"]
    SearchEntry.objects.update(title="Tên mới", folded_title="ten moi")
    assert _found("hop") == [] and _found("ten moi") == ["tep"]


def test_a_snippet_marks_the_words_and_escapes_the_rest() -> None:
    text = "mở đầu " * 30 + "<b>Tệp đính kèm</b> lạ " + "phần sau " * 60
    text = " ".join(text.split())
    html = snippet_of(text, ["tep", "dinh"], fold(text)).html
    assert "&lt;b&gt;<mark>Tệp</mark> <mark>đính</mark> kèm&lt;/b&gt;" in html
    assert html.startswith("… ") and html.endswith(" …") and len(html) < 400


@given(st.text(max_size=400), st.lists(st.text("abcdđeêo", min_size=1, max_size=4), max_size=3))
def test_a_snippet_never_invents_or_breaks_text(text: str, folded: list[str]) -> None:
    text = " ".join(text.split())
    pieces = "".join(piece for piece, _hit in snippet_of(text, folded, fold(text)).pieces)
    assert pieces.removeprefix("… ").removesuffix(" …") in text
