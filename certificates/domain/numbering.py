"""Certificate numbers: one unbroken series a year."""

from django.db import connection

from certificates.models import NumberSeries


def next_number(year: int) -> str:
    """The next number of `year`, e.g. `GCN-2026-000123`.

    Must run in the transaction that stores the certificate: the series' row stays locked until it
    commits, so a number is neither given twice nor lost.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a certificate number is taken inside a transaction")
    NumberSeries.objects.get_or_create(year=year)
    series = NumberSeries.objects.select_for_update().get(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"GCN-{year}-{series.last:06d}"
