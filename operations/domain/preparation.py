"""Steps that make an installation ready; rooms register them, `manage.py prepare` takes them in order.

Orders in use: 100 reference data, 200 starter course, 300 demonstration, 900 set-up link.
"""

from collections.abc import Callable
from dataclasses import dataclass

Say = Callable[[str], None]
Act = Callable[[Say], None]


@dataclass(frozen=True, order=True)
class Preparation:
    """`act` gets a function that prints a line. It runs at every start: nothing to do must be quick."""

    order: int
    name: str
    act: Act


_steps: dict[str, Preparation] = {}


def register_preparation(order: int, name: str, act: Act) -> None:
    _steps[name] = Preparation(order, name, act)


def preparations() -> list[Preparation]:
    return sorted(_steps.values(), key=lambda step: (step.order, step.name))
