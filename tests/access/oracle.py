"""Who may do what at every address: written down by hand, compared with what the server does.

`line` says how a line reads; `places` what lies where, and who reaches it.
"""

from typing import Final

from tests.access.line import ANONYMOUS, DONE_OWN_OR_ALL, HERE, NO_POST, OWN_OR_ALL, Line, Of
from tests.access.oracle_authoring import AUTHORING_LINES
from tests.access.places import (
    CHILD,
    CODE,
    ENDED,
    GONE,
    LEARNER,
    MERGED,
    PEOPLE,
    PERSON,
    PERSON_PLACES,
    SIBLING,
    UNIT,
    UNREAD,
)

_EVERYBODY: Final = ("CA", "GR", "CR", "CM", "TR", "RP", "NA", "AU", "DP", "EX")
# A course that is not published yet, or taken off, is nothing to whoever is not in it.
_ON_OFFER: Final = "@draft=404 @ended=404"
_LEARNERS: Final = f"CA GR CR CM {_ON_OFFER}"
_LEARNERS_GO_ON: Final = f"CA=302 GR=302 CR=302 CM=302 {_ON_OFFER}"
# Of the jobs of colleagues nothing is told, whoever administers them.
_ASKED_BY_ONESELF: Final = "CM @same=404 @child=404 @ended=404 @former=404"
# An account that is open is not opened again.
_NOT_CLOSED: Final = " ".join(f"@{place}=404" for place in PERSON_PLACES if place != ENDED)
# Choices of a form.
_NATIONAL: Final = 'value="national_admin"'
# What a page says it will do, for whom a second person decides.
_GIVES: Final = ">Giao vai trò</"
_GIVES_NOW: Final = "Giao vai trò này</button>"
_ENDS: Final = "Kết thúc vai trò</button>"
_CHANGED_SINCE: Final = "đã được người khác sửa sau khi mở trang"
_BOTH_SEE_THE_MERGED: Final = {"CM": (MERGED,), "NA": (MERGED,)}
# Is merged with somebody of the commune beside.
_WITH_SIBLING: Final = {"code": f"{CODE[SIBLING]}-ca", "reason": "Một người có hai hồ sơ"}
# Served by views that ask for the person first.
_SIGN_IN_FIRST: Final = "405 AN=302"

