"""The name of a unit: another one from a day on, or the present one put right."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from committees.domain.tree_lock import TREE_LOCK
from committees.errors import CommitteeError
from committees.models import Committee, FormerName
from common.db.locks import advisory_lock
from common.text.formats import short_date
from common.text.vietnamese import clean_line
from operations.domain.audit import record

_DAY = timedelta(days=1)


@transaction.atomic
def rename_committee(
    *,
    committee: Committee,
    actor: User | None,
    on: date | None = None,
    reason: str = "",
    name: str = "",
    short_name: str | None = None,
    code: str | None = None,
) -> Committee:
    """Another name from day `on`; until then it keeps the one it had. Without a day the present name is put right.

    From the very day on which the present name began it is a correction too. A correction back to the name before
    takes the change of name itself back. `code` puts the code right, whatever the day.

    Raises:
        CommitteeError: `on` is to come, before the present name began, or after the unit ended.
    """
    with advisory_lock(TREE_LOCK):
        committee.refresh_from_db()
        last = _last_name(committee)
        since = _since(committee, last)
        before = {"name": committee.name, "short_name": committee.short_name}
        wanted = clean_line(name) or committee.name
        wanted_short = committee.short_name if short_name is None else clean_line(short_name)
        if on is not None:
            _check_day(committee, since, on)
        if on is not None and on > since and (wanted, wanted_short) != tuple(before.values()):
            _keep(committee, since, on - _DAY)
            # The English one is that of the name before.
            committee.name_en = ""
        elif on is None and last is not None and (last.name, last.short_name) == (wanted, wanted_short):
            committee.name_en = last.name_en
            last.delete()
        committee.name, committee.short_name = wanted, wanted_short
        codes: tuple[dict[str, str], dict[str, str]] = ({}, {})
        if code is not None:
            codes = {"code": committee.code}, {"code": clean_line(code)}
            committee.code = clean_line(code)
        committee.save(update_fields=["name", "short_name", "name_en", "code", "search_key"])
        record(
            action="committees.renamed",
            actor=actor,
            target=committee,
            committee_id=committee.pk,
            reason=reason,
            before=before | codes[0],
            after={"name": wanted, "short_name": wanted_short}
            | codes[1]
            | ({"on": on.isoformat()} if on and on > since else {}),
        )
    return committee


def check_day(committee: Committee, on: date) -> None:
    """Whether another name may begin on that day.

    Raises:
        CommitteeError: no, and why.
    """
    _check_day(committee, _since(committee, _last_name(committee)), on)


def is_former_name(committee: Committee, name: str, short_name: str) -> bool:
    """Whether it was called so until its last change of name: putting the present one right takes that change back."""
    last = _last_name(committee)
    return last is not None and (last.name, last.short_name) == (name, short_name)


def _last_name(committee: Committee) -> FormerName | None:
    return FormerName.objects.filter(committee=committee).order_by("-valid_to").first()


def _since(committee: Committee, last: FormerName | None) -> date:
    return last.valid_to + _DAY if last else committee.valid_from


def _check_day(committee: Committee, since: date, on: date) -> None:
    if on > timezone.localdate():
        raise CommitteeError(_("A name cannot begin on a day to come."))
    if on < since:
        raise CommitteeError(
            _("“%(name)s” has its name only since %(day)s; choose that day or a later one.")
            % {"name": committee.name, "day": short_date(since)}
        )
    if committee.valid_to is not None and on > committee.valid_to:
        raise CommitteeError(_("“%(name)s” does not exist on that day.") % {"name": committee.name})


def _keep(committee: Committee, first: date, last: date) -> None:
    FormerName.objects.create(
        committee=committee,
        name=committee.name,
        short_name=committee.short_name,
        name_en=committee.name_en,
        valid_from=first,
        valid_to=last,
    )
