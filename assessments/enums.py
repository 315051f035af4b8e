"""Words of the assessment room. Stored values are never renamed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class QuestionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    REVIEWED = "reviewed", _("reviewed")
    RETIRED = "retired", _("retired")


class QuestionLanguage(models.TextChoices):
    VIETNAMESE = "vi", _("Vietnamese")
    ENGLISH = "en", _("English")


class Difficulty(models.IntegerChoices):
    EASY = 1, _("easy")
    MEDIUM = 2, _("medium")
    HARD = 3, _("hard")


class BulkAct(models.TextChoices):
    """What can be done to many questions at once."""

    MOVE = "move", _("Move to the category")
    TAG = "tag", _("Add the tag")
    UNTAG = "untag", _("Take the tag off")
    DIFFICULTY = "difficulty", _("Give the difficulty")
    REVIEW = "review", _("Mark as reviewed")
    RETIRE = "retire", _("Retire")
    REOPEN = "reopen", _("Make drafts")


class HandOver(models.TextChoices):
    """How much of a bank goes to another trainer."""

    CATEGORY = "category", _("this category only")
    BELOW = "below", _("this category and all below it")
    BANK = "bank", _("the whole bank")


class UseKind(models.TextChoices):
    QUIZ = "quiz", pgettext_lazy("use of a question", "quiz")
    QUIZ_EDITION = "quiz_edition", pgettext_lazy("use of a question", "edition of a quiz")
    LESSON = "lesson", pgettext_lazy("use of a question", "lesson in draft")
    LESSON_EDITION = "lesson_edition", pgettext_lazy("use of a question", "published lesson")


class FeedbackPolicy(models.TextChoices):
    """When a learner may look at a paper again."""

    AFTER_EACH = "after_each", _("after each answer")
    AFTER_SUBMIT = "after_submit", _("after each attempt")
    AFTER_PASS_OR_LAST = "after_pass_or_last", _("after a pass or the last attempt")
    AFTER_CLOSE = "after_close", _("after the quiz has closed")
    NEVER = "never", _("never")


class ReviewPhase(models.TextChoices):
    """During: a question that was checked. After: the attempt is handed in. Closed: so is the quiz, for everybody."""

    DURING = "during", pgettext_lazy("phase", "once an answer is checked")
    AFTER = "after", pgettext_lazy("phase", "once the attempt is handed in")
    CLOSED = "closed", pgettext_lazy("phase", "once the quiz has closed")


class ReviewFlag(models.TextChoices):
    """What of a paper may be seen. The right answer brings the own one and its verdict along."""

    ANSWER = "answer", _("own answer")
    VERDICT = "verdict", _("right or wrong")
    MARKS = "marks", _("points of each question")
    RIGHT_ANSWER = "right_answer", _("the right answer")
    EXPLANATION = "explanation", _("the explanation")


class QuizPurpose(models.TextChoices):
    """What a result is for. Only a counted quiz has to be passed."""

    COUNTED = "counted", pgettext_lazy("quiz", "counts towards the course")
    PRACTICE = "practice", pgettext_lazy("quiz", "practice, never counted")
    DIAGNOSTIC = "diagnostic", pgettext_lazy("quiz", "pre-test, may exempt lessons")


class Navigation(models.TextChoices):
    FREE = "free", _("back and forth")
    SEQUENTIAL = "sequential", _("one page after the other, never back")


class AttemptState(models.TextChoices):
    OPEN = "open", pgettext_lazy("attempt", "in progress")
    SUBMITTED = "submitted", _("submitted")
    EXPIRED = "expired", _("closed when time was up")


CLOSED_ATTEMPT_STATES = (AttemptState.SUBMITTED, AttemptState.EXPIRED)


class ContestState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("contest", "waiting for an answer")
    UPHELD = "upheld", pgettext_lazy("contest", "upheld")
    REJECTED = "rejected", pgettext_lazy("contest", "not upheld")


class CorrectionKind(models.TextChoices):
    """What is put right about a question that people have answered already."""

    KEY = "key", _("the key was wrong")
    ACCEPT = "accept", _("everybody gets the full mark")
    ANNUL = "annul", _("the question is annulled")
    WORTH = "worth", _("the question is worth another mark")


class LoweredPolicy(models.TextChoices):
    """What becomes of completions and certificates that rest on a pass that is none any more."""

    KEEP = "keep", _("keep completions and certificates already reached")
    WITHDRAW = "withdraw", _("withdraw completions and revoke certificates that rest on it")


class CorrectionState(models.TextChoices):
    COMPUTING = "computing", pgettext_lazy("question correction", "finding who is affected")
    READY = "ready", pgettext_lazy("question correction", "ready to be proposed")
    ASKED = "asked", pgettext_lazy("question correction", "waiting for a second person")
    APPLYING = "applying", pgettext_lazy("question correction", "being applied")
    APPLIED = "applied", pgettext_lazy("question correction", "applied")
    CLOSED = "closed", pgettext_lazy("question correction", "not applied")


# From the moment of the approval a correction counts for every marking.
CORRECTIONS_IN_FORCE = (CorrectionState.APPLYING, CorrectionState.APPLIED)
