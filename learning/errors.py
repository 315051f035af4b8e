"""What can be refused in this room, with a message for the person."""


class LearningError(Exception):
    """The act is not allowed or makes no sense; the text is meant for the person."""
