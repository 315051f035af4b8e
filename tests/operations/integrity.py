"""What `verify_integrity` says, as whoever runs the command reads it."""

import json
from io import StringIO
from typing import Any

from django.core.management import call_command


def asked_integrity() -> tuple[int, dict[str, list[dict[str, Any]]]]:
    """The exit code of the command, and by code of each invariant what it found."""
    out, code = StringIO(), 0
    try:
        call_command("verify_integrity", "--json", stdout=out)
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    return code, {row["code"]: row["findings"] for row in json.loads(out.getvalue())["invariants"]}
