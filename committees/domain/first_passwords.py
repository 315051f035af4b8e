"""Printed slips with first passwords, for cadres without e-mail; handed over in person, changed at the first sign-in.

A password exists in clear only in the file, which is kept for three days and whose every download is audited. It is
made when the slips are: in one transaction the hashes are stored, the file is named in the job and the trail is
written, so that no slip is printed whose password does not work, and none works that was not printed.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from accounts.domain.demonstration import is_demonstration
from accounts.domain.people import reset_password
from accounts.models import User
from committees.domain.queries.places import names_with_parent
from committees.enums import SlipsFor
from committees.models import Committee, Membership, subtree_q
from committees.rules import can_administer, people_last_administered_by, slips_printed_by
from common.pdf.typesetting import render_pdf
from operations.domain import audit
from operations.domain.jobs import JobFailed, JobRun, enqueue_job
from operations.models import Job

JOB: Final = "committees.password_slips"
KEPT_FOR: Final = timedelta(days=3)
MOST_AT_ONCE: Final = 1_000
LENGTH: Final = 12
# Letters and digits that cannot be mistaken for one another on a printed slip.
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
TEMPLATE: Final = Path(__file__).resolve().parent.parent / "typst" / "slips.typ"


@dataclass(frozen=True)
class Slip:
    """`before`: the hash when the slip was made; if it has changed since, the person has set a password."""

    person: User
    unit: str
    password: str
    hashed: str
    before: str


def give_first_password(*, person: User, actor: User, reason: str = "") -> str:
    """A new first password for one person, to be shown once."""
    password = new_password()
    reset_password(person=person, password=password, actor=actor, reason=reason)
    return password


def new_password() -> str:
    return get_random_string(LENGTH, LETTERS)


def slips_wanted(*, committee: Committee, actor: User, who: str, chosen: list[int]) -> QuerySet[User]:
    """Whom a print would be for: `NEW` have no password yet, `NEVER` have never signed in, `CHOSEN` are named."""
    here = Membership.objects.filter(subtree_q([committee], "committee__path"), valid_to__isnull=True)
    people = slips_printed_by(actor).filter(pk__in=here.values("cadre_id"))
    if who == SlipsFor.CHOSEN:
        return people.filter(pk__in=chosen)
    never = people.filter(last_login__isnull=True)
    # An account made without a password holds Django's mark of an unusable one, or nothing.
    unusable = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return never.filter(unusable) if who == SlipsFor.NEW else never


def request_slips(*, committee: Committee, actor: User, who: str, chosen: list[int]) -> Job:
    """Have slips printed for at most 1,000 people; the rest waits for the next print."""
    return enqueue_job(
        kind=JOB,
        key=f"{committee.pk}:{actor.pk}",
        title=_("First-password slips"),
        parameters={"committee": committee.pk, "who": who, "chosen": chosen[:MOST_AT_ONCE]},
        requested_by=actor,
    )


def may_take_slips(job: Job, user: Any) -> bool:
    """The requester, while still administrator there and of everybody on the slips: one password too many is too many.

    A job that does not say who is on its slips is refused; it is of a time when none did, and they are made again.
    """
    committee = Committee.objects.filter(pk=job.parameters["committee"]).first()
    if job.requested_by_id != user.pk or committee is None or not can_administer(user, committee):
        return False
    people = job.result.get("people")
    own = people_last_administered_by(user)
    return people is not None and not User.objects.filter(pk__any_of=people).exclude(pk__in=own.values("pk")).exists()


def print_slips(run: JobRun) -> None:
    """What the job does. After a crash it is done from the beginning, or found done."""
    if run.job.file:
        return
    actor = run.job.requested_by
    committee = Committee.objects.filter(pk=run.parameters["committee"]).first()
    if actor is None or committee is None or not can_administer(actor, committee):
        raise JobFailed(_("The unit is not administered by this account any more."))
    wanted = slips_wanted(committee=committee, actor=actor, who=run.parameters["who"], chosen=run.parameters["chosen"])
    slips = list(_made(run, wanted, committee))
    if not slips:
        raise JobFailed(_("Nobody needs a slip: all have a password already or hold a role."))
    with transaction.atomic():
        # Asks whether the job is still this worker's, before anything is written.
        run.progress(len(slips), len(slips))
        _issue(run, slips, committee, actor)


def _made(run: JobRun, wanted: QuerySet[User], committee: Committee) -> Iterator[Slip]:
    """In the order of the tree, then of the names; the hashing is what takes the time."""
    units = (
        Membership.objects.filter(valid_to__isnull=True, cadre__in=wanted)
        .select_related("cadre", "committee")
        .order_by("committee__path", "cadre__sort_name", "cadre_id")[:MOST_AT_ONCE]
    )
    total = len(units)
    names = names_with_parent([membership.committee for membership in units], within=committee)
    for done, membership in enumerate(units):
        run.progress(done, total)
        password = new_password()
        person = membership.cadre
        yield Slip(person, names[membership.committee_id], password, make_password(password), person.password)


def _issue(run: JobRun, slips: list[Slip], committee: Committee, actor: User) -> None:
    people = User.objects.select_for_update(no_key=True).in_bulk([slip.person.pk for slip in slips])
    valid = [slip for slip in slips if people[slip.person.pk].password == slip.before]
    changed = []
    for slip in valid:
        person = people[slip.person.pk]
        person.password, person.must_change_password = slip.hashed, True
        changed.append(person)
        audit.record(action="person.password_reset", actor=actor, target=person, committee_id=committee.pk)
    User.objects.bulk_update(changed, ["password", "must_change_password"], batch_size=200)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "slips.pdf"
        path.write_bytes(render_slips(committee, valid))
        run.store_file(path, f"phieu-mat-khau-{timezone.localdate():%Y%m%d}.pdf")
    run.result({"slips": len(valid), "people": [slip.person.pk for slip in valid]})
    Job.objects.filter(pk=run.job.pk).update(**run.outcome)
    audit.record(
        action="committees.slips_printed",
        actor=actor,
        target=run.job,
        committee_id=committee.pk,
        after={"slips": len(valid)},
    )


def render_slips(committee: Committee, slips: list[Slip]) -> bytes:
    """A4, eight slips a page with lines to cut along; each unit begins on a new page."""
    units = [
        {
            "name": unit,
            "slips": [
                {
                    "name": slip.person.full_name,
                    "born": str(slip.person.birth_year or ""),
                    "username": slip.person.username,
                    "password": f"{slip.password[:4]} {slip.password[4:8]} {slip.password[8:]}",
                }
                for slip in group
            ],
        }
        for unit, group in groupby(slips, key=lambda slip: slip.unit)
    ]
    data = {
        "title": f"Phiếu mật khẩu lần đầu – {committee.display_name}",
        "address": settings.SITE_URL + "/",
        "printed": timezone.localdate(),
        "is_demo": is_demonstration(),
        "units": units,
    }
    return render_pdf(TEMPLATE, data, created=timezone.now())
