"""Who may have the file of a certificate: its holder, and who administers the holder's unit."""

from django.db.models import QuerySet

from accounts.models import User
from certificates.models import Certificate
from committees.rules import people_administered_by


def certificates_readable_by(user: User) -> QuerySet[Certificate]:
    """One's own, and those of the people in the subtree one administers."""
    own = Certificate.objects.filter(cadre=user)
    return own | Certificate.objects.filter(cadre__in=people_administered_by(user))
