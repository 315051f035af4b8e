"""Settings, safe by default; every choice comes from the environment through `lms.env`."""

from lms.settings.apps import *
from lms.settings.base import *
from lms.settings.cms import *
from lms.settings.database import *
from lms.settings.jobs import *
from lms.settings.security import *
