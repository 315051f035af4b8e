import pytest

from tests.interop.lists import Unit


@pytest.fixture
def unit() -> Unit:
    return Unit()
