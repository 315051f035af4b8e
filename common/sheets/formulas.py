"""Cells that a spreadsheet would run, made text in CSV and brought back on reading.

Source: OWASP, CSV Injection: ``= + - @``, tab, carriage return, line feed and the wide forms.
The guard is an apostrophe. A text that begins with apostrophes before such a sign gets one more,
so that what is read is what was written.
"""

import re
from typing import Final

_STARTS: Final = "=+\\-@\t\r\n\0＝＋－＠"
_RISKY: Final = re.compile(f"'*[{_STARTS}]")
_PROTECTED: Final = re.compile(f"'+[{_STARTS}]")
FIRST: Final = frozenset("'=+-@\t\r\n\0＝＋－＠")
"""First characters of every text that may need the guard; a quick look before the exact one."""


def protected(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would run it."""
    return "'" + text if text and text[0] in FIRST and _RISKY.match(text) else text


def unprotected(text: str) -> str:
    """The text without the apostrophe of ``protected``."""
    return text[1:] if text.startswith("'") and _PROTECTED.match(text) else text
