"""What can go wrong with a job."""


class JobFailed(Exception):
    """A failure the person who asked can understand; the message is shown to them as it is."""


class JobSuperseded(Exception):
    """The job was given to another worker, because this one had shown no sign of life."""


class ApprovalError(Exception):
    """The proposal or the decision is not possible; the message is shown to the person as it is."""


class BackupError(Exception):
    """The backup cannot be made or restored; the message says why and what to do."""
