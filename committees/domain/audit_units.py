"""The unit of a person, and of what belongs to a person, for the audit trail."""

from accounts.models import User
from committees.models import Committee, CorrectionRequest, Membership, RoleGrant, SidePost
from operations.domain.audit_units import register_unit_of
from operations.models import Job


def unit_of_person(person_id: int | None) -> int | None:
    """The unit of today, else the last one."""
    held = Membership.objects.filter(cadre_id=person_id).order_by("-valid_from", "-pk")
    return held.values_list("committee_id", flat=True).first() if person_id else None


def _of_person(person: User) -> int | None:
    return unit_of_person(person.pk)


def _of_correction(request: CorrectionRequest) -> int | None:
    return unit_of_person(request.person_id)


def _of_job(job: Job) -> int | None:
    return unit_of_person(job.requested_by_id)


def _of_committee(committee: Committee) -> int | None:
    return committee.pk


def _of_grant(grant: RoleGrant) -> int | None:
    return grant.committee_id or unit_of_person(grant.user_id)


def _of_post(post: SidePost) -> int | None:
    return post.committee_id


def register() -> None:
    register_unit_of("accounts.user", _of_person)
    register_unit_of("committees.committee", _of_committee)
    register_unit_of("committees.rolegrant", _of_grant)
    register_unit_of("committees.correctionrequest", _of_correction)
    register_unit_of("committees.sidepost", _of_post)
    register_unit_of("operations.job", _of_job)
