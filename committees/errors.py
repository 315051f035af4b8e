"""Refusals of this room; the message is translated and fit to show."""


class CommitteeError(ValueError):
    """An act on the tree, a membership or a role that cannot be done."""
