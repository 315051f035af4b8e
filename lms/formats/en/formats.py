"""English in this house reads days as everybody around it does: the day first."""

from lms.formats.vi import formats as vietnamese

FIRST_DAY_OF_WEEK = vietnamese.FIRST_DAY_OF_WEEK
DATE_INPUT_FORMATS = vietnamese.DATE_INPUT_FORMATS
DATETIME_INPUT_FORMATS = vietnamese.DATETIME_INPUT_FORMATS
