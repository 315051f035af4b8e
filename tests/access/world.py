"""Two communes that must not see each other, all that lies around them, and somebody of every role in each.

Each thing that can be seen carries a word of its own (a canary), so that a page shows by itself whether it says too
much. `places` says what the words are.
"""

from pathlib import Path

from courses.domain.preparation import prepare_authoring
from tests.access.objects import World
from tests.access.world_authors import contest_and_correct, fill_banks, write_drafts
from tests.access.world_learning import publish_courses, take_part
from tests.access.world_lists import keep_lists
from tests.access.world_merged import merge_records
from tests.access.world_people import people_and_units, settle_places
from tests.access.world_published import publish_what_is_taught


def make_world(folder: Path) -> World:
    world = people_and_units()
    prepare_authoring()
    # Before there are campaigns that whoever joins late is due for.
    merge_records(world)
    publish_courses(world, folder)
    take_part(world)
    keep_lists(world)
    settle_places(world)
    write_drafts(world)
    fill_banks(world)
    contest_and_correct(world)
    publish_what_is_taught(world)
    return world
