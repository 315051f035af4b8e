"""Answers given in steps: a step that was sent cannot be taken back, for the next one has been shown.

Such an answer is `{"sent": [ids of the choices sent], "chosen": id or ""}`: `chosen` is what is
marked in the step that is open, as it is saved before it is sent.
"""

from typing import Final

from assessments.question_types.base import FormData
from assessments.question_types.shown import Response

# The button of a step has this name, and the question's name as its value.
STEP: Final = "go"
# What the element has after the question's name in its id where the open step stands.
HERE: Final = "-now"


def is_step_empty(data: FormData, name: str) -> bool:
    """Whether the button of the open step was pressed with nothing marked."""
    return name in data.getlist(STEP) and not any(data.getlist(name))


def is_in_steps(response: Response) -> bool:
    return "sent" in response


def keep_steps(before: Response, response: Response) -> Response:
    """What to keep of an answer that comes after `before` (`{}` at first).

    A form from before a step was sent changes nothing; more than one step at once is one step, for
    nobody can have seen the second. Answers that are not in steps are kept as they are.
    """
    if not is_in_steps(response):
        return response
    kept, sent = before.get("sent", []), response["sent"]
    if sent[: len(kept)] != kept:
        return before
    if len(sent) > len(kept) + 1:
        return {"sent": sent[: len(kept) + 1], "chosen": ""}
    return response
