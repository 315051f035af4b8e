"""How long records are kept: a dry run counts, two persons decide, a job goes on where it was, evidence stays."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.domain.erasing import erase_person
from accounts.errors import PersonError
from accounts.models import KeptPost, User
from committees.domain.memberships import leave_committee
from committees.domain.retention_approvals import kept_for
from committees.enums import Role
from committees.models import Membership
from interop.domain.change_sets import start_undo
from interop.errors import PeopleImportError
from interop.models import ChangeRow, ChangeSet
from learning.models import Enrolment
from operations.domain import retention
from operations.domain.integrity import check_all
from operations.domain.jobs import run_job
from operations.enums import JobState
from operations.models import Approval, AuditEntry, Job, RetentionRule
from tests.reports.builders import Country, enrol, make_country, reviewer

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LONG_AGO = timezone.now() - timedelta(days=1000)


@pytest.fixture
def country() -> Country:
    retention.load_default_rules(lambda _line: None)
    return make_country()


def _who_left(country: Country, name: str = "Hoàng Thị Lan") -> User:
    person = enrol(country, country.cells[0], name=name).cadre
    leave_committee(cadre=person, on=timezone.localdate(), actor=None, reason="Nghỉ hưu")
    User.objects.filter(pk=person.pk).update(deactivated_at=LONG_AGO, email="lan@vi.du")
    return person


def _old_list(country: Country, person: User) -> ChangeSet:
    found = ChangeSet.objects.create(
        committee=country.a, uploaded_by=person, file_name="danh-sach.xlsx", sha256="0" * 64, state="applied",
        sample=[["Hoàng Thị Lan"]],
    )  # fmt: skip
    found.file.save("danh-sach.xlsx", ContentFile(b"Lan"))
    ChangeRow.objects.create(change_set=found, number=1, action="new", person=person, data={"full_name": "Lan"})
    ChangeSet.objects.filter(pk=found.pk).update(created_at=LONG_AGO)
    return found


def _dry_run(client: Client) -> Job:
    client.post(reverse("retention_report"))
    job = Job.objects.latest("pk")
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.message
    return job


def test_terms_are_said_in_the_words_of_each_language() -> None:
    with translation.override("en"):
        assert [kept_for(days) for days in (1, 3650, None)] == ["1 day", "3,650 days", "for good"]
    with translation.override("vi"):
        assert [kept_for(days) for days in (1, 3650)] == ["1 ngày", "3.650 ngày"]


def test_every_kind_has_a_rule_with_a_basis(country: Country) -> None:
    assert {kind.code for kind in retention.record_kinds()} == set(RetentionRule.objects.values_list("code", flat=True))
    assert not RetentionRule.objects.filter(basis="").exists()
    RetentionRule.objects.filter(code="people-left").update(days=9)
    retention.load_default_rules(lambda _line: None)
    assert RetentionRule.objects.get(code="people-left").days == 9


def test_a_dry_run_counts_and_changes_nothing(country: Country, client_for: SignIn) -> None:
    person = _who_left(country)
    found = _old_list(country, person)
    client = client_for(reviewer(country.centre, Role.DATA_PROTECTION))
    lines = _dry_run(client).result["lines"]
    assert (lines["people-left"]["count"], lines["import-files"]["count"]) == (1, 1)
    assert lines["people-left"]["oldest"] == timezone.localdate(LONG_AGO).isoformat()
    assert lines["certificates"] == {"count": 0, "oldest": "", "before": ""}
    person.refresh_from_db()
    assert person.full_name == "Hoàng Thị Lan"
    assert ChangeRow.objects.filter(change_set=found).exists()
    text = client.get(reverse("retention")).content.decode()
    assert "Tài khoản của người đã thôi công tác" in text
    assert "Đề nghị thực hiện" in text


def test_two_persons_have_it_done_and_evidence_stays(country: Country, client_for: SignIn) -> None:
    person = _who_left(country)
    found = _old_list(country, person)
    file_name = found.file.name
    KeptPost.objects.create(person=person, path="/", created_at=LONG_AGO)
    first, second = reviewer(country.centre, Role.DATA_PROTECTION), reviewer(country.centre, Role.NATIONAL_ADMIN)
    client = client_for(first)
    _dry_run(client)
    assert client.post(reverse("retention_propose"), {"reason": "ngắn"}).status_code == 422
    client.post(reverse("retention_propose"), {"reason": "Hết thời hạn lưu giữ năm 2026"})
    approval = Approval.objects.get(kind="operations.retention_run")
    address = reverse("approval", args=[approval.uuid])
    assert client.get(address).context["form"].__class__.__name__ == "WithdrawalForm"
    deciding = client_for(second)
    assert "không hoàn tác được" in deciding.get(address).content.decode()
    deciding.post(address, {"decision": "approved", "reason": ""})
    job = Job.objects.latest("pk")
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.message
    assert job.result["counts"]["people-left"] == 1
    person.refresh_from_db()
    assert (person.full_name, person.email, person.birth_year) == (f"Người đã ẩn danh {person.pk}", "", None)
    assert person.erased_at is not None
    assert Enrolment.objects.filter(cadre=person).count() == 1
    assert Membership.objects.filter(cadre=person).count() == 1
    assert not ChangeRow.objects.filter(change_set=found).exists()
    assert not KeptPost.objects.exists()
    with pytest.raises(PeopleImportError):
        start_undo(change_set=ChangeSet.objects.get(pk=found.pk), actor=second)
    done = AuditEntry.objects.filter(action="retention.applied")
    assert {entry.object_type for entry in done} == {"operations.retentionrule"}
    assert AuditEntry.objects.filter(action="person.erased", object_id=str(person.pk)).count() == 1
    assert default_storage.exists(file_name), "files go after the commit only"


def test_it_goes_on_where_a_crash_left_it(country: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [_who_left(country, f"Người {n}") for n in range(5)]
    monkeypatch.setattr(retention, "BATCH", 2)
    before = {"people-left": (timezone.now() - timedelta(days=730)).isoformat()}

    def broken(done: int, _total: int) -> None:
        if done >= 2:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        retention.apply_rules(before, actor=None, progress=broken)
    assert User.objects.filter(erased_at__isnull=False).count() == 2
    assert retention.apply_rules(before, actor=None) == {"people-left": 3}
    assert retention.apply_rules(before, actor=None) == {"people-left": 0}
    assert User.objects.filter(pk__in=[each.pk for each in people], erased_at=None).count() == 0


def test_a_rule_changes_by_two_persons(country: Country, client_for: SignIn) -> None:
    first, second = reviewer(country.centre, Role.NATIONAL_ADMIN), reviewer(country.centre, Role.NATIONAL_ADMIN)
    asked = {"days": "1095", "basis": "Quy định số 12", "review_on": "2027-12-31", "reason": "Theo quy định mới"}
    address = reverse("retention_rule", args=["people-left"])
    client_for(first).post(address, asked)
    rule = RetentionRule.objects.get(code="people-left")
    assert rule.days == 730
    approval = Approval.objects.get(kind="operations.retention_rule")
    client_for(second).post(reverse("approval", args=[approval.uuid]), {"decision": "approved", "reason": ""})
    rule.refresh_from_db()
    assert (rule.days, rule.basis) == (1095, "Quy định số 12")
    assert AuditEntry.objects.get(action="retention.rule_changed").before["days"] == 730


def test_auditors_read_and_others_find_nothing(country: Country, client_for: SignIn) -> None:
    auditor = client_for(reviewer(country.centre, Role.AUDITOR))
    text = auditor.get(reverse("retention")).content.decode()
    assert "Thời hạn lưu giữ" in text
    assert "Lập báo cáo thử" not in text
    assert auditor.post(reverse("retention_report")).status_code == 404
    assert client_for(reviewer(country.a, Role.COMMITTEE_ADMIN)).get(reverse("retention")).status_code == 404


def test_an_open_account_is_not_anonymised_and_the_system_stays_whole(country: Country) -> None:
    person = enrol(country, country.cells[0]).cadre
    with pytest.raises(PersonError):
        erase_person(person=person, actor=None)
    erase_person(person=_who_left(country), actor=None)
    assert [result.code for result in check_all() if result.findings and result.code not in ("I4", "I5")] == []
