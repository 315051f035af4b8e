"""Until when a person has seen the notices: all that is kept of them."""

from datetime import datetime

from django.db.models import Q

from accounts.models import User


def see_notices(*, person: User, until: datetime) -> None:
    """It only goes forward: of two windows, the later look counts."""
    earlier = Q(notices_seen_until__isnull=True) | Q(notices_seen_until__lt=until)
    User.objects.filter(earlier, pk=person.pk).update(notices_seen_until=until)
