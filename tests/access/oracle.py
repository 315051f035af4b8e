"""Who may do what at every address: written down by hand, compared with what the server does.

`line` says how a line reads; `places` what lies where, and who reaches it.
"""

from typing import Any, Final

from tests.access.line import ANONYMOUS, HERE, Line, Of
from tests.access.places import (
    BANK,
    CHILD,
    CODE,
    DUE,
    ENDED,
    GONE,
    KEY,
    MERGED,
    OTHER,
    PEOPLE,
    PERSON,
    PERSON_PLACES,
    SIBLING,
    SIDES,
    UNIT,
    UNREAD,
    WRITER,
)


def _admin(route: str, on: str, get: str, post: str, **more: Any) -> Line:
    return Line(route, on, get, post, authoring=True, **more)


def _deciding(*words: str) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(("RP", "NA"), words)


_EVERYBODY: Final = ("CA", "GR", "CR", "CM", "TR", "RP", "NA", "AU", "DP", "EX")
_EVERY_AUTHOR: Final = "TR RP NA"
_OWN_OR_ALL: Final = "TR RP* NA*"
_DONE_OWN_OR_ALL: Final = "TR=302 RP*=302 NA*=302"
# A course that is not published yet, or taken off, is nothing to whoever is not in it.
_ON_OFFER: Final = "@draft=404 @ended=404"
_LEARNERS: Final = f"CA GR CR CM {_ON_OFFER}"
_LEARNERS_GO_ON: Final = f"CA=302 GR=302 CR=302 CM=302 {_ON_OFFER}"
# Of the jobs of colleagues nothing is told, whoever administers them.
_ASKED_BY_ONESELF: Final = "CM @same=404 @child=404 @ended=404 @former=404"
# Is merged with somebody of the commune beside.
# An account that is open is not opened again.
_NOT_CLOSED: Final = " ".join(f"@{place}=404" for place in PERSON_PLACES if place != ENDED)
# Choices of a form.
_NATIONAL: Final = 'value="national_admin"'
_REVIEW: Final = {"TR": ('value="review"',)}
_ASKED_ALREADY: Final = {
    "category": Of("category", "A", "category_id"), "code": "MOI", "stem": "Câu hỏi số 1 về an toàn thông tin?",
    "difficulty": "2", "language": "vi", "set-value": "5", "set-tolerance": "0",
}  # fmt: skip
# What a page says it will do, for whom a second person decides.
_GIVES: Final = ">Giao vai trò</"
_GIVES_NOW: Final = "Giao vai trò này</button>"
_ENDS: Final = "Kết thúc vai trò</button>"
_SIGNS_OFF: Final = ("Thẩm định xong", "sẽ là người viết các bản sao")
_DECIDES: Final = ("Phát hành phiên bản", "Trả lại")
_BOTH_SEE_THE_MERGED: Final = {"CM": (MERGED,), "NA": (MERGED,)}
_WITH_SIBLING: Final = {"code": f"{CODE[SIBLING]}-ca", "reason": "Một người có hai hồ sơ"}
# Served by views that ask for the method first, and for the person first.
_NO_POST: Final = "405"
_SIGN_IN_FIRST: Final = "405 AN=302"

