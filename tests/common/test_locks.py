import threading

import pytest
from django.db import connection, transaction

from common.db.locks import advisory_lock, lock_number, try_advisory_lock


@pytest.mark.no_database
def test_lock_number_is_stable_and_fits() -> None:
    assert lock_number("certificates.numbering") == lock_number("certificates.numbering")
    assert lock_number("a") != lock_number("b")
    assert -(2**63) <= lock_number("bồi dưỡng") < 2**63


@pytest.mark.django_db
def test_lock_runs_in_a_transaction_and_can_be_taken_twice() -> None:
    with advisory_lock("a"), try_advisory_lock("a") as taken:
        assert taken
        assert transaction.get_connection().in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_another_connection_does_not_get_the_lock() -> None:
    if connection.vendor != "postgresql":
        with advisory_lock("a"):
            assert connection.in_atomic_block
        return
    results: list[bool] = []

    def attempt() -> None:
        try:
            with try_advisory_lock("a") as taken:
                results.append(taken)
        finally:
            connection.close()

    for hold in (True, False):
        thread = threading.Thread(target=attempt)
        if hold:
            with advisory_lock("a"):
                thread.start()
                thread.join()
        else:
            thread.start()
            thread.join()
    assert results == [False, True]
