"""Exercises inside a lesson: shown without a key, explained after an answer, never recorded."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.domain.practice import Exercise, frozen_exercise, practice_feedback
from assessments.errors import AssessmentError
from assessments.question_types.rich_text import safe_html
from assessments.question_types.steps import is_step_empty
from courses.domain.editions import ExerciseRef


def exercise_part(ref: ExerciseRef, number: int) -> dict[str, Any]:
    """The exercise as a part of the lesson, with the version that the edition froze.

    Of an exchange the screen shows one step after the other; on `paper` all of it is to be read, until it is over.
    """
    exercise = frozen_exercise(ref.version_id)
    name = f"b{number}"
    question = exercise.shown(name)
    paper = safe_html(exercise.printed().html) if question.in_steps else ""
    return {"number": number, "name": name, "exercise": exercise, "question": question, "paper": paper}


def nothing_chosen() -> str:
    """What is said about a step that was sent empty."""
    return _("Nothing was chosen in this step. Choose first, then send the choice.")


def answer_exercise(part: dict[str, Any], form: QueryDict) -> None:
    """Put verdicts and reasons into the part, or say what is wrong with the answer."""
    exercise: Exercise = part["exercise"]
    try:
        response = exercise.response_from_form(form, part["name"])
    except AssessmentError as error:
        part["verdict"] = {"kind": "warning", "text": str(error)}
        return
    if is_step_empty(form, part["name"]):
        part["verdict"] = {"kind": "warning", "text": nothing_chosen()}
        part["question"] = exercise.shown(part["name"], response)
        return
    if exercise.is_left_open(response):
        part["verdict"] = {"kind": "warning", "text": _("Nothing has been answered yet. Choose first, then check.")}
        return
    if exercise.goes_on(response):
        part["question"] = exercise.shown(part["name"], response)
        return
    feedback = practice_feedback(exercise.version_id, response, name=part["name"])
    part["question"] = feedback.question
    part["paper"] = ""
    text = _("All right.") if feedback.is_right else _("Not quite. The reasons stand beside each part.")
    part["verdict"] = {"kind": "tip" if feedback.is_right else "note", "title": _("Result"), "text": text}
