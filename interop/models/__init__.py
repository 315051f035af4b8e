from interop.models.change_set import ChangeRow, ChangeSet

__all__ = ["ChangeRow", "ChangeSet"]
