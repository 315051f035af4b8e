"""Who may have the file of a certificate: its holder, and who administers the holder's unit."""

from django.db.models import Q, QuerySet

from accounts.domain.identities import of_person
from accounts.models import User
from certificates.models import Certificate
from committees.rules import people_administered_by


def certificates_readable_by(user: User) -> QuerySet[Certificate]:
    """One's own, and those of the people in the subtree one administers."""
    own = Certificate.objects.filter(of_person(user, "cadre")).values("pk")
    return Certificate.objects.filter(Q(pk__in=own) | Q(cadre__in=people_administered_by(user)))
