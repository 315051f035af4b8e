"""Settings, safe by default; every choice comes from the environment through `lms.env`."""

import os

from lms.settings.throwaway import use_throwaway_data

# Python reads this file before `lms.settings.test`, which builds on it.
if os.environ.get("DJANGO_SETTINGS_MODULE") == "lms.settings.test":
    use_throwaway_data()

from lms.settings.apps import *
from lms.settings.base import *
from lms.settings.cms import *
from lms.settings.database import *
from lms.settings.jobs import *
from lms.settings.security import *
