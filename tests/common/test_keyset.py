from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.db.keyset import Keyset, KeysetPage

pytestmark = pytest.mark.django_db

FIELDS = ("app_label", "model", "id")


@pytest.fixture(autouse=True)
def rows() -> None:
    """Seven rows in three groups; any small table would do."""
    ContentType.objects.bulk_create(
        ContentType(app_label=f"keyset-{n // 3}", model=f"m{n % 3}") for n in (6, 0, 3, 5, 2, 4, 1)
    )


def keyset(fields: tuple[str, ...] = FIELDS, per_page: int = 3) -> Keyset[ContentType]:
    return Keyset(ContentType.objects.filter(app_label__startswith="keyset-"), fields=fields, per_page=per_page)


def numbers(page: KeysetPage[Any]) -> list[int]:
    return [int(row.app_label[7:]) * 3 + int(row.model[1:]) for row in page.items]


def test_pages_forward_and_back_in_one_statement_each() -> None:
    first = keyset().page()
    with CaptureQueriesContext(connection) as statements:
        second = keyset().page(after=first.next_cursor)
    third = keyset().page(after=second.next_cursor)
    back = keyset().page(before=third.previous_cursor)

    assert [numbers(page) for page in (first, second, third, back)] == [[0, 1, 2], [3, 4, 5], [6], [3, 4, 5]]
    assert [(page.has_previous, page.has_next) for page in (first, second, third, back)] == [
        (False, True),
        (True, True),
        (True, False),
        (True, True),
    ]
    assert numbers(keyset().page(before=second.previous_cursor)) == [0, 1, 2]
    assert not keyset().page(before=second.previous_cursor).has_previous
    assert len(statements) == 1


def test_mixed_directions_visit_every_row_once() -> None:
    fields = ("-app_label", "model", "id")
    page = keyset(fields, per_page=2).page()
    seen = numbers(page)
    while page.next_cursor:
        page = keyset(fields, per_page=2).page(after=page.next_cursor)
        seen += numbers(page)
    assert seen == [6, 3, 4, 5, 0, 1, 2]


def test_rows_that_come_and_go_shift_nothing() -> None:
    second = keyset().page(after=keyset().page().next_cursor)
    ContentType.objects.get(app_label="keyset-0", model="m2").delete()
    ContentType.objects.create(app_label="keyset-0", model="a-new")

    assert numbers(keyset().page(after=second.next_cursor)) == [6]


def test_a_bad_cursor_leads_to_the_first_page() -> None:
    good = keyset().page().next_cursor
    assert good is not None
    other_order = keyset(("model", "id")).page().next_cursor
    other_values = signing.dumps(["x"], salt=keyset()._salt)

    for cursor in ("", "x", good[:-1], good + "x", other_order, other_values, "x" * 5000, "\x00é"):
        assert numbers(keyset().page(after=cursor)) == [0, 1, 2]
        assert numbers(keyset().page(before=cursor)) == [0, 1, 2]


def test_nothing_beyond_the_last_row_leads_to_the_first_page() -> None:
    page = keyset(per_page=6).page()
    ContentType.objects.get(app_label="keyset-2").delete()

    assert numbers(keyset(per_page=6).page(after=page.next_cursor)) == [0, 1, 2, 3, 4, 5]


def test_an_unknown_field_is_refused_at_once() -> None:
    with pytest.raises(FieldDoesNotExist):
        keyset(("nonsense", "id"))
