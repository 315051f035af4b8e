"""The tree stands still while people are placed in many of its units at once.

A move rewrites the rows of a whole subtree, in the order in which it finds them; whoever writes rows that point at
several units holds those, in an order of its own. Without a common lock each may end up waiting for the other.
"""

from typing import Final

from common.db.locks import share_advisory_lock

TREE_LOCK: Final = "committees.tree"
"""Held alone by whoever moves, merges, adds or closes units."""


def keep_tree_still() -> None:
    """Until the transaction ends. Take it before the rows of people or enrolments; many may keep it still together."""
    share_advisory_lock(TREE_LOCK)