LINES: Final = (
    Line("healthz", "", "AN *", NO_POST),
    Line("metrics", "", "AN *", NO_POST),
    # Through a proxy that says for whom it asks.
    Line("metrics", "", "AN=404", NO_POST, headers={"X-Forwarded-For": "192.0.2.7"}),
    Line("job", "job", _ASKED_BY_ONESELF, NO_POST, shows="name"),
    Line("job_progress", "job", _ASKED_BY_ONESELF, NO_POST),
    Line("job_file", "job", _ASKED_BY_ONESELF, NO_POST, shows="name"),
    Line("job_file", "job_beyond", "", NO_POST),
    Line("job_file", "job_at_work", "", NO_POST),
    Line("account_login", "", "AN *=302", "AN=422 *=302"),
    Line("mfa_authenticate", "", "AN=302 *=302", "AN=302 *=302"),
    # No service is set here: tests/accounts/test_openid.py runs one.
    Line("openid_connect_login", "openid", NO_POST, "AN=404"),
    Line("openid_connect_callback", "openid", "AN=404", NO_POST),
    Line("account_logout", "", "AN=302 *", "AN=302 *=302"),
    # Only who has a password and no second factor is asked for the password again.
    Line("account_reauthenticate", "", "TR RP NA AU DP *=302", "TR=422 RP=422 NA=422 AU=422 DP=422 *=302"),
    Line("mfa_reauthenticate", "", "GR *=302", "GR=422 *=302"),
    Line("mfa_reauthenticate_webauthn", "", "*=302", "*=302"),
    Line("mfa_index", "", "*", NO_POST, says={"CM": ("Tài khoản này giữ vai trò",)}),
    Line("mfa_activate_totp", "", "GR=302 *", "GR=302 *=422"),
    Line("mfa_add_webauthn", "", "*", "*=422"),
    Line("code_card", "", "*", "*"),
    Line("remove_factor", "factor", NO_POST, "GR=302"),
    Line("change_password", "", "*", "*=422"),
    Line("my_account", "", "*", NO_POST, says={"CM": ("bắt buộc phải có lớp xác thực thứ hai",)}),
    Line("display", "", "AN *", "AN=302 *=302", data={"theme": "dark", "text_size": "large"}),
    Line("kept_post", "kept", "CA", "CA=302", writes=("sen_cache",), shows="name"),
    Line("set_up", "set_up", "AN *", "AN=422 *=422", writes=("sen_cache",)),
    Line("set_language", "", NO_POST, "AN=302 *=302"),
    Line("certificate_file", "certificate", "GR CM NA*", _SIGN_IN_FIRST, shows="name", writes=("operations_audit",)),
    Line("verify", "", "AN *", NO_POST),
    Line("verify_certificate", "certificate", "AN *", NO_POST, writes=("sen_cache",), shows="name"),
    Line("report_home", "", "CR=302 CM=302 NA=302 AU=302", NO_POST),
    # Whoever has moved is told of with the unit of then.
    Line("report_why", "enrolment", "CR CM NA*=302 AU*", NO_POST, tells=(UNIT["A"],), shows="unit name"),
    Line("report_board", "unit", "CR CM NA* AU*", NO_POST, shows="unit"),
    # Names open to the Centre with a purpose only.
    Line("report_roster", "unit", "CR CM NA* AU*", NO_POST, shows="unit name? post?", hides={"NA": ("Nguyễn Văn",)}),
    Line("report_roster", "unit", "CR CM NA* AU*", NO_POST, data={"q": "nguoi"}, shows="unit name? post?"),
    Line("report_open_names", "unit", NO_POST, "NA*=422"),
    Line("audit_log", "", "CM NA AU DP", NO_POST, writes=("operations_auditentry",)),
    Line("audit_entry", "entry", "CM NA* AU* DP*", NO_POST, writes=("operations_auditentry",), shows="unit"),
    # The reason is for the unit alone.
    Line(
        "audit_entry",
        "excused_entry",
        "CM NA* AU* DP*",
        NO_POST,
        writes=("operations_auditentry",),
        shows="unit name?",
        hides=dict.fromkeys(("NA", "AU", "DP"), (PERSON["A"],)),
    ),
    Line("audit_export", "", NO_POST, "CM=302 NA=302 AU=302 DP=302", data={"format": "csv"}),
    Line("report_export", "unit", NO_POST, "CR=302 CM=302 NA*=302 AU*=302", data={"kind": "board", "format": "csv"}),
    Line("asset", "asset", "CA GR CR CM RP* NA*", _SIGN_IN_FIRST),
    Line("library_file", "library", "TR* RP* NA*", _SIGN_IN_FIRST),
    # What is stored there, and is not of the library.
    Line("library_file", "stored", "", _SIGN_IN_FIRST),
    Line("wagtaildocs_serve", "document", "TR* RP* NA*", _SIGN_IN_FIRST),
    Line("home", "", "AN *", NO_POST),
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
    Line("attempt_save", "attempt", NO_POST, "AN=401 CA", data={"positions": "1", "sequence": "9"}),
    Line("attempt_save", "closed_attempt", NO_POST, "AN=401 GR=409"),
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
    Line("help", "", "AN *", NO_POST),
    Line("guide", "guide", "AN *", NO_POST),
    Line("put_hint_away", "guide", _SIGN_IN_FIRST, "*=302"),
    Line("style_guide", "", "AN *", NO_POST),
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
        OWN_OR_ALL,
        DONE_OWN_OR_ALL,
        shows="text",
        hides=dict.fromkeys(("TR", "RP", "NA"), (UNREAD,)),
    ),
    # What is missed of another trainer's bank is not told, though the quiz draws from it.
    Line("teaching_board", "taught_on", OWN_OR_ALL, DONE_OWN_OR_ALL),
    Line("erase_feedback", "feedback", _SIGN_IN_FIRST, DONE_OWN_OR_ALL),
    Line("teaching_sessions", "draft", OWN_OR_ALL, "TR=422 RP*=422 NA*=422", shows="text"),
    Line("teaching_outside", "draft", OWN_OR_ALL, "TR=422 RP*=422 NA*=422", shows="text"),
    Line("copy_course", "draft", OWN_OR_ALL, "TR=422 RP*=422 NA*=422", shows="text"),
    Line("lesson_from_word", "draft", OWN_OR_ALL, "TR=422 RP*=422 NA*=422", shows="text"),
    Line("edition_completed", "edition", "CR* CM* RP* NA*", _SIGN_IN_FIRST),
    Line("teaching_session", "held", OWN_OR_ALL, "TR=422 RP*=422 NA*=422", shows="text"),
    # Whoever takes the course is found by its trainer, not by who may hold the session beside.
    Line(
        "teaching_session",
        "going_on",
        OWN_OR_ALL,
        "TR=422 RP*=422 NA*=422",
        data={"q": LEARNER},
        tells=(PERSON[SIBLING], UNIT[SIBLING]),
        says={"TR": (f"{PERSON[SIBLING]} {LEARNER}",)},
        hides=dict.fromkeys(("RP", "NA"), (f"{PERSON[SIBLING]} {LEARNER}",)),
        shows="unit? name?",
    ),
    Line("call_off_session", "held", _SIGN_IN_FIRST, DONE_OWN_OR_ALL),
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
    # Into the commune beside: refused before anything else is looked at.
    Line(
        "edit_person",
        "person",
        "CM NA* @ended=404",
        "CM=422 NA*=422 @ended=404",
        data={"full_name": "Lê Thị Mới", "unit": f"Xã {UNIT[SIBLING]}", "group": "4", "reason": "Ghi sai"},
        shows="unit name code post",
        tells=(UNIT[SIBLING],),
        hides={"CM": (_CHANGED_SINCE,)},
    ),
    # As if somebody of the commune beside had just been added.
    Line(
        "add_person",
        "unit",
        "CM NA* @ended=404",
        "CM=422 NA*=422 @ended=404",
        data={"vua-them": Of("person", SIBLING, "person_id")},
        shows="unit name? code?",
    ),
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
    Line("unit_rename", "unit", "NA* @ended=404", "NA*=422 @ended=404", shows="unit"),
    Line("cancel_planned", "unit", _SIGN_IN_FIRST, "NA*=302 @ended=404"),
    Line("committee_import", "unit", "NA* @ended=404", "NA*=422 @ended=404", shows="unit"),
    Line("export_committees", "unit", _SIGN_IN_FIRST, "CM=302 NA*=302 @ended=404"),
    Line("committee_template", "unit", "NA* @ended=404", _SIGN_IN_FIRST, shows="unit"),
    Line("propose_change_set", "change_set", _SIGN_IN_FIRST, "CM=302 NA*=302"),
    Line("confirm_change_set", "change_set", _SIGN_IN_FIRST, "CM=302 NA*=302"),
    Line("go_on_change_set", "change_set", _SIGN_IN_FIRST, "CM=302 NA*=302"),
    Line("discard_change_set", "change_set", _SIGN_IN_FIRST, "CM=302 NA*=302"),
    *AUTHORING_LINES,
)

# What opens before the second factor: to everybody, and to who has none yet.
WITHOUT_SESSION: Final = frozenset({"healthz", "metrics"})
OPEN: Final = frozenset({"account_logout", "set_language", "display", "help"})
SET_UP: Final = frozenset({"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "code_card", "account_reauthenticate"})

# The learners of the other province stand in it as neighbours and holders; asking as them says nothing new.
WHO: Final = (ANONYMOUS, *(name for name in PEOPLE if name not in ("CA2", "GR2")))
