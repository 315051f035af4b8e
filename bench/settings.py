"""Production settings with the addresses of the controls added. Used only by `python -m bench`."""

from lms.settings import *

ROOT_URLCONF = "bench.urls"
