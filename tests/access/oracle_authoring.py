"""Who may do what in Wagtail's admin, where all but authors are sent away before anything is looked up."""

from typing import Any, Final

from tests.access.line import DONE_OWN_OR_ALL, NO_POST, OWN_OR_ALL, Line, Of
from tests.access.places import BANK, DUE, KEY, OTHER, PERSON, SIDES, WRITER


def _admin(route: str, on: str, get: str, post: str, **more: Any) -> Line:
    return Line(route, on, get, post, authoring=True, **more)


def _deciding(*words: str) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(("RP", "NA"), words)


_EVERY_AUTHOR: Final = "TR RP NA"
# Choices of a form.
_REVIEW: Final = {"TR": ('value="review"',)}
_ASKED_ALREADY: Final = {
    "category": Of("category", "A", "category_id"), "code": "MOI", "stem": "Câu hỏi số 1 về an toàn thông tin?",
    "difficulty": "2", "language": "vi", "set-value": "5", "set-tolerance": "0",
}  # fmt: skip
# What a page offers to whoever decides.
_SIGNS_OFF: Final = ("Thẩm định xong", "được ghi nhận là người viết các bản sao")
_DECIDES: Final = ("Phát hành phiên bản", "Trả lại")

AUTHORING_LINES: Final = (
    _admin("courses_list", "", _EVERY_AUTHOR, NO_POST),
    _admin("courses_reviews", "", _EVERY_AUTHOR, NO_POST, hides={"TR": (DUE,)}),
    _admin(
        "courses_desk",
        "draft",
        OWN_OR_ALL,
        NO_POST,
        shows="text",
        hides={"TR": _DECIDES},
    ),
    # Who began a course does not sign off its appraisal, and is not told that whoever replaces its questions may not.
    _admin("courses_desk", "taught_on", OWN_OR_ALL, NO_POST, hides={"TR": _SIGNS_OFF}, says=_deciding(*_SIGNS_OFF)),
    _admin("courses_compare", "taught_on", OWN_OR_ALL, NO_POST, data={"cu": "1", "moi": "2"}),
    _admin("courses_preview", "draft_page", OWN_OR_ALL, NO_POST, shows="text"),
    # The quiz is of another trainer's bank, and nothing there leads to it.
    _admin("courses_preview", "lent_quiz_page", OWN_OR_ALL, NO_POST),
    *(
        _admin(f"courses_{act}", "draft", NO_POST, DONE_OWN_OR_ALL)
        for act in ("submit", "withdraw", "unschedule", "appraise", "replace_bank")
    ),
    # Without a reason and without what is new the desk comes back to whoever decides, with what was typed.
    *(
        _admin(f"courses_{act}", "draft", NO_POST, "TR=302 RP*=422 NA*=422", shows="text?")
        for act in ("send_back", "publish")
    ),
    _admin("courses_arrange", "draft_page", NO_POST, DONE_OWN_OR_ALL),
    _admin("assessments_questions", "", _EVERY_AUTHOR, NO_POST, hides=_REVIEW),
    _admin("assessments_questions", "", _EVERY_AUTHOR, NO_POST, data={"doc": "1"}, hides=_REVIEW),
    # Narrowed to a category, and to a quiz, of the other trainer.
    *(
        _admin(
            "assessments_questions", "", _EVERY_AUTHOR, NO_POST, data={"category": Of("category", of, "category_id")}
        )
        for of in SIDES
    ),
    *(
        _admin("assessments_questions", "", _EVERY_AUTHOR, NO_POST, data={"quiz": Of("quiz_draft", of, "uuid")})
        for of in SIDES
    ),
    _admin("assessments_choose_type", "", "TR=302 RP=302 NA=302", NO_POST),
    _admin("assessments_add_question", "kind", "TR* RP* NA*", "TR* RP* NA*", shows="text?"),
    _admin("assessments_library_picture", "picture", "TR*=302 RP*=302 NA*=302", NO_POST),
    # Asks what others ask already.
    _admin("assessments_add_question", "numeric", "TR* RP* NA*", "TR* RP* NA*", data=_ASKED_ALREADY, shows="text?"),
    _admin("assessments_add_category", "", _EVERY_AUTHOR, _EVERY_AUTHOR),
    # In the bank of a trainer who never asks.
    _admin(
        "assessments_add_category",
        "",
        _EVERY_AUTHOR,
        "TR RP=302 NA=302",
        data={"new_bank": BANK[OTHER], "name": "Nhóm"},
        tells=(BANK[OTHER],),
    ),
    _admin(
        "assessments_edit_question",
        "question",
        OWN_OR_ALL,
        OWN_OR_ALL,
        shows="text",
        hides={"TR": ("phải có người khác thẩm định",)},
    ),
    _admin("assessments_preview_question", "question", OWN_OR_ALL, OWN_OR_ALL, shows="text"),
    _admin("assessments_change_state", "question", NO_POST, f"{DONE_OWN_OR_ALL} @ended=404", data={"state": "retired"}),
    # Never by who wrote it.
    _admin("assessments_change_state", "question", NO_POST, "RP*=302 NA*=302", data={"state": "reviewed"}),
    _admin("assessments_statistics", "question", OWN_OR_ALL, DONE_OWN_OR_ALL, shows="text"),
    _admin("assessments_contests", "", _EVERY_AUTHOR, NO_POST),
    _admin("assessments_contest", "contest", OWN_OR_ALL, "TR=422 RP*=422 NA*=422", shows="text"),
    # The trainer gave the first mark, and so neither answers the contest nor gives the second.
    _admin("assessments_contest_marking", "marked_contest", "RP* NA*", "RP*=422 NA*=422", shows="text"),
    # Marked again already; the first mark was the trainer's.
    _admin("assessments_contest", "settled_contest", "RP* NA*", "RP*=422 NA*=422", shows="text"),
    _admin("assessments_contest_marking", "settled_contest", "", ""),
    _admin("assessments_corrections", "", _EVERY_AUTHOR, NO_POST),
    # Whom it concerns is named to the trainer whose question it is.
    _admin(
        "assessments_correction",
        "question_correction",
        OWN_OR_ALL,
        DONE_OWN_OR_ALL,
        shows="text name?",
        tells=tuple(PERSON.values()),
        hides={"RP": (WRITER,), "NA": (WRITER,)},
    ),
    _admin("assessments_correct_question", "version", OWN_OR_ALL, OWN_OR_ALL, shows="text"),
    # As if the contest of another trainer's question had led there.
    _admin(
        "assessments_correct_question",
        "version",
        OWN_OR_ALL,
        "TR=422 RP*=422 NA*=422",
        data={"phuc-khao": Of("contest", OTHER, "uuid")},
        shows="text",
    ),
    _admin("assessments_question_history", "question", OWN_OR_ALL, NO_POST, shows="text"),
    _admin("assessments_duplicates", "", _EVERY_AUTHOR, NO_POST),
    _admin("assessments_bulk", "", NO_POST, "TR=422 RP=422 NA=422", hides=_REVIEW),
    _admin("assessments_bulk", "", NO_POST, "TR=422 RP=302 NA=302", data={"act": "review", "scope": "all"}),
    _admin("assessments_bulk_outcome", "bulk_job", "TR", NO_POST, shows="text"),
    _admin("assessments_edit_category", "category", OWN_OR_ALL, OWN_OR_ALL, shows="text"),
    _admin("assessments_hand_over_category", "category", NO_POST, "TR=422 RP*=422 NA*=422"),
    _admin("assessments_drop_category", "category", NO_POST, DONE_OWN_OR_ALL),
    _admin("interop_import_course", "", _EVERY_AUTHOR, "TR=422 RP=422 NA=422"),
    _admin("interop_export_course", "draft", NO_POST, DONE_OWN_OR_ALL),
    _admin("interop_send_sheet", "", _EVERY_AUTHOR, "TR=422 RP=422 NA=422"),
    _admin("interop_sheet_template", "bank", OWN_OR_ALL, NO_POST, shows="text"),
    _admin("interop_export_questions", "bank", NO_POST, DONE_OWN_OR_ALL),
    _admin("interop_question_sheet", "question_sheet", OWN_OR_ALL, NO_POST, shows="text"),
    _admin("interop_wrong_rows", "question_sheet", OWN_OR_ALL, NO_POST, shows="text", tells=(KEY,)),
    _admin("interop_confirm_sheet", "question_sheet", NO_POST, DONE_OWN_OR_ALL),
    _admin("interop_go_on_sheet", "question_sheet", NO_POST, DONE_OWN_OR_ALL),
    _admin("interop_discard_sheet", "question_sheet", NO_POST, DONE_OWN_OR_ALL),
    _admin("assessments_quizzes", "", _EVERY_AUTHOR, NO_POST),
    _admin("assessments_add_quiz", "", _EVERY_AUTHOR, _EVERY_AUTHOR),
    _admin("assessments_edit_quiz", "quiz_draft", OWN_OR_ALL, OWN_OR_ALL, shows="text"),
    # One that is taken off has nothing left to draw from.
    _admin("assessments_try_quiz", "quiz_draft", f"{OWN_OR_ALL} @ended=302", f"{OWN_OR_ALL} @ended=302", shows="text?"),
    _admin("assessments_marking", "", _EVERY_AUTHOR, NO_POST),
    # A form without levels comes back.
    _admin("assessments_mark", "waiting_attempt", OWN_OR_ALL, OWN_OR_ALL, shows="text"),
)

# The rest of Wagtail that is open: pages, by what is done with them. Their POST is asked only of
# those who get 404 or are sent to sign in; what it does for the others is for the tests of courses.
PAGE_LINES: Final = tuple(
    _admin(
        f"wagtailadmin_pages:{act}", "compared" if act == "revisions_compare" else "wagtail", get, "", writes=writes,
        shows="text?",
    )
    for acts, get, writes in (
        ("edit preview_on_edit delete move move_confirm history history_results revisions_revert revisions_compare "
         "view_draft revisions_view",
         OWN_OR_ALL,
         ("wagtailadmin_editingsession", "wagtailcore_pagesubscription", "wagtailusers_userprofile")),
        ("add preview_on_add add_subpage", DONE_OWN_OR_ALL, ()),
    )
    for act in acts.split()
)  # fmt: skip
