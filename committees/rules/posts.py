"""Who sees and keeps the posts that people hold beside their main one (matrix row 15)."""

from django.db.models import Exists, OuterRef, QuerySet

from committees.models import SidePost
from committees.rules.scopes import can_administer, committees_administered_by


def can_keep_post(user: object, post: SidePost) -> bool:
    """Whether the person may see the post and end it."""
    return can_administer(user, post.committee)


def posts_kept_by(user: object) -> QuerySet[SidePost]:
    """The posts in the units that the person administers, past ones included, whoever holds them."""
    return SidePost.objects.filter(Exists(committees_administered_by(user).filter(pk=OuterRef("committee_id"))))
