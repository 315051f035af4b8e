"""What a report can be about: the campaigns that concern a committee, and their courses."""

from dataclasses import dataclass

from django.db.models import Q

from committees.models import Committee, subtree_q
from courses.models import Course
from learning.enums import CampaignKind
from learning.models import Campaign, Enrolment
from reports.models import ReportDelta, RollupNode

MOST_CAMPAIGNS = 300


@dataclass(frozen=True, slots=True)
class OfferedCourse:
    """A course with its campaigns that concern the committee, the latest first."""

    course: Course
    campaigns: list[Campaign]


def offered_courses(node: Committee) -> list[OfferedCourse]:
    """The campaigns that reach `node` or that its people take part in, by course. One statement."""
    upwards = [node.path[:end] for end in range(node.steplen, len(node.path) + 1, node.steplen)]
    concerns = (
        Q(committee__path__in=upwards)
        | subtree_q([node], "committee__path")
        | Q(pk__in=_with_figures(node))
        | Q(kind=CampaignKind.OPEN, pk__in=ReportDelta.objects.values("campaign_id"))
    )
    campaigns = Campaign.objects.filter(concerns).select_related("course", "committee")
    by_course: dict[int, OfferedCourse] = {}
    for campaign in campaigns.order_by("-starts_on", "-pk")[:MOST_CAMPAIGNS]:
        offered = by_course.setdefault(campaign.course_id, OfferedCourse(campaign.course, []))
        offered.campaigns.append(campaign)
    return list(by_course.values())


def default_scope(offered: list[OfferedCourse]) -> Campaign | Course | None:
    """The latest campaign that still runs, else the latest, else a course people chose themselves."""
    campaigns = [campaign for each in offered for campaign in each.campaigns]
    assigned = [campaign for campaign in campaigns if campaign.kind == CampaignKind.ASSIGNED]
    running = [campaign for campaign in assigned if campaign.closed_at is None]
    return next(iter([*running, *assigned, *campaigns]), None)


def scope_named(offered: list[OfferedCourse], name: str) -> Campaign | Course | None:
    """The offered campaign with this UUID, or the offered course with this slug."""
    for each in offered:
        if each.course.slug == name:
            return each.course
        for campaign in each.campaigns:
            if str(campaign.uuid) == name:
                return campaign
    return None


def scope_name(scope: Campaign | Course) -> str:
    """What `scope_named` finds the scope by; stands in addresses and in jobs."""
    return str(scope.uuid) if isinstance(scope, Campaign) else scope.slug


def course_of(scope: Campaign | Course) -> Course:
    return scope.course if isinstance(scope, Campaign) else scope


def campaign_ids_of(scope: Campaign | Course) -> list[int]:
    """One id, or those of all campaigns of a course."""
    if isinstance(scope, Campaign):
        return [scope.pk]
    return list(Campaign.objects.filter(course=scope).order_by("pk").values_list("pk", flat=True))


def target_of(scope: Campaign | Course) -> int | None:
    """The target in per cent; what people chose themselves has none, nor has a sum of campaigns."""
    if isinstance(scope, Campaign) and scope.kind == CampaignKind.ASSIGNED:
        return scope.target_percent
    return None


def _with_figures(node: Committee) -> object:
    if not node.kind.is_rollup:
        return Enrolment.objects.filter(subtree_q([node], "committee__path")).values("campaign_id")
    not_empty = Q(assigned__gt=0) | Q(exempt__gt=0) | Q(late_joiners__gt=0)
    return RollupNode.objects.filter(not_empty, node_id=node.pk).values("campaign_id")
