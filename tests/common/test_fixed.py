"""A fixed part is rendered once for each language and each of its values."""

from django.template import Context, Template
from django.utils import translation

STATUS = Template('{% load fixed %}{% fixed "components/status.html" status=status %}')


def test_each_value_and_language_has_its_own_part() -> None:
    shown = {}
    for _time in range(2):
        for language in ("vi", "en"):
            for status in ("dat", "chua-dat"):
                with translation.override(language):
                    shown[language, status] = STATUS.render(Context({"status": status}))
    assert len(set(shown.values())) == 4
    assert "Đạt" in shown["vi", "dat"] and "Passed" in shown["en", "dat"]


def test_nothing_of_the_page_comes_into_it() -> None:
    page = Template('{% load fixed %}{% fixed "components/status.html" status="dat" %}')
    assert "kẻ lạ" not in page.render(Context({"label": "kẻ lạ"}))


def test_an_address_is_that_of_url() -> None:
    both = Template("{% load fixed %}{% address 'help' %} {% url 'help' %}").render(Context())
    assert len(set(both.split())) == 1
