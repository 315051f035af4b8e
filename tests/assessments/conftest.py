"""Each test begins with nothing remembered, so that its statements can be counted."""

import pytest

from assessments.domain import remembered
from tests.common.conftest import corpus

__all__ = ["corpus"]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    for store in (remembered.questions, remembered.keys, remembered.papers, remembered.hand_marked):
        store.forget()
