"""Who left a unit before leaving closed the account."""

from datetime import datetime, time, timedelta

from django.db import migrations
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone


def close_accounts(apps, schema_editor):
    """Left a unit, joined no other, holds no role and none to come: closed as of the day after the last one there."""
    users = apps.get_model("accounts", "User")
    memberships = apps.get_model("committees", "Membership")
    grants = apps.get_model("committees", "RoleGrant")
    held = memberships.objects.filter(cadre_id=OuterRef("pk"))
    roles = grants.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=timezone.now()), user_id=OuterRef("pk"))
    left = users.objects.filter(Exists(held), ~Exists(held.filter(valid_to__isnull=True)), ~Exists(roles), is_active=True)
    for pk, last in left.annotate(last=Max("memberships__valid_to")).values_list("pk", "last"):
        closed_at = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
        users.objects.filter(pk=pk).update(is_active=False, deactivated_at=closed_at)


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0007_closed_accounts"),
        ("committees", "0011_settled_ends"),
    ]

    operations = [migrations.RunPython(close_accounts, migrations.RunPython.noop, elidable=True)]
