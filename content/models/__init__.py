from content.models.asset import Asset

__all__ = ["Asset"]
