"""Our own HTML as a tree: structure and words kept, icons and films left out."""

from common.pdf.tree import html_tree


def test_elements_words_and_classes_are_kept() -> None:
    (paragraph, words, picture) = html_tree(
        '<p class="a b">Chữ <strong>đậm</strong> &amp; thường<br>hết</p>sau<img src="/x.svg" alt="Hình">'
    )
    assert paragraph == {
        "tag": "p",
        "kinds": ["a", "b"],
        "children": [
            "Chữ ",
            {"tag": "strong", "kinds": [], "children": ["đậm"]},
            " & thường",
            {"tag": "br", "kinds": [], "children": []},
            "hết",
        ],
    }
    assert words == "sau"
    assert picture == {"tag": "img", "kinds": [], "children": [], "src": "/x.svg", "alt": "Hình"}


def test_icons_and_films_are_left_out_whole() -> None:
    html = '<p><svg class="icon"><use href="#i"/></svg>Mẹo</p><video controls><source src="/a"><track src="/b"></video>'
    assert html_tree(html) == [{"tag": "p", "kinds": [], "children": ["Mẹo"]}]
