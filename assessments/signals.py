"""Facts of this room, sent inside the transaction in which they became true."""

from django.dispatch import Signal

# Arguments: attempt (Attempt, closed), marking (Marking, the current one).
attempt_graded = Signal()

# Arguments: attempt (Attempt, as it is marked now), before, marking (Marking), correction (QuestionCorrection;
# None: a second person marked an answer again), takes_away (bool): a completion that rests on a pass lost by it
# goes with it.
attempt_regraded = Signal()
