from copy import deepcopy

import pytest

from tests.kept import made_once
from tests.learning.builders import World, make_world

kept_world = made_once(make_world)


@pytest.fixture
def world(kept_world: World, db: None) -> World:
    return deepcopy(kept_world)
