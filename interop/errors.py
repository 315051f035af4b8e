"""What can be refused in this room, with a message for the person."""


class PeopleImportError(Exception):
    """The act makes no sense for this change-set; the text is meant for the person."""


class QuestionImportError(Exception):
    """A sheet of questions cannot be taken; the text is meant for the author."""
