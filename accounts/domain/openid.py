"""Whose account an answer of the organisation's sign-in service means."""

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from accounts.errors import PersonError
from accounts.models import User
from operations.domain import audit


@transaction.atomic
def linked_person(account: SocialAccount, name: str) -> User:
    """The person with this sign-in name, tied from now on to the service's number of them.

    Of what else the service says nothing is kept.

    Raises:
        PersonError: nobody has the name, or number and name mean different people.
    """
    person = _named(name)
    tied = SocialAccount.objects.select_for_update().filter(provider=account.provider)
    mine = tied.filter(uid=account.uid).first()
    if mine is not None:
        if mine.user_id != person.pk:
            raise PersonError("number and name mean different people")
        SocialAccount.objects.filter(pk=mine.pk).update(extra_data={})
        return person
    if tied.filter(user_id=person.pk).exists():
        raise PersonError("the account is tied to another number")
    account.user, account.extra_data = person, {}
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as error:
        raise PersonError("the number has just been tied") from error
    audit.record(action="person.openid_tied", actor=person, target=person)
    return person


def _named(name: str) -> User:
    if not name.strip() or not name.isprintable():
        raise PersonError("the answer names nobody")
    try:
        return User.objects.get_by_natural_key(name)
    except (User.DoesNotExist, ValueError) as error:
        raise PersonError("nobody has the name") from error
