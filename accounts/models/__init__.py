from accounts.models.kept_post import KeptPost
from accounts.models.merge import PersonMerge
from accounts.models.setup_link import SetupLink
from accounts.models.user import User

__all__ = ["KeptPost", "PersonMerge", "SetupLink", "User"]
