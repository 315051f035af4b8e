"""No screen and no file begins at everybody's rows (design rule 6): scopes come from `rules` and `scoped.py`."""

from pathlib import Path
from typing import Final

import pytest

from tests.architecture.scoping import begun_in, own_records, personal_models, scopes, screens, strangers_in, widened_in

pytestmark = pytest.mark.no_database

# The whole list of what begins at a manager all the same, each with the reason.
ALLOWED: Final[dict[str, str]] = {
    "accounts/views/language.py set_language": "the row of who asks",
    "assessments/views/bank.py bulk_outcome": "jobs that the asker asked for",
    "assessments/views/corrections.py correction": "the approval of a correction that was found by a rule",
    "certificates/views/verification.py verify_certificate": "public: whoever holds the code is told whose it is",
    "courses/views/acts.py course_list": "reviews of the courses that `courses_edited_by` gives",
    "courses/views/acts.py _desk": "the review of a course that was found by a rule",
    "courses/views/acts.py _waiting": "the review of a course that was found by a rule",
    "courses/views/author_files.py document": "documents of Wagtail: files of authors, which name nobody",
    "interop/domain/people_export.py write_people": "the people of the unit that the job was allowed to write out",
    "interop/views/question_sheets.py send_sheet": "lists of the banks that `banks_seen_by` gives",
    "interop/views/question_sheets.py _sheet": "lists of the banks that `banks_seen_by` gives",
    "operations/views/jobs.py _own_job": "jobs that the asker asked for",
    "reports/views/why.py report_why": "enrolments at the units that `committees_reported_to` gives",
}
OWN_ALL_THE_SAME: Final = {
    "operations/domain/own_trail.py trail": "`about` is put together from the ids of the person's own rows",
}
PLANTED: Final = """
from django.contrib.auth import get_user_model
from learning import models
from learning.models import Enrolment
from learning.models import Enrolment as Taken
from accounts.models import User
from courses.models import Course
Alias = Enrolment

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

def of_somebody_in_the_address(request, person_id):
    return Enrolment.objects.filter(cadre_id=person_id)

def of_a_course_in_the_address(request, slug):
    return Enrolment.objects.filter(course__slug=slug)

def by_a_word(request):
    q = request.GET["q"]
    return User.objects.filter(full_name__contains=q)

def under_another_name(request):
    return Taken.objects.all()

def by_an_alias(request):
    return Alias.objects.all()

def of_the_module(request):
    return models.Enrolment.objects.all()

def by_the_setting(request):
    return get_user_model().objects.all()

def of_nobody(request, slug):
    return Course.objects.filter(slug=slug)

def by_a_scope(request, course):
    return enrolments_in(course).filter(status=DONE)
"""
PLANTED_SCOPES: Final = """
def in_a_course(course: Course) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(course=course)

def of_many(people: Iterable[User]) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(cadre__in=people)

def by_a_key(slug: str) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(course__slug=slug)

def of_an_id(person_id: int) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(cadre=person_id)

def of_a_request(request: HttpRequest) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(cadre=request.GET["id"])

def of_anything(thing) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(cadre=thing)
"""
PLANTED_RECORD: Final = """
from learning.models import Enrolment

def own(person, most):
    return Enrolment.objects.filter(cadre=person)[:most]

def of_another(person, most):
    return Enrolment.objects.filter(cadre=person.created_by)[:most]

def everybody(person, most):
    return Enrolment.objects.order_by("pk")[:most]
"""


def test_screens_and_files_begin_at_no_manager() -> None:
    personal = personal_models()
    assert {"User", "Enrolment", "Attempt", "Certificate", "Membership", "AuditEntry", "ChangeRow"} <= personal
    paths = list(screens())
    assert len(paths) > 100
    found = {f"{each.file} {each.function}": str(each) for path in paths for each in begun_in(path, personal)}
    assert [text for place, text in found.items() if place not in ALLOWED] == []
    assert found.keys() == ALLOWED.keys(), "what is let through is not there any more"


def test_scopes_take_only_what_was_found() -> None:
    assert len(scopes()) == 1
    assert [each for path in scopes() for each in widened_in(path)] == []


def test_the_own_record_begins_with_the_person() -> None:
    personal = personal_models()
    paths = own_records()
    assert len(paths) > 5
    found = {f"{each.file} {each.function}" for path in paths for each in strangers_in(path, personal)}
    assert found == OWN_ALL_THE_SAME.keys()


def test_what_is_planted_is_seen(tmp_path: Path) -> None:
    seen = [each.function for each in begun_in(_planted(tmp_path, PLANTED), {"Enrolment", "User"})]
    assert seen == [
        "everything", "by_key", "by_key_of_the_manager", "by_many_keys", "by_a_constant", "handed_on",
        "past_the_manager", "of_somebody_in_the_address", "of_a_course_in_the_address", "by_a_word",
        "under_another_name", "by_an_alias", "of_the_module", "by_the_setting",
    ]  # fmt: skip
    widened = widened_in(_planted(tmp_path, PLANTED_SCOPES))
    assert widened == ["by_a_key: slug", "of_an_id: person_id", "of_a_request: request", "of_anything: thing"]
    strangers = [each.function for each in strangers_in(_planted(tmp_path, PLANTED_RECORD), {"Enrolment"})]
    assert strangers == ["of_another", "everybody"]


def _planted(folder: Path, text: str) -> Path:
    planted = folder / "planted.py"
    planted.write_text(text)
    return planted
