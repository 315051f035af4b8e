from content.models.asset import Asset
from content.models.search import SearchEntry

__all__ = ["Asset", "SearchEntry"]
