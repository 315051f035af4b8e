"""No screen and no file begins at everybody's rows (design rule 6): scopes come from `rules`."""

from pathlib import Path
from typing import Final

import pytest

from tests.architecture.scoping import personal_models, screens, unscoped_in

pytestmark = pytest.mark.no_database

# The whole list of what is let through, each with the reason.
ALLOWED: Final[dict[str, str]] = {
    "certificates/views/verification.py verify_certificate": "public: whoever holds the code is told whose it is",
    "portal/views/roles.py role_grant": "the approval about a role that `roles_seen_by` has given",
    "operations/domain/own_trail.py trail": "`about` is put together from the ids of the person's own rows",
    "assessments/views/corrections.py correction": "the approval of a correction that was found by a rule",
}
PLANTED: Final = """
from committees.rules import people_administered_by
from learning.models import Enrolment

def everything(request):
    return Enrolment.objects.all()

def by_key(request, uuid):
    return get_object_or_404(Enrolment, uuid=uuid)

def by_key_of_the_manager(request, uuid):
    return Enrolment.objects.select_related("cadre").get(uuid=uuid)

def by_many_keys(request, ids):
    return list(Enrolment.objects.filter(pk__in=ids))

def by_a_constant(request):
    return Enrolment.objects.filter(status=DONE).order_by("pk")

def handed_on(request):
    return page(Enrolment.objects)

def past_the_manager(request, pk):
    return Enrolment._base_manager.filter(pk=pk)

def own(request):
    return Enrolment.objects.filter(cadre=request.user)

def by_a_rule(request):
    return Enrolment.objects.order_by("pk").filter(cadre__in=people_administered_by(request.user))

def of_what_was_found(request, course):
    return Enrolment.objects.filter(course=course)
"""


def test_screens_and_files_begin_with_whose_it_is() -> None:
    personal = personal_models()
    assert {"User", "Enrolment", "Attempt", "Certificate", "Membership", "AuditEntry", "ChangeRow"} <= personal
    paths = list(screens())
    assert len(paths) > 100
    found = [each for path in paths for each in unscoped_in(path, personal)]
    assert [str(each) for each in found if f"{each.file} {each.function}" not in ALLOWED] == []
    assert {f"{each.file} {each.function}" for each in found} == set(ALLOWED), (
        "what is let through is not there any more"
    )


def test_what_is_planted_is_seen(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(PLANTED)
    seen = [each.function for each in unscoped_in(planted, {"Enrolment"})]
    assert seen == [
        "everything", "by_key", "by_key_of_the_manager", "by_many_keys", "by_a_constant", "handed_on",
        "past_the_manager",
    ]  # fmt: skip
