"""A page of a paper that was kept for its session: what the learner is told before and after it is sent again."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from accounts.domain.kept_news import KeptNews, register_kept_news
from accounts.domain.kept_posts import KEPT_FIELD, kept_since
from accounts.models import KeptPost, User
from assessments.domain.kept_forms import Fates, KeptForm, fates_of
from assessments.domain.queries.attempts import attempt_for
from assessments.errors import AssessmentError
from assessments.models import Attempt
from portal.paper_forms import changed_in, number_of, sequence_in


def kept_form_in(request: HttpRequest, person: User, page: int) -> KeptForm | None:
    """The form of the request, if it is one that was kept; None for what was just filled in."""
    tokens = request.POST.getlist(KEPT_FIELD)
    if not tokens:
        return None
    form = request.POST
    return KeptForm(form, page, sequence_in(form), changed_in(form), kept_since(tokens=tokens, person=person))


def words_after(fates: Fates) -> list[str]:
    """What has become of a kept form that was sent, one sentence each."""
    words = []
    if fates.taken:
        words.append(_("Question %(numbers)s: the answer kept has been saved.") % _numbers(fates.taken))
    return words + _words_of_the_rest(fates)


def _words_of_the_rest(fates: Fates) -> list[str]:
    words = []
    if fates.overtaken:
        words.append(
            _("Question %(numbers)s: another answer was saved after this one had been kept. It stays as it is.")
            % _numbers(fates.overtaken)
        )
    if fates.closed:
        words.append(
            _("Question %(numbers)s: the answer can no longer be changed. What was saved before stays as it is.")
            % _numbers(fates.closed)
        )
    if not fates.taken and not words:
        words.append(_("Everything in this form was saved before. Nothing had to be changed."))
    return words


def _numbers(positions: Sequence[int]) -> dict[str, str]:
    return {"numbers": ", ".join(map(str, positions))}


def _news(kept: KeptPost, arguments: Mapping[str, Any]) -> KeptNews | None:
    form = QueryDict(mutable=True)
    for name, value in kept.fields:
        form.appendlist(name, value)
    earlier = form.getlist(KEPT_FIELD)
    since = min([kept.created_at, *([kept_since(tokens=earlier, person=kept.person)] if earlier else [])])
    page = number_of(QueryDict(urlsplit(kept.path).query).get("trang"), 1)
    try:
        attempt = attempt_for(kept.person, arguments["uuid"])
        fates = fates_of(attempt, KeptForm(form, page, sequence_in(form), changed_in(form), since))
    except (Attempt.DoesNotExist, AssessmentError):
        return None
    if not fates.taken:
        return KeptNews(" ".join(words_after(fates)), can_be_sent=False)
    if not fates.overtaken and not fates.closed:
        return None
    waiting = _("Question %(numbers)s: the answer kept has not taken effect yet.") % _numbers(fates.taken)
    return KeptNews(" ".join([waiting, *_words_of_the_rest(fates)]))


def _news_of_handing_in(kept: KeptPost, arguments: Mapping[str, Any]) -> KeptNews | None:
    try:
        attempt = attempt_for(kept.person, arguments["uuid"])
    except Attempt.DoesNotExist:
        return None
    if attempt.is_open:
        return None
    return KeptNews(_("The attempt has been handed in already, or its time was up."), can_be_sent=False)


def register() -> None:
    register_kept_news(_news, "attempt")
    register_kept_news(_news_of_handing_in, "attempt_submit")
