"""Settings, safe by default; every choice comes from the environment through `lms.env`."""

from lms.settings.apps import *  # noqa: F403
from lms.settings.base import *  # noqa: F403
from lms.settings.cms import *  # noqa: F403
from lms.settings.database import *  # noqa: F403
from lms.settings.jobs import *  # noqa: F403
from lms.settings.security import *  # noqa: F403
