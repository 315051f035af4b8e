"""How much is invented at each scale."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Scale:
    """`people` in all; shares of two provinces, the rest is spread over all other units.

    `cells`: cells under each commune-level unit, in the dense provinces and elsewhere. `papers`: for how many
    people papers, answers and markings are made; `pilot` and `last_year`: share enrolled in the
    campaigns of the two years before; `elsewhere`: share enrolled in a campaign of another track. `every_course`: all
    other courses have a campaign too, which has just begun and reaches everybody.
    """

    name: str
    people: int
    dense_share: float
    second_share: float
    dense_cells: int
    other_cells: int
    papers: int
    pilot: float
    last_year: float
    elsewhere: float
    every_course: bool = False


SCALES: Final = {
    "office": Scale("office", 300, 0.40, 0.22, 2, 0, 1_000_000, 0.35, 1.0, 0.4),
    "province": Scale("province", 20_000, 0.60, 0.10, 5, 0, 2_000, 0.15, 0.5, 1.0, every_course=True),
    "nation": Scale("nation", 200_000, 0.05, 0.03, 3, 2, 2_000, 0.05, 0.25, 1.0, every_course=True),
}
DENSE_PROVINCE: Final = "82"
SECOND_PROVINCE: Final = "96"
