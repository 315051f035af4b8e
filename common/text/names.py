"""Names of people. Family name first, given name last: *Nguyễn Văn An* is filed under *An*.

Source: domain notes 5.3. Names of some minorities break the rule (*Rah Lan Chung*, *Y Thanh Hà
Niê Kđăm*): the person then states the name to sort by.
"""

from common.text.order import sort_key
from common.text.vietnamese import nfc


def given_name(full_name: str) -> str:
    """The last word of the name; empty for an empty name."""
    words = nfc(full_name).split()
    return words[-1] if words else ""


def sort_name(full_name: str, *, sort_as: str = "") -> str:
    """Key for official lists: given name, then family name, then middle names.

    Args:
        full_name: the name as written, family name first.
        sort_as: the name the person is filed under, where it is not the last word.
    """
    if sort_as.strip():
        return sort_key(f"{sort_as} {full_name}")
    words = nfc(full_name).split()
    return sort_key(" ".join([*words[-1:], *words[:-1]]))
