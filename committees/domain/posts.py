"""Posts beside the main one are taken up and ended, never changed; both acts are audited."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.locking import lock_people
from accounts.models import User
from committees.errors import CommitteeError
from committees.models import Committee, Membership, SidePost
from operations.domain.audit import record


@transaction.atomic
def take_up_post(*, cadre: User, committee: Committee, position: str, valid_from: date, actor: User | None) -> SidePost:
    """A post of the person in `committee` from that day on.

    Raises:
        CommitteeError: in the own main unit, outside the life of the unit, of a closed account, held already,
            or to begin after today.
    """
    # Against a second press: whoever comes later waits, and finds the post.
    lock_people([cadre.pk])
    cadre.refresh_from_db(fields=["is_active"])
    committee.refresh_from_db(fields=["valid_from", "valid_to"])
    if not cadre.is_active:
        raise CommitteeError(_("The account of %(name)s is closed.") % {"name": cadre.full_name})
    if committee.valid_to is not None:
        raise CommitteeError(_("“%(name)s” is closed already.") % {"name": committee.name})
    if valid_from > timezone.localdate():
        raise CommitteeError(_("A post is taken down once it has begun."))
    if valid_from < committee.valid_from:
        raise CommitteeError(_("The unit did not exist yet on that day."))
    if Membership.objects.filter(cadre=cadre, committee=committee, valid_to__isnull=True).exists():
        raise CommitteeError(_("This is the person's main unit; its post stands in the list of people."))
    if held_on(SidePost.objects.filter(cadre=cadre, committee=committee, position=position), valid_from).exists():
        raise CommitteeError(_("The person holds this post already."))
    post = SidePost.objects.create(cadre=cadre, committee=committee, position=position, valid_from=valid_from)
    _record("committees.post_taken_up", post, actor)
    return post


@transaction.atomic
def end_post(*, post: SidePost, last_day: date, actor: User | None) -> SidePost:
    """Set the last day of a post that is still held.

    Raises:
        CommitteeError: it has an end, or would end before it began.
    """
    post = SidePost.objects.select_for_update(no_key=True).get(pk=post.pk)
    if post.valid_to is not None:
        raise CommitteeError(_("This post has its last day already."))
    if last_day < post.valid_from:
        raise CommitteeError(_("The last day lies before the first one."))
    post.valid_to = last_day
    post.save(update_fields=["valid_to"])
    _record("committees.post_ended", post, actor)
    return post


def end_posts_in(committee: Committee, *, on: date, actor: User | None) -> None:
    """End the posts in a unit that closes on that day, in the caller's transaction.

    Raises:
        CommitteeError: one began on that day or later.
    """
    for post in SidePost.objects.filter(committee=committee, valid_to__isnull=True).order_by("pk"):
        if post.valid_from >= on:
            raise CommitteeError(_("A post in “%(name)s” began on that day or later.") % {"name": committee.name})
        end_post(post=post, last_day=on - timedelta(days=1), actor=actor)


def held_on(posts: QuerySet[SidePost], day: date | None = None) -> QuerySet[SidePost]:
    """Those that hold on that day, today if none is given, or from a later one."""
    return posts.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day or timezone.localdate()))


def _record(action: str, post: SidePost, actor: User | None) -> None:
    facts: dict[str, Any] = {"cadre": post.cadre_id, "from": post.valid_from, "to": post.valid_to}
    record(action=action, actor=actor, target=post, committee_id=post.committee_id, after=facts)
