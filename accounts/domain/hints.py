"""Notes for the first visit. Which of them a person has put away is kept with the person, not in the browser:
on a shared computer nothing of it is left behind, and the next person sees their own."""

from accounts.models import User


def has_put_away(user: User, hint: str) -> bool:
    return hint in user.hints_put_away.split()


def put_hint_away(*, person: User, hint: str) -> None:
    """Do not show the hint again; `hint` is a short name without blanks."""
    if has_put_away(person, hint):
        return
    person.hints_put_away = f"{person.hints_put_away} {hint}".strip()
    person.save(update_fields=["hints_put_away"])
