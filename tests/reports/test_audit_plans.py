"""A page of the audit log finds its entries by an index, whatever is asked, on both databases."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from committees.domain.memberships import current_membership
from committees.enums import Role
from learning.models import Enrolment
from reports.domain.audit_log import AuditFilter, entries
from tests.committees.builders import member
from tests.reports.builders import make_country, reviewer

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 15)


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (AuditFilter(), "operations_auditentry_at"),
        (AuditFilter(first_day=DAY, last_day=DAY), "operations_auditentry_at"),
        (AuditFilter(action="person.created"), "audit_of_action"),
        (AuditFilter(actor=1), "audit_of_actor"),
        (AuditFilter(unit=1), "audit_of_unit"),
    ],
)
def test_who_reads_everything(wanted: AuditFilter, index: str) -> None:
    country = make_country()
    reader = reviewer(country.centre, Role.AUDITOR)
    if wanted.unit:
        wanted = replace(wanted, unit=country.centre.pk)
    assert index in _plan(reader, wanted)


def test_one_person_concerned() -> None:
    country = make_country()
    person = member(country.cells[0])
    enrolled = Enrolment.objects.filter(cadre=person)
    assert enrolled.exists()
    wanted = AuditFilter(concerned=person.pk)
    assert "audit_object" in _plan(reviewer(country.centre, Role.AUDITOR), wanted)
    assert "SCAN operations_auditentry" not in _plan(reviewer(country.cells[0], Role.COMMITTEE_ADMIN), wanted)


def test_an_administrator() -> None:
    country = make_country()
    person = member(country.cells[0])
    assert current_membership(person) is not None
    assert "audit_of_unit" in _plan(reviewer(country.cells[0], Role.COMMITTEE_ADMIN), AuditFilter())


def _plan(reader: object, wanted: AuditFilter) -> str:
    """Small tables are read whole on PostgreSQL, so that way is made dear: what is left is whether there is another."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = entries(reader, wanted).select_related("seal").order_by("-at", "-id")[:51].explain()  # type: ignore[arg-type]
    whole = "Seq Scan on operations_auditentry" if connection.vendor == "postgresql" else "SCAN operations_auditentry\n"
    assert whole not in plan, plan
    return plan
