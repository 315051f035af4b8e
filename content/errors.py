"""What can be refused in this room, with a message for the person."""


class ContentError(Exception):
    """The act is not allowed or makes no sense; the text is meant for the person."""


class AssetRefused(ContentError):
    """The file is of a kind that is not shown to learners, or it is not what its name says."""
