"""Whether a person may read a file of an edition."""

from accounts.models import User
from assessments.rules import can_see_picture
from content.models import Asset
from courses.domain.readers import any_reader_allows
from courses.rules import Someone, assets_of_edited_courses, is_cover_on_show


def can_read_edition_assets(user: Someone, asset: Asset) -> bool:
    """Covers on show: everyone signed in. Else authors of the course or the question, then whom other rooms know.

    A file that no edition shows is for no learner.
    """
    if not isinstance(user, User) or not user.is_active:
        return False
    if assets_of_edited_courses(user).filter(pk=asset.pk).exists() or can_see_picture(user, asset):
        return True
    if is_cover_on_show(asset):
        return True
    return asset.edition_links.exists() and any_reader_allows(user, asset)
