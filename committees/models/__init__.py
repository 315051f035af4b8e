from committees.models.committee import (
    Committee,
    CommitteeEdge,
    CommitteeKind,
    FormerName,
    RollupAncestor,
    Succession,
)
from committees.models.correction import CorrectionRequest
from committees.models.membership import Membership, PositionGroup, last_memberships
from committees.models.planned import PlannedChange
from committees.models.post import SidePost
from committees.models.role import RoleGrant
from committees.models.subtree import outermost, subtree_q

__all__ = [
    "Committee",
    "CommitteeEdge",
    "CommitteeKind",
    "CorrectionRequest",
    "FormerName",
    "Membership",
    "PlannedChange",
    "PositionGroup",
    "RoleGrant",
    "RollupAncestor",
    "SidePost",
    "Succession",
    "last_memberships",
    "outermost",
    "subtree_q",
]
