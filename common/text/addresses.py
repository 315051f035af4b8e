"""Where a long address may go on in the next line."""

import re
from typing import Final

# A tag is passed over whole, its attributes included; entities end a word.
_TAG_OR_LONG_WORD: Final = re.compile(r"""<(?:[^>"']|"[^"]*"|'[^']*')*>|[^\s<>&;]{16,}""")
_BETWEEN_NAMES: Final = re.compile(r"(?<=\w)([./?=@-]+)(?=\w)")


def offer_breaks(html: str) -> str:
    """Safe HTML in which a break is offered after dots and slashes of an address, never inside a name."""
    return _TAG_OR_LONG_WORD.sub(_offer, html)


def _offer(found: re.Match[str]) -> str:
    word = found.group()
    return word if word.startswith("<") else _BETWEEN_NAMES.sub(r"\1<wbr>", word)
