"""Tables written to files: ``write_xlsx`` for people, ``write_csv`` for many rows."""

from common.sheets.columns import Column, Kind
from common.sheets.output import Written
from common.sheets.write_csv import write_csv
from common.sheets.write_xlsx import TooManyRows, write_xlsx

__all__ = ["Column", "Kind", "TooManyRows", "Written", "write_csv", "write_xlsx"]
