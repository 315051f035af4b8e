"""What can be refused in this room, with a message for the person."""


class CourseError(Exception):
    """The act is not allowed or makes no sense; the text is meant for the person."""


class CourseIncomplete(CourseError):
    """The draft lacks something without which it cannot be published; `problems` are sentences."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class DraftChanged(CourseError):
    """The draft is no longer the one that the person has seen."""
