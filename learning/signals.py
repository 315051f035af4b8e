"""Facts of this room, sent inside the transaction in which they became true."""

from django.dispatch import Signal

# Argument: changes (list[learning.domain.changes.FigureChange]): what the figures gain and lose.
figures_changed = Signal()

# Argument: enrolment (Enrolment, completed).
course_completed = Signal()

# Arguments: enrolment (Enrolment, in progress again), actor (User), reason (str).
completion_withdrawn = Signal()
