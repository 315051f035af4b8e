"""Facts of this room, sent inside the transaction in which they became true."""

from django.dispatch import Signal

# Arguments: attempt (Attempt, closed), marking (Marking, the current one).
attempt_graded = Signal()
