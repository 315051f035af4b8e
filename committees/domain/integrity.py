"""What must hold of tree and memberships; registered with `operations.domain.integrity`."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from operator import attrgetter

from django.db.models import CharField, Exists, F, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.domain.ancestors import expected_pairs
from committees.models import (
    Committee,
    CommitteeEdge,
    CorrectionRequest,
    FormerName,
    Membership,
    RoleGrant,
    RollupAncestor,
    SidePost,
)
from operations.domain.integrity import Finding, register_invariant
from operations.models import AuditEntry

_STEP = Committee.steplen


def register_invariants() -> None:
    register_invariant(
        "committees.memberships", gettext_lazy("Memberships of a person do not overlap"), overlapping_memberships
    )
    register_invariant(
        "committees.lives", gettext_lazy("Nobody belongs to a unit outside its life"), memberships_outside_lives
    )
    register_invariant(
        "committees.posts", gettext_lazy("Nobody holds a post outside the life of its unit"), posts_outside_lives
    )
    register_invariant(
        "committees.paths", gettext_lazy("The tree of today agrees with its history"), paths_against_edges
    )
    register_invariant(
        "committees.rollups", gettext_lazy("Roll-up ancestors agree with the tree"), rollups_against_paths
    )
    register_invariant(
        "committees.corrections",
        gettext_lazy("Every correction is answered by somebody else, and audited"),
        corrections,
    )
    register_invariant(
        "committees.roles", gettext_lazy("Who holds a role is marked as holding roles"), roles_of_the_unmarked
    )
    register_invariant(
        "committees.names", gettext_lazy("Every unit has one name on every day of its life"), names_of_lives
    )
    register_invariant("committees.cycles", gettext_lazy("No unit stands under itself"), cycles)


def corrections() -> Iterator[Finding]:
    """Nobody answers their own request, and asking and answering stand in the audit trail."""
    for request in CorrectionRequest.objects.filter(answered_by=F("person")).only("id").iterator():
        yield Finding(_("A request for correction was answered by who asked."), f"correction {request.pk}")
    entries = AuditEntry.objects.filter(
        object_type=CorrectionRequest._meta.label_lower, object_id=Cast(OuterRef("pk"), CharField())
    )
    asked = ~Exists(entries.filter(action="correction.asked"))
    answered = Q(answered_at__isnull=False) & ~Exists(entries.filter(action="correction.answered"))
    for request in CorrectionRequest.objects.filter(asked | answered).only("id").iterator():
        yield Finding(_("A request for correction is missing from the audit trail."), f"correction {request.pk}")


def roles_of_the_unmarked() -> Iterator[Finding]:
    """A role that would have no effect: access is not looked up for who is not marked."""
    for grant in RoleGrant.objects.filter(user__has_held_roles=False).only("id").iterator():
        yield Finding(_("A role is held by somebody who is not marked as holding roles."), f"grant {grant.pk}")


def overlapping_memberships() -> Iterator[Finding]:
    """Two spans of one person that share a day."""
    other = Membership.objects.filter(cadre=OuterRef("cadre"), valid_from__gte=OuterRef("valid_from")).exclude(
        pk=OuterRef("pk")
    )
    shared = other.filter(Q(valid_from__lte=OuterRef("valid_to")))
    overlapping = Membership.objects.filter(
        (Q(valid_to__isnull=True) & Exists(other)) | (Q(valid_to__isnull=False) & Exists(shared))
    )
    for membership in overlapping.iterator():
        yield Finding(_("A membership overlaps another one of the same person."), f"membership {membership.pk}")


def memberships_outside_lives() -> Iterator[Finding]:
    for membership in Membership.objects.filter(_outside_life()).iterator():
        yield Finding(_("A membership lies outside the life of its unit."), f"membership {membership.pk}")


def posts_outside_lives() -> Iterator[Finding]:
    for post in SidePost.objects.filter(_outside_life()).iterator():
        yield Finding(_("A post lies outside the life of its unit."), f"post {post.pk}")


def _outside_life() -> Q:
    """A span that begins before its unit, or does not end with it."""
    committee_ended = Q(committee__valid_to__isnull=False)
    outlasts = committee_ended & (Q(valid_to__isnull=True) | Q(valid_to__gt=F("committee__valid_to")))
    return Q(valid_from__lt=F("committee__valid_from")) | outlasts


def paths_against_edges() -> Iterator[Finding]:
    """The path's parent is that of the open edge, or of the last one for a closed unit."""
    parents: dict[int, int] = {}
    edges = CommitteeEdge.objects.order_by("child_id", F("valid_to").asc(nulls_last=True))
    for child_id, parent_id in edges.values_list("child_id", "parent_id").iterator():
        parents[child_id] = parent_id
    open_children = set(CommitteeEdge.objects.filter(valid_to__isnull=True).values_list("child_id", flat=True))
    by_path = dict(Committee.objects.order_by().values_list("path", "pk"))
    for committee in Committee.objects.order_by("path").iterator():
        if committee.depth != len(committee.path) // _STEP:
            yield _unit(_("A unit has a depth that is not that of its path."), committee.pk)
        above = by_path.get(committee.path[:-_STEP]) if committee.depth > 1 else None
        if parents.get(committee.pk) != above:
            yield _unit(_("A unit stands elsewhere in the tree than its history says."), committee.pk)
        if committee.depth > 1 and (committee.valid_to is None) != (committee.pk in open_children):
            yield _unit(_("A unit is open and closed at once."), committee.pk)


def names_of_lives() -> Iterator[Finding]:
    """Former names begin with the unit, follow on each other without a gap, and end before its last day."""
    rows = FormerName.objects.select_related("committee").order_by("committee_id", "valid_from", "pk")
    for _committee_id, group in groupby(rows.iterator(), key=attrgetter("committee_id")):
        names = list(group)
        unit = names[0].committee
        due = [unit.valid_from, *(name.valid_to + timedelta(days=1) for name in names)]
        follows = [name.valid_from for name in names] == due[:-1]
        if not follows or (unit.valid_to is not None and due[-1] > unit.valid_to):
            yield _unit(_("A unit has no name, or two, on some day of its life."), unit.pk)


def rollups_against_paths() -> Iterator[Finding]:
    wanted = set(expected_pairs(Committee.objects.all()))
    stored = set(RollupAncestor.objects.values_list("committee_id", "node_id"))
    for committee_id in sorted({committee_id for committee_id, _node_id in wanted ^ stored}):
        yield _unit(_("A unit has roll-up ancestors other than its path says."), committee_id)


def cycles() -> Iterator[Finding]:
    """Follow the open edges upwards; more steps than there are units means a circle."""
    parents = dict(CommitteeEdge.objects.filter(valid_to__isnull=True).values_list("child_id", "parent_id"))
    sound: set[int] = set()
    for start in parents:
        seen: list[int] = []
        at: int | None = start
        while at is not None and at not in sound and at not in seen:
            seen.append(at)
            at = parents.get(at)
        if at is not None and at in seen:
            yield _unit(_("A unit stands under itself."), start)
        else:
            sound.update(seen)


def _unit(message: str, committee_id: int) -> Finding:
    return Finding(message, f"committee {committee_id}")
