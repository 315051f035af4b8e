from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from common.db.erasure import erasure_window
from operations.domain import audit
from operations.models import AuditEntry, AuditSeal
from tests.factories import make_user


def record(**values: object) -> AuditEntry:
    user = make_user()
    with transaction.atomic():
        return audit.record(action="test.done", actor=user, target=user, **values)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_entries_are_sealed_once_and_the_chain_holds() -> None:
    for number in range(5):
        record(after={"n": number, "text": "Đồng Tháp"})
    assert audit.seal(limit=3) == 3
    assert audit.seal() == 2
    assert audit.seal() == 0
    assert list(AuditSeal.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4, 5]
    assert audit.verify_chain() == []


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["reason", "object_id", "after", "committee_id", "actor_id"])
def test_a_changed_column_breaks_the_chain(column: str) -> None:
    entries = [record(reason="ban đầu", after={"n": 1}, committee_id=3) for _ in range(3)]
    audit.seal()
    other = {"reason": "khác", "object_id": "0", "after": {"n": 2}, "committee_id": 4, "actor_id": make_user().pk}
    with erasure_window():
        AuditEntry.objects.filter(pk=entries[1].pk).update(**{column: other[column]})
    (finding,) = audit.verify_chain()
    assert finding.object == f"entry {entries[1].pk}"


@pytest.mark.django_db
def test_a_removed_entry_leaves_a_hole() -> None:
    entries = [record() for _ in range(3)]
    audit.seal()
    with erasure_window():
        AuditSeal.objects.filter(entry=entries[1]).delete()
        AuditEntry.objects.filter(pk=entries[1].pk).delete()
    (finding,) = audit.verify_chain()
    assert finding.object == "seal 2"


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_the_trail(act: str) -> None:
    entry = record()
    rows = AuditEntry.objects.filter(pk=entry.pk)
    changes: dict[str, Callable[[], object]] = {
        "update": lambda: rows.update(reason="khác"),
        "delete": rows.delete,
    }
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        changes[act]()


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    user = make_user()
    assert not connection.in_atomic_block
    with pytest.raises(TransactionManagementError):
        audit.record(action="test.done", actor=user, target=user)
    assert not AuditEntry.objects.exists()
