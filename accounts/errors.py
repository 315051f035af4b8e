"""What can be refused about a person."""


class PersonError(ValueError):
    """A change to a person that the rules refuse; the message is shown as it is."""
