"""Certificate numbers: one unbroken series a year."""

import re
from typing import Final

from django.db import connection

from certificates.models import NumberSeries
from common.text.vietnamese import fold

# As people copy it: with or without its letters, dashes and "Số:"; six digits or more after the year.
_NUMBER: Final = re.compile(r"(?:so)?:?(?:gcn)?(?:19|20)[0-9]{2}[0-9]{6,8}")


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


def is_like_number(text: str) -> bool:
    """Whether a text has the shape of a number, of a certificate that there is or not.

    No code has it: codes are longer, and hold neither the 0 nor the 1 that every year does.
    """
    return _NUMBER.fullmatch(re.sub(r"[\s.–—/-]", "", fold(text))) is not None
