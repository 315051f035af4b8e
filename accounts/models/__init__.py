from accounts.models.kept_post import KeptPost
from accounts.models.user import User

__all__ = ["KeptPost", "User"]
