"""What this room enters in the registries of `operations`."""

from committees.domain.integrity import register_invariants
from committees.domain.reference import load_reference_committees
from operations.domain.preparation import register_preparation


def register() -> None:
    register_invariants()
    register_preparation(order=10, name="committees", fn=load_reference_committees)
