"""What the sender of a bad spreadsheet is told, and what to do about it."""

from typing import NoReturn

from django.utils.translation import gettext as _

from common.sheets.errors import BadSpreadsheet


def refuse(reason: str, limit: int = 0) -> NoReturn:
    """Raise ``BadSpreadsheet`` with the message of a reason.

    Args:
        reason: see ``BadSpreadsheet``; an unknown word counts as corrupt.
        limit: the number in the message: megabytes, rows or columns.
    """
    messages = _messages(limit)
    known = reason if reason in messages else "corrupt"
    raise BadSpreadsheet(messages[known], reason=known)


def _messages(limit: int) -> dict[str, str]:
    values = {"limit": limit}
    return {
        "empty": _("The file has no data."),
        "corrupt": _("The file is damaged. Open it in Excel, save it again and send that copy."),
        "password": _("The file is protected by a password. Remove the password and send it again."),
        "macros": _("The file contains macros. Save it as an Excel workbook (.xlsx) and send that."),
        "encoding": _(
            "The text file is not in Unicode. Save it as “CSV UTF-8” and send that. If its names are typed in an old "
            "font (.VnTime, VNI), first convert them to Unicode with the converter of the Vietnamese keyboard program."
        ),
        "type": _("This kind of file cannot be read. Send .xlsx, .xls, .ods or .csv."),
        "bytes": _("The file is too large: at most %(limit)d MB.") % values,
        "rows": _("The file has too many rows: at most %(limit)d.") % values,
        "columns": _("The file has too many columns: at most %(limit)d.") % values,
        "bomb": _(
            "The file unpacks to far more than a list needs and was not opened. "
            "Copy the list into a new workbook and send that."
        ),
    }
