"""Who answers for a category: handing it, what stands below it or a whole bank to another trainer."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.domain.categories import ids_below
from assessments.enums import HandOver
from assessments.errors import QuestionError
from assessments.models import Category
from assessments.rules import categories_seen_by
from committees.domain.access import access_of
from committees.enums import Role
from common.text.vietnamese import fold
from operations.domain import audit


@transaction.atomic
def hand_over(*, category: Category, scope: HandOver, to: str, reason: str, actor: User) -> int:
    """Make the trainer with this sign-in name the owner of those of the categories that the actor sees.

    Gives how many have another owner now.

    Raises:
        QuestionError: there is no such trainer, no reason, or none of the categories has another owner by it.
    """
    trainer = User.objects.filter(username_key=fold(to.strip()), is_active=True).first()
    if trainer is None or not access_of(trainer).has(Role.TRAINER):
        raise QuestionError(_("There is no trainer with this sign-in name."))
    if not reason.strip():
        raise QuestionError(_("A reason is needed."))
    seen = categories_seen_by(actor).filter(_reach(category, scope))
    changed = list(Category.objects.select_for_update().filter(pk__in=seen.values("pk")).exclude(owner=trainer))
    if not changed:
        raise QuestionError(_("This trainer answers for it already."))
    Category.objects.filter(pk__in=[one.pk for one in changed]).update(owner=trainer)
    for one in changed:
        audit.record(
            action="assessments.category.handed_over",
            actor=actor,
            target=one,
            reason=reason.strip()[:300],
            before={"owner": one.owner_id},
            after={"owner": trainer.pk},
        )
    return len(changed)


def _reach(category: Category, scope: HandOver) -> Q:
    if scope == HandOver.BANK:
        return Q(bank=category.bank)
    return Q(pk__in=ids_below(category) if scope == HandOver.BELOW else [category.pk])
