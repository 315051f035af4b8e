"""Checks that the oracle does not miss when they are gone, each with its reason."""

from typing import Final

_DOOR: Final = "the door of Wagtail's admin (courses/middleware.py) has refused everybody else before, by the same rule"
_ASKED_TWICE: Final = "the page asks for the wider right before; this one keeps what it shows and its rule in one place"
_ACT_ASKS: Final = "what is done with it asks again for each record, and refuses it just so"
_FIGURES_WITH_NAMES: Final = "whoever reads figures sees names of some kind today; it is for a role that does not"
_ONLY_WORDS: Final = "it only chooses "

REASONS: Final[dict[str, str]] = {
    "own: accounts/domain/kept_posts.py kept_since: KeptPost.objects.filter(token__in=tokens, person=person)":
        "of a token that its person alone knows it tells a time, which nobody is shown",
    "use: assessments/views/author.py author_of: can_author(user)": _DOOR,
    "use: assessments/views/bank.py _matching: questions_seen_by(author)": _ACT_ASKS,
    "use: assessments/views/categories.py hand_over_category: categories_seen_by(author)":
        f"{_ONLY_WORDS}the page that comes after handing over",
    "rule: learning/rules.py can_merge: return user.pk not in both and people_administered_by(user)"
    ".filter(pk__in=both).count() == len(both)": _ASKED_TWICE,
    "use: learning/rules.py can_merge: people_administered_by(user)": _ASKED_TWICE,
    "use: assessments/views/quizzes.py add_quiz: banks_seen_by(author)":
        f"{_ONLY_WORDS}where somebody without a bank begins; what is shown of banks asks for itself",
    "use: courses/views/acts.py replace_bank: decides_on_courses(request.user)":
        f"{_ONLY_WORDS}whether a tick is asked for: tests/courses/test_reviewed_questions.py",
    "guard: courses/views/acts.py _number: not text.isdecimal() or len(text) > 9":
        "no right of anybody's: what is no number names nothing",
    "use: courses/views/acts.py _author: is_author(request.user)": _DOOR,
    "use: courses/views/preview.py preview: courses_edited_by(request.user)": _DOOR,
    "use: courses/wagtail_hooks.py _require_own: can_edit_course(request.user, course)": _DOOR,
    "use: interop/views/author.py author_of: is_author(user)": _DOOR,
    "use: portal/views/bank_reading.py bank_reading: questions_read_by(request.user)": _ASKED_TWICE,
    "use: portal/views/posts.py unit_posts: posts_kept_by(request.user)": _ASKED_TWICE,
    "use: portal/views/roles.py _listed_at: roles_seen_by(request.user)": _ASKED_TWICE,
    "use: portal/views/roles.py _is_for_all: can_grant_roles(request.user)":
        "nobody in the world administers the Centre without being national; `roles_seen_by` then gives no more",
    "guard: operations/views/jobs.py job_file: kind is None or job.state != JobState.DONE or not job.file":
        "no right of anybody's: there is no file yet",
    "guard: reports/views/exports.py report_export: is_roster and page.names is NameAccess.NONE": _FIGURES_WITH_NAMES,
    "guard: reports/views/roster.py report_roster: page.names is NameAccess.NONE": _FIGURES_WITH_NAMES,
    "use: reports/views/home.py _tops: committees_reported_to(request.user)":
        "roles on a unit and national ones that read no figures are none; it keeps the rule where a role is added",
}  # fmt: skip
