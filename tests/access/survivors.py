"""Checks that the oracle does not miss when they are gone, each with its reason."""

from typing import Final

REASONS: Final[dict[str, str]] = {}