LINES: Final = (
    Line("healthz", "", "AN *", _NO_POST),
    Line("metrics", "", "AN *", _NO_POST),
    # Through a proxy that says for whom it asks.
    Line("metrics", "", "AN=404", _NO_POST, headers={"X-Forwarded-For": "192.0.2.7"}),
    Line("job", "job", _ASKED_BY_ONESELF, _NO_POST, shows="name"),
    Line("job_progress", "job", _ASKED_BY_ONESELF, _NO_POST),
    Line("job_file", "job", _ASKED_BY_ONESELF, _NO_POST, shows="name"),
    Line("job_file", "job_beyond", "", _NO_POST),
    Line("job_file", "job_at_work", "", _NO_POST),
    Line("account_login", "", "AN *=302", "AN=422 *=302"),
    Line("mfa_authenticate", "", "AN=302 *=302", "AN=302 *=302"),
    # No service is set here: tests/accounts/test_openid.py runs one.
    Line("openid_connect_login", "openid", _NO_POST, "AN=404"),
    Line("openid_connect_callback", "openid", "AN=404", _NO_POST),
    Line("account_logout", "", "AN=302 *", "AN=302 *=302"),
    # Only who has a password and no second factor is asked for the password again.
    Line("account_reauthenticate", "", "TR RP NA AU DP *=302", "TR=422 RP=422 NA=422 AU=422 DP=422 *=302"),
    Line("mfa_reauthenticate", "", "GR *=302", "GR=422 *=302"),
    Line("mfa_reauthenticate_webauthn", "", "*=302", "*=302"),
    Line("mfa_index", "", "*", _NO_POST, says={"CM": ("Tài khoản này giữ vai trò",)}),
    Line("mfa_activate_totp", "", "GR=302 *", "GR=302 *=422"),
    Line("mfa_add_webauthn", "", "*", "*=422"),
    Line("code_card", "", "*", "*"),
    Line("remove_factor", "factor", _NO_POST, "GR=302"),
    Line("change_password", "", "*", "*=422"),
    Line("my_account", "", "*", _NO_POST, says={"CM": ("bắt buộc phải có lớp xác thực thứ hai",)}),
    Line("display", "", "AN *", "AN=302 *=302", data={"theme": "dark", "text_size": "large"}),
    Line("kept_post", "kept", "CA", "CA=302", writes=("sen_cache",), shows="name"),
    Line("set_up", "set_up", "AN *", "AN=422 *=422", writes=("sen_cache",)),
    Line("set_language", "", _NO_POST, "AN=302 *=302"),
    Line("certificate_file", "certificate", "GR CM NA*", _SIGN_IN_FIRST, shows="name", writes=("operations_audit",)),
    Line("verify", "", "AN *", _NO_POST),
    Line("verify_certificate", "certificate", "AN *", _NO_POST, writes=("sen_cache",), shows="name"),
    Line("report_home", "", "CR=302 CM=302 NA=302 AU=302", _NO_POST),
    # Whoever has moved is told of with the unit of then.
    Line("report_why", "enrolment", "CR CM NA*=302 AU*", _NO_POST, tells=(UNIT["A"],), shows="unit name"),
    Line("report_board", "unit", "CR CM NA* AU*", _NO_POST, shows="unit"),
    # Names open to the Centre with a purpose only.
    Line("report_roster", "unit", "CR CM NA* AU*", _NO_POST, shows="unit name? post?", hides={"NA": ("Nguyễn Văn",)}),
    Line("report_roster", "unit", "CR CM NA* AU*", _NO_POST, data={"q": "nguoi"}, shows="unit name? post?"),
    Line("report_open_names", "unit", _NO_POST, "NA*=422"),
    Line("audit_log", "", "CM NA AU DP", _NO_POST, writes=("operations_auditentry",)),
    Line("audit_entry", "entry", "CM NA* AU* DP*", _NO_POST, writes=("operations_auditentry",), shows="unit"),
    # The reason is for the unit alone.
    Line(
        "audit_entry",
        "excused_entry",
        "CM NA* AU* DP*",
        _NO_POST,
        writes=("operations_auditentry",),
        shows="unit name?",
        hides=dict.fromkeys(("NA", "AU", "DP"), (PERSON["A"],)),
    ),
    Line("audit_export", "", _NO_POST, "CM=302 NA=302 AU=302 DP=302", data={"format": "csv"}),
    Line("report_export", "unit", _NO_POST, "CR=302 CM=302 NA*=302 AU*=302", data={"kind": "board", "format": "csv"}),
    Line("asset", "asset", "CA GR CR CM RP* NA*", _SIGN_IN_FIRST),
    Line("library_file", "library", "TR* RP* NA*", _SIGN_IN_FIRST),
    # What is stored there, and is not of the library.
    Line("library_file", "stored", "", _SIGN_IN_FIRST),
    Line("wagtaildocs_serve", "document", "TR* RP* NA*", _SIGN_IN_FIRST),
    Line("home", "", "AN *", _NO_POST),
    Line("catalogue", "", "*", _SIGN_IN_FIRST),
    Line("search", "", "*", _SIGN_IN_FIRST),
    # The beginnings of all words of courses nobody has published, and of everybody's name.
    Line("search", "", "*", _SIGN_IN_FIRST, data={"q": "nhap"}),
    Line("search", "", "*", _SIGN_IN_FIRST, data={"q": "nguoi"}),
    Line("catalogue", "", "*", _SIGN_IN_FIRST, data={"q": "nhap"}),
    # Of a course that is taken off, which somebody else has begun.
    Line("search", "", "*", _SIGN_IN_FIRST, data={"q": GONE.lower()}, hides=dict.fromkeys(_EVERYBODY, (GONE,))),
    Line("course", "course", f"* {_ON_OFFER}", _SIGN_IN_FIRST, shows="unit?"),
    # Only who has begun the course.
    Line("course_feedback", "course", "CA GR", "CA=422 GR=422"),
    Line("join_course", "course", _SIGN_IN_FIRST, f"*=302 {_ON_OFFER}"),
    Line("activity", "lesson", f"*=302 {_LEARNERS}", _SIGN_IN_FIRST, writes=("learning_", "reports_")),
    Line("activity", "quiz", f"*=302 {_LEARNERS}", _SIGN_IN_FIRST, writes=("learning_", "reports_")),
    Line("activity", "to_confirm", f"*=302 {_LEARNERS}", _SIGN_IN_FIRST, writes=("learning_", "reports_")),
    Line("activity", "elsewhere", f"*=302 {_LEARNERS}", _SIGN_IN_FIRST, writes=("learning_", "reports_")),
    Line("confirm_document", "to_confirm", _SIGN_IN_FIRST, _LEARNERS_GO_ON, data={"read": "1"}),
    Line("session_sign_up", "live", _SIGN_IN_FIRST, _LEARNERS_GO_ON),
    Line("complete_lesson", "lesson", _SIGN_IN_FIRST, _LEARNERS_GO_ON),
    # A quiz is not completed by saying so.
    Line("complete_lesson", "quiz_as_lesson", _SIGN_IN_FIRST, ""),
    Line("exercise", "exercise", _SIGN_IN_FIRST, _LEARNERS),
    Line("start_attempt", "quiz", _SIGN_IN_FIRST, _LEARNERS_GO_ON),
    Line("attempt", "attempt", "CA", "CA=302"),
    Line("attempt", "closed_attempt", "GR=302", "GR=302"),
    Line("attempt_save", "attempt", _NO_POST, "AN=401 CA", data={"positions": "1", "sequence": "9"}),
    Line("attempt_save", "closed_attempt", _NO_POST, "AN=401 GR=409"),
    Line("attempt_submit", "attempt", "CA", "CA=302"),
    Line("attempt_result", "closed_attempt", "GR", _SIGN_IN_FIRST),
    Line("attempt_result", "attempt", "CA=302", _SIGN_IN_FIRST),
    Line("contest_mark", "contest_place", "GR", "GR=422"),
    Line("my_certificates", "", "*", _SIGN_IN_FIRST),
    Line("bank_reading", "", "AU", _SIGN_IN_FIRST),
    Line("question_reading", "question", "AU*", _SIGN_IN_FIRST, shows="text"),
    # Also which roles one had, and where.
    Line("my_data", "", "*", "*=422", tells=(UNIT["A"],)),
    Line("my_data_file", "", _SIGN_IN_FIRST, "*", tells=(UNIT["A"],)),
    Line("unit_corrections", "unit", "CM NA*", _SIGN_IN_FIRST, shows="unit name"),
    Line("correction", "correction", "CM NA*", "CM=422 NA*=422", shows="unit name code"),
    # Nobody else is there for what the national administrator asks, and nobody answers themselves.
    Line("correction", "national_correction", "", ""),
    Line("approvals", "", "*", _SIGN_IN_FIRST),
    Line("approval", "approval", "CM NA*", "CM=422 NA*=422", shows="name"),
    Line("retention", "", "NA AU DP", _SIGN_IN_FIRST),
    Line("retention_report", "", _SIGN_IN_FIRST, "NA=302 DP=302"),
    Line("retention_propose", "", _SIGN_IN_FIRST, "NA=302 DP=302"),
    Line("retention_rule", "rule", "NA* DP*", "NA*=422 DP*=422"),
    # Whose role has ended is told of which unit it was.
    Line("notices", "", "*", _SIGN_IN_FIRST, writes=("accounts_user",), tells=(UNIT["A"],)),
    Line("help", "", "AN *", _NO_POST),
    Line("guide", "guide", "AN *", _NO_POST),
    Line("put_hint_away", "guide", _SIGN_IN_FIRST, "*=302"),
    Line("style_guide", "", "AN *", _NO_POST),
    Line("unit_home", "", "CM=302 NA=302", _SIGN_IN_FIRST),
    Line("unit", "unit", "CM NA*", _SIGN_IN_FIRST, shows="unit"),
    Line("unit_people", "unit", "CM NA*", _SIGN_IN_FIRST, shows="unit name code post"),
    Line("unit_people", "unit", "CM NA*", _SIGN_IN_FIRST, data={"q": "nguoi"}, shows="unit name code post"),
    Line("reset_password", "person", _SIGN_IN_FIRST, "CM NA* @ended=404"),
    Line("reset_password", "person_across", _SIGN_IN_FIRST, "NA* @ended=404"),
    # Whose account is closed, at the unit they were in last.
    Line("closed_accounts", "unit", "CM NA*", _SIGN_IN_FIRST, shows="unit", tells=(PERSON[ENDED], CODE[ENDED])),
    Line("close_account", "account", "CM NA* @ended=404", "CM=422 NA*=422 @ended=404", shows="unit name code post"),
    Line("reopen_account", "account", f"CM NA* {_NOT_CLOSED}", f"CM=422 NA*=422 {_NOT_CLOSED}", shows="name code"),
    Line("unit_outside", "unit", "CM NA* @ended=404", "CM=422 NA*=422 @ended=404", shows="unit"),
    # What so few have said that it would tell who is not read by anybody.
    Line(
        "teaching_board",
        "draft",
        _OWN_OR_ALL,
        _DONE_OWN_OR_ALL,
        shows="text",
        hides=dict.fromkeys(("TR", "RP", "NA"), (UNREAD,)),
    ),
    # What is missed of another trainer's bank is not told, though the quiz draws from it.
    Line("teaching_board", "taught_on", _OWN_OR_ALL, _DONE_OWN_OR_ALL),
    Line("erase_feedback", "feedback", _SIGN_IN_FIRST, _DONE_OWN_OR_ALL),
    Line("teaching_sessions", "draft", _OWN_OR_ALL, "TR=422 RP*=422 NA*=422", shows="text"),
    Line("teaching_outside", "draft", _OWN_OR_ALL, "TR=422 RP*=422 NA*=422", shows="text"),
    Line("copy_course", "draft", _OWN_OR_ALL, "TR=422 RP*=422 NA*=422", shows="text"),
    Line("lesson_from_word", "draft", _OWN_OR_ALL, "TR=422 RP*=422 NA*=422", shows="text"),
    Line("edition_completed", "edition", "CR* CM* RP* NA*", _SIGN_IN_FIRST),
    Line("teaching_session", "held", _OWN_OR_ALL, "TR=422 RP*=422 NA*=422", shows="text"),
    Line("call_off_session", "held", _SIGN_IN_FIRST, _DONE_OWN_OR_ALL),
    Line("password_slips", "unit", "CM NA* @ended=404", "CM=422 NA*=422 @ended=404", shows="unit"),
    Line("unit_roles", "unit", "CM NA*", _SIGN_IN_FIRST, shows="unit name?", hides={"CM": (_GIVES,)}),
    Line(
        "give_role",
        "unit",
        "CM NA* @ended=404",
        "CM=422 NA*=422 @ended=404",
        shows="unit",
        hides={"CM": (_NATIONAL, _GIVES)},
    ),
    # Several are meant, and shown: of those the asker may give a role.
    Line(
        "give_role",
        "unit",
        "CM NA* @ended=404",
        "CM=422 NA*=422 @ended=404",
        data={"role": "committee_reviewer", "person": "nguoi"},
        shows="unit",
    ),
    # For whom asks only, the second person is another.
    Line(
        "give_role",
        "unit",
        "CM NA* @ended=404",
        "CM NA* CM@B=422 CM@former=422 @ended=404",
        data={"role": "committee_reviewer", "person": f"{CODE[CHILD]}-ca", "reason": "Thay người"},
        shows="unit code?",
        tells=(CODE[CHILD],),
        hides={"CM": (_GIVES, _GIVES_NOW)},
    ),
    # What weighs much is not given by one person, whoever asks.
    Line(
        "give_role",
        "unit",
        "CM NA* @ended=404",
        "CM NA* CM@B=422 CM@former=422 @ended=404",
        data={"role": "committee_admin", "person": f"{CODE[CHILD]}-ca", "reason": "Thay người"},
        shows="unit code?",
        tells=(CODE[CHILD],),
        hides={"CM": (_GIVES,), "NA": (_GIVES_NOW,)},
    ),
    Line("unit_posts", "unit", "CM NA*", "CM=422 NA*=422", shows="unit name?"),
    # Of the commune beside again.
    Line(
        "unit_posts",
        "unit",
        "CM NA*",
        "CM=422 NA*=302 @ended=422 NA@sibling=422",
        data={"code": f"{CODE[SIBLING]}-ca", "position": "Ủy viên", "valid_from": "2026-01-01"},
        shows="unit name? code?",
        tells=(CODE[SIBLING],),
    ),
    Line("side_post", "post", "CM NA*", "CM=422 NA*=422", shows="unit name"),
    Line("role_grant", "grant", "CM NA*", "CM=422 NA*=422", shows="unit name", hides={"CM": (_ENDS,)}),
    # Of somebody who holds another one in the other province.
    Line("role_grant", "grant_of_two", "CM NA*", "CM=422 NA*=422", shows="unit", hides={"CM": (_ENDS,)}),
    Line("role_grant", "grant_across", "NA*", "NA*=422", hides={"NA": (_ENDS,)}),
    Line("role_import", "unit", "CM NA* @ended=404", "CM=422 NA*=422 @ended=404", shows="unit name?"),
    Line("role_template", "unit", "CM NA* @ended=404", _SIGN_IN_FIRST, shows="unit"),
    Line("change_set", "role_set", "CM NA*", _SIGN_IN_FIRST, shows="unit name"),
    Line("confirm_change_set", "role_set", _SIGN_IN_FIRST, ""),
    Line("propose_change_set", "role_set", _SIGN_IN_FIRST, "CM=302 NA*=302"),
    Line("rights", "", "*", _SIGN_IN_FIRST),
    Line("role_accounts", "", "NA", _SIGN_IN_FIRST),
    # Who holds none is not among them.
    Line(
        "role_accounts",
        "",
        "NA",
        _SIGN_IN_FIRST,
        data={"q": PERSON["A"]},
        tells=(PERSON["A"],),
        hides={"NA": (f"{PERSON['A']} CA",)},
    ),
    Line("reopen_account", "role_account", "", ""),
    Line("role_account", "role_account", "NA*", "NA*=422", shows="name"),
    Line("role_account", "national_account", "", ""),
    Line("close_account", "national_account", "", ""),
    Line("unit_import", "unit", "CM NA* @ended=404", "CM=422 NA*=422 @ended=404", shows="unit name"),
    Line("add_person", "unit", "CM NA* @ended=404", "CM=422 NA*=422 @ended=404", shows="unit"),
    # With the code of somebody of the commune beside, the asker's own word.
    Line(
        "add_person",
        "unit",
        "CM NA* @ended=404",
        "CM=422 NA*=422 @ended=404",
        data={"full_name": "Lê Thị Mới", "code": f"{CODE[SIBLING]}-ca", "unit": f"Xã {UNIT['A']}", "group": "4"},
        shows="unit code?",
        tells=(CODE[SIBLING], UNIT["A"]),
    ),
    Line("edit_person", "person", "CM NA* @ended=404", "CM=422 NA*=422 @ended=404", shows="unit name code post"),
    Line("edit_person", "person_across", "NA* @ended=404", "NA*=422 @ended=404", shows="unit name code post"),
    Line("import_template", "unit", "CM NA* @ended=404", _SIGN_IN_FIRST, shows="unit"),
    Line("campaigns", "unit", "CM NA*", "CM=422 NA*=422 @ended=404", shows="unit"),
    Line("campaign", "campaign", "CM NA*", _SIGN_IN_FIRST, shows="unit"),
    Line("exemptions", "unit", "CM NA* @ended=404", _SIGN_IN_FIRST, shows="unit"),
    Line("exemptions", "unit", "CM NA* @ended=404", _SIGN_IN_FIRST, data={"q": "nguoi"}, shows="unit name? code?"),
    Line("exemption", "enrolment", "CM NA*", "CM=422 NA*=422", shows="unit name code"),
    Line("accommodation_home", "", "TR NA", _SIGN_IN_FIRST),
    Line("accommodations", "course", "NA*", _SIGN_IN_FIRST),
    Line("accommodations", "taught", "TR NA*", _SIGN_IN_FIRST, shows="text"),
    Line("accommodation", "enrolment", "NA*", "NA*=422", shows="unit name code"),
    Line("change_set", "change_set", "CM NA*", _SIGN_IN_FIRST, shows="unit name"),
    Line("export_people", "unit", _SIGN_IN_FIRST, "CM=302 NA*=302 @ended=404"),
    Line("change_set_columns", "change_set", "CM NA*", "CM=422 NA*=422", shows="unit name"),
    Line("choose_rows", "change_set", _SIGN_IN_FIRST, "CM=302 NA*=302"),
    Line("rejected_rows", "change_set", _SIGN_IN_FIRST, "CM=302 NA*=302"),
    Line("undo_change_set", "change_set", _SIGN_IN_FIRST, "CM=302 NA*=302"),
    Line("merge_people", "person", "CM NA*", "CM=422 NA*=422", shows="name code"),
    Line("merge_people", "person_across", "NA*", "NA*=422", shows="name code"),
    # To whoever does not administer the commune beside there is no such record; the code is the asker's own word.
    Line(
        "merge_people",
        "person",
        "CM NA*",
        "CM=422 NA* NA@ended=422",
        data=_WITH_SIBLING,
        shows="name code",
        tells=(CODE[SIBLING],),
        hides={"CM": ("Chỉ gộp được hồ sơ",)},
    ),
    Line("separate_people", "person", _SIGN_IN_FIRST, "CM=302 NA*=302"),
    Line("separate_people", "person_across", _SIGN_IN_FIRST, "NA*=302"),
    Line("merge_people", "merged", "CM NA*", "CM=422 NA*=422", shows="name", says=_BOTH_SEE_THE_MERGED),
    Line("separate_people", "merged", _SIGN_IN_FIRST, "CM=302 NA*=302", data={"merge": Of("merger", HERE, "uuid")}),
    # Somebody of the commune beside, who comes back to it: of no concern to who administers only where it led.
    Line("merge_people", "merged_beside", "CM NA*", "CM=422 NA*=422", shows="name", hides={"CM": (MERGED,)}),
    Line(
        "separate_people", "merged_beside", _SIGN_IN_FIRST, "NA*=302", data={"merge": Of("merger_beside", HERE, "uuid")}
    ),
    # A unit that was elsewhere says where.
    Line("unit_history", "unit", "CM NA*", _SIGN_IN_FIRST, tells=(UNIT["A"],), shows="unit name?"),
    Line("unit_change", "unit", "NA* @ended=404", "NA*=422 @ended=404", shows="unit"),
    Line("cancel_planned", "unit", _SIGN_IN_FIRST, "NA*=302 @ended=404"),
    Line("committee_import", "unit", "NA* @ended=404", "NA*=422 @ended=404", shows="unit"),
    Line("export_committees", "unit", _SIGN_IN_FIRST, "CM=302 NA*=302 @ended=404"),
    Line("committee_template", "unit", "NA* @ended=404", _SIGN_IN_FIRST, shows="unit"),
    Line("propose_change_set", "change_set", _SIGN_IN_FIRST, "CM=302 NA*=302"),
    Line("confirm_change_set", "change_set", _SIGN_IN_FIRST, "CM=302 NA*=302"),
    Line("go_on_change_set", "change_set", _SIGN_IN_FIRST, "CM=302 NA*=302"),
    Line("discard_change_set", "change_set", _SIGN_IN_FIRST, "CM=302 NA*=302"),
    _admin("courses_list", "", _EVERY_AUTHOR, _NO_POST),
    _admin("courses_reviews", "", _EVERY_AUTHOR, _NO_POST, hides={"TR": (DUE,)}),
    _admin(
        "courses_desk",
        "draft",
        _OWN_OR_ALL,
        _NO_POST,
        shows="text",
        hides={"TR": _DECIDES},
    ),
    # Who began a course does not sign off its appraisal, and is not told that whoever replaces its questions may not.
    _admin("courses_desk", "taught_on", _OWN_OR_ALL, _NO_POST, hides={"TR": _SIGNS_OFF}, says=_deciding(*_SIGNS_OFF)),
    _admin("courses_compare", "taught_on", _OWN_OR_ALL, _NO_POST, data={"cu": "1", "moi": "2"}),
    _admin("courses_preview", "draft_page", _OWN_OR_ALL, _NO_POST, shows="text"),
    *(
        _admin(f"courses_{act}", "draft", _NO_POST, _DONE_OWN_OR_ALL)
        for act in ("submit", "withdraw", "unschedule", "appraise", "replace_bank")
    ),
    # Without a reason and without what is new the desk comes back to whoever decides, with what was typed.
    *(
        _admin(f"courses_{act}", "draft", _NO_POST, "TR=302 RP*=422 NA*=422", shows="text?")
        for act in ("send_back", "publish")
    ),
    _admin("courses_arrange", "draft_page", _NO_POST, _DONE_OWN_OR_ALL),
    _admin("assessments_questions", "", _EVERY_AUTHOR, _NO_POST, hides=_REVIEW),
    # Narrowed to a category of the other trainer.
    *(
        _admin(
            "assessments_questions", "", _EVERY_AUTHOR, _NO_POST, data={"category": Of("category", of, "category_id")}
        )
        for of in SIDES
    ),
    _admin("assessments_choose_type", "", "TR=302 RP=302 NA=302", _NO_POST),
    _admin("assessments_add_question", "kind", "TR* RP* NA*", "TR* RP* NA*", shows="text?"),
    _admin("assessments_library_picture", "picture", "TR*=302 RP*=302 NA*=302", _NO_POST),
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
        _OWN_OR_ALL,
        _OWN_OR_ALL,
        shows="text",
        hides={"TR": ("phải có người khác thẩm định",)},
    ),
    _admin("assessments_preview_question", "question", _OWN_OR_ALL, _OWN_OR_ALL, shows="text"),
    _admin(
        "assessments_change_state", "question", _NO_POST, f"{_DONE_OWN_OR_ALL} @ended=404", data={"state": "retired"}
    ),
    # Never by who wrote it.
    _admin("assessments_change_state", "question", _NO_POST, "RP*=302 NA*=302", data={"state": "reviewed"}),
    _admin("assessments_statistics", "question", _OWN_OR_ALL, _DONE_OWN_OR_ALL, shows="text"),
    _admin("assessments_contests", "", _EVERY_AUTHOR, _NO_POST),
    _admin("assessments_contest", "contest", _OWN_OR_ALL, "TR=422 RP*=422 NA*=422", shows="text"),
    # The trainer gave the first mark, and so neither answers the contest nor gives the second.
    _admin("assessments_contest_marking", "marked_contest", "RP* NA*", "RP*=422 NA*=422", shows="text"),
    # Marked again already; the first mark was the trainer's.
    _admin("assessments_contest", "settled_contest", "RP* NA*", "RP*=422 NA*=422", shows="text"),
    _admin("assessments_contest_marking", "settled_contest", "", ""),
    _admin("assessments_corrections", "", _EVERY_AUTHOR, _NO_POST),
    # Whom it concerns is named to the trainer whose question it is.
    _admin(
        "assessments_correction",
        "question_correction",
        _OWN_OR_ALL,
        _DONE_OWN_OR_ALL,
        shows="text name?",
        tells=tuple(PERSON.values()),
        hides={"RP": (WRITER,), "NA": (WRITER,)},
    ),
    _admin("assessments_correct_question", "version", _OWN_OR_ALL, _OWN_OR_ALL, shows="text"),
    # As if the contest of another trainer's question had led there.
    _admin(
        "assessments_correct_question",
        "version",
        _OWN_OR_ALL,
        "TR=422 RP*=422 NA*=422",
        data={"phuc-khao": Of("contest", OTHER, "uuid")},
        shows="text",
    ),
    _admin("assessments_question_history", "question", _OWN_OR_ALL, _NO_POST, shows="text"),
    _admin("assessments_duplicates", "", _EVERY_AUTHOR, _NO_POST),
    _admin("assessments_bulk", "", _NO_POST, "TR=422 RP=422 NA=422", hides=_REVIEW),
    _admin("assessments_bulk", "", _NO_POST, "TR=422 RP=302 NA=302", data={"act": "review", "scope": "all"}),
    _admin("assessments_bulk_outcome", "bulk_job", "TR", _NO_POST, shows="text"),
    _admin("assessments_edit_category", "category", _OWN_OR_ALL, _OWN_OR_ALL, shows="text"),
    _admin("assessments_hand_over_category", "category", _NO_POST, "TR=422 RP*=422 NA*=422"),
    _admin("assessments_drop_category", "category", _NO_POST, _DONE_OWN_OR_ALL),
    _admin("interop_import_course", "", _EVERY_AUTHOR, "TR=422 RP=422 NA=422"),
    _admin("interop_export_course", "draft", _NO_POST, _DONE_OWN_OR_ALL),
    _admin("interop_send_sheet", "", _EVERY_AUTHOR, "TR=422 RP=422 NA=422"),
    _admin("interop_sheet_template", "bank", _OWN_OR_ALL, _NO_POST, shows="text"),
    _admin("interop_export_questions", "bank", _NO_POST, _DONE_OWN_OR_ALL),
    _admin("interop_question_sheet", "question_sheet", _OWN_OR_ALL, _NO_POST, shows="text"),
    _admin("interop_wrong_rows", "question_sheet", _OWN_OR_ALL, _NO_POST, shows="text", tells=(KEY,)),
    _admin("interop_confirm_sheet", "question_sheet", _NO_POST, _DONE_OWN_OR_ALL),
    _admin("interop_go_on_sheet", "question_sheet", _NO_POST, _DONE_OWN_OR_ALL),
    _admin("interop_discard_sheet", "question_sheet", _NO_POST, _DONE_OWN_OR_ALL),
    _admin("assessments_quizzes", "", _EVERY_AUTHOR, _NO_POST),
    _admin("assessments_add_quiz", "", _EVERY_AUTHOR, _EVERY_AUTHOR),
    _admin("assessments_edit_quiz", "quiz_draft", _OWN_OR_ALL, _OWN_OR_ALL, shows="text"),
    # One that is taken off has nothing left to draw from.
    _admin(
        "assessments_try_quiz", "quiz_draft", f"{_OWN_OR_ALL} @ended=302", f"{_OWN_OR_ALL} @ended=302", shows="text?"
    ),
    _admin("assessments_marking", "", _EVERY_AUTHOR, _NO_POST),
    # A form without levels comes back.
    _admin("assessments_mark", "waiting_attempt", _OWN_OR_ALL, _OWN_OR_ALL, shows="text"),
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
         _OWN_OR_ALL,
         ("wagtailadmin_editingsession", "wagtailcore_pagesubscription", "wagtailusers_userprofile")),
        ("add preview_on_add add_subpage", _DONE_OWN_OR_ALL, ()),
    )
    for act in acts.split()
)  # fmt: skip
# What opens before the second factor: to everybody, and to who has none yet.
WITHOUT_SESSION: Final = frozenset({"healthz", "metrics"})
OPEN: Final = frozenset({"account_logout", "set_language", "display", "help"})
SET_UP: Final = frozenset({"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "code_card", "account_reauthenticate"})

# The learners of the other province stand in it as neighbours and holders; asking as them says nothing new.
WHO: Final = (ANONYMOUS, *(name for name in PEOPLE if name not in ("CA2", "GR2")))
