from interop.models.change_set import ChangeRow, ChangeSet
from interop.models.question_sheet import QuestionSheet, QuestionSheetRow

__all__ = ["ChangeRow", "ChangeSet", "QuestionSheet", "QuestionSheetRow"]
