"""Production settings of a program that is to be hurt. Used only by `python -m bench.faults`."""

from bench.settings import *
from bench.settings import MIDDLEWARE as SEN_MIDDLEWARE

MIDDLEWARE = ["bench.faults.pauses.ReplyPause", *SEN_MIDDLEWARE]
ROOT_URLCONF = "bench.faults.urls"
