"""Who may read a file of a course because they take part in it."""

from accounts.models import User
from content.models import Asset
from learning.models import Enrolment


def learner_may_read(user: User, asset: Asset) -> bool:
    """A learner reads the files of every edition of a course they are enrolled in."""
    return Enrolment.objects.filter(cadre_id=user.pk, course__editions__asset_links__asset=asset).exists()
