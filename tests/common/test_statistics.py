"""Statistics keep pace with a long load."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common.db.statistics import BulkLoad

pytestmark = pytest.mark.django_db


def test_statistics_follow_at_each_doubling() -> None:
    load = BulkLoad(User)
    gathered = []
    for batch in range(1, 17):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            load.add(1_000)
        gathered += [batch for query in asked.captured_queries if query["sql"].startswith("ANALYZE")]
    assert gathered == [2, 4, 8, 16]


def test_the_planner_knows_the_rows_of_the_load() -> None:
    User.objects.bulk_create(
        User(
            username=f"B{number:04}",
            username_key=f"b{number:04}",
            full_name="Nguyễn Văn An",
            sort_name="",
            search_key="",
        )
        for number in range(2_000)
    )
    before = _rows_known()
    BulkLoad(User).add(2_000)
    assert before < 2_000 <= _rows_known() == User.objects.count()


def _rows_known() -> int:
    """How many rows of `accounts_user` the database plans for."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'accounts_user'")
            return int(cursor.fetchone()[0])
        cursor.execute("SELECT name FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if cursor.fetchone() is None:
            return 0
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'accounts_user'")
        return max((int(stat.split()[0]) for (stat,) in cursor.fetchall()), default=0)
