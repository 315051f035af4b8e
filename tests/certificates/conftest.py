from pathlib import Path

import pytest

from tests.learning.builders import World, make_world


@pytest.fixture
def world(db: None, tmp_path: Path) -> World:
    return make_world(tmp_path)
