"""What can be refused in this room, with a message for the person."""


class CertificateError(Exception):
    """The act makes no sense for this certificate; the text is meant for the person."""
