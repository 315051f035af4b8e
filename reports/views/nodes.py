"""What every screen of a committee's report begins with."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from committees.models import Committee, PositionGroup
from committees.rules import can_see_figures, committees_reported_to
from operations.domain.refusals import get_or_refuse
from reports.domain.queries.scopes import OfferedCourse, default_scope, offered_courses, scope_name
from reports.rules import NameAccess, name_access
from reports.views.purposes import purpose_given


@dataclass(frozen=True, slots=True)
class NodePage:
    """The committee, those above it that the reader may see, and what can be reported of it."""

    node: Committee
    above: list[Committee]
    offered: list[OfferedCourse]
    groups: list[PositionGroup]
    names: NameAccess
    purpose: str

    @property
    def sees_names(self) -> bool:
        """Whether full names are open now, for a typed purpose or by right."""
        return self.names is NameAccess.FULL or bool(self.purpose)

    @property
    def breadcrumbs(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("report_home"), "label": _("Results by unit")},
            *({"url": reverse("report_board", args=[each.uuid]), "label": each.display_name} for each in self.above),
        ]

    def filters(self, asked: QueryDict) -> QueryDict:
        """The address's parameters, with the scope that is meant when none is named."""
        filters = asked.copy()
        scope = default_scope(self.offered)
        if "dot" not in filters and scope is not None:
            filters["dot"] = scope_name(scope)
        return filters


def node_page(request: HttpRequest, uuid: UUID) -> NodePage:
    """Five statements, the reader's roles included.

    Raises:
        Http404: the committee is absent or out of the reader's scope.
    """
    node = get_or_refuse(committees_reported_to(request.user).select_related("kind"), uuid=uuid)
    above = [each for each in ancestors_of(node) if can_see_figures(request.user, each)]
    access = name_access(request.user, node)
    purpose = purpose_given(request, [node, *above]) if access is NameAccess.PURPOSE else ""
    return NodePage(
        node=node,
        above=above,
        offered=offered_courses(node),
        groups=list(PositionGroup.objects.order_by("id")),
        names=access,
        purpose=purpose,
    )


def ancestors_of(node: Committee) -> list[Committee]:
    """The committees above `node`, the highest first."""
    paths = [node.path[:end] for end in range(node.steplen, len(node.path), node.steplen)]
    return list(Committee.objects.filter(path__in=paths).select_related("kind").order_by("path"))
