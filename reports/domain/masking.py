"""Names as an auditor sees them."""


def masked_name(full_name: str) -> str:
    """Initials only: ``N. V. A.``"""
    return " ".join(f"{word[0]}." for word in full_name.split())
