"""The access of a person, for other rooms; it is read by `rules`, which stand below the acts."""

from committees.rules.access import NO_ACCESS, Access, access_of, forget_access

__all__ = ["NO_ACCESS", "Access", "access_of", "forget_access"]
