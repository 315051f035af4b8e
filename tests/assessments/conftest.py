"""Clean-up after tests that commit: the append-only tables open for it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import TransactionTestCase

from assessments.domain import remembered
from common.db.erasure import erasure_window


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    tear_down = TransactionTestCase._fixture_teardown

    def in_window(self: Any) -> None:
        with erasure_window():
            tear_down(self)

    monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", in_window)
    remembered.questions.forget()
    remembered.keys.forget()
    yield
    remembered.questions.forget()
    remembered.keys.forget()
