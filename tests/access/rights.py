"""By number of the right on the page of rights: the addresses it is exercised at, and the rules that decide on it.

`tests/portal/test_rights_whole.py` holds that nothing of the oracle and of the rules is missing here, and that whoever
gets something at an address has a right that says so.
"""

from typing import Final

ROUTES: Final = {
    1: "home verify verify_certificate help guide style_guide",
    2: "catalogue search course join_course activity complete_lesson confirm_document session_sign_up exercise home "
       "course_feedback notices courses_preview",
    3: "start_attempt attempt attempt_save attempt_submit attempt_result contest_mark",
    4: "assessments_preview_question assessments_quizzes assessments_edit_quiz assessments_try_quiz",
    5: "assessments_edit_question assessments_preview_question assessments_question_history attempt_result",
    6: "assessments_marking assessments_mark assessments_contests assessments_contest assessments_contest_marking",
    7: "report_home report_roster report_why report_open_names my_data my_certificates",
    8: "accommodation_home accommodations accommodation",
    9: "assessments_corrections assessments_correction assessments_correct_question approval",
    10: "interop_import_course interop_export_course "
        "courses_list courses_desk courses_compare courses_submit courses_withdraw courses_unschedule courses_appraise "
        "courses_replace_bank courses_arrange copy_course lesson_from_word assessments_questions "
        "assessments_choose_type assessments_add_question assessments_library_picture assessments_add_category "
        "assessments_change_state "
        "assessments_statistics assessments_duplicates assessments_bulk assessments_bulk_outcome "
        "assessments_edit_category assessments_hand_over_category assessments_drop_category interop_send_sheet "
        "interop_sheet_template interop_export_questions interop_question_sheet interop_wrong_rows "
        "interop_confirm_sheet interop_go_on_sheet interop_discard_sheet assessments_add_quiz "
    # A trainer follows the review of the own course there; what is another's to decide is refused in words.
    "courses_reviews courses_send_back courses_publish",
    11: "courses_reviews courses_send_back courses_publish",
    14: "asset library_file wagtaildocs_serve",
    15: "add_person edit_person unit_import import_template change_set change_set_columns choose_rows rejected_rows "
        "undo_change_set confirm_change_set go_on_change_set discard_change_set",
    16: "campaigns campaign exemptions exemption",
    17: "add_person reset_password password_slips",
    18: "unit_roles give_role role_grant role_import role_template propose_change_set approval",
    19: "edit_person unit_import",
    20: "unit_change unit_rename cancel_planned committee_import committee_template propose_change_set approval",
    21: "my_certificates certificate_file",
    24: "report_home report_board",
    25: "report_export export_people export_committees my_data_file job job_progress job_file",
    27: "audit_log audit_entry audit_export my_data",
    28: "my_data unit_corrections correction",
    30: "courses_list assessments_questions assessments_quizzes",
    31: "teaching_sessions teaching_session call_off_session teaching_outside unit_outside",
    32: "bank_reading question_reading",
    33: "unit_home unit unit_people unit_history",
    34: "merge_people separate_people",
    35: "role_accounts role_account",
    36: "retention",
    37: "retention_report retention_propose retention_rule approval",
    38: "teaching_board erase_feedback",
    39: "edition_completed",
    40: "unit_posts side_post",
    41: "closed_accounts close_account reopen_account",
}  # fmt: skip
# All of Wagtail's own screens of pages.
AUTHORING_PREFIXES: Final = ("wagtailadmin_pages:",)
# Cells that no address of the oracle shows: the world has no such thing.
NOT_IN_THE_WORLD: Final = {"39: trainer": "an earlier edition of a trainer's own course: tests/portal/test_rights.py"}
# What needs no right: the own account, what somebody without any may see, and what only tells of the rights.
WITHOUT_RIGHT: Final = {
    "healthz", "metrics", "account_login", "account_logout", "account_reauthenticate", "mfa_authenticate",
    "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn",
    "code_card", "remove_factor", "change_password", "my_account", "display", "kept_post", "set_up", "set_language",
    "openid_connect_login", "openid_connect_callback", "put_hint_away", "approvals", "rights",
}  # fmt: skip

RULES: Final = {
    2: "can_edit_course courses_edited_by",
    4: "can_see_quiz quizzes_seen_by",
    5: "questions_seen_by can_see_picture",
    6: "can_mark attempts_to_mark quizzes_marked_by contests_answered_by can_answer_contest names_learners_to "
       "can_mark_again contests_marked_again_by",
    7: "can_see_names committees_named_to people_named_to people_named_without_purpose names_need_purpose name_access",
    8: "can_accommodate courses_accommodated_by",
    9: "can_correct corrections_seen_by decides_on_corrections",
    10: "can_author categories_seen_by can_see_category banks_seen_by banks_filled_by can_add_category can_set_state "
        "can_review states_open_to course_banks practice_offered_to can_put_into_lesson "
        "practice_of_course practice_in_course",
    11: "can_publish can_decide decides_on_courses can_appraise courses_appraised_by",
    14: "assets_of_edited_courses is_cover_on_show",
    15: "can_administer committees_administered_by people_administered_by people_last_administered_by "
        "change_sets_made_by can_make_change_set",
    16: "can_administer enrolments_exempted_by can_exempt",
    17: "can_give_password passwords_given_by slips_printed_by people_last_administered_by",
    18: "giving_takes_two ending_takes_two can_grant_roles roles_offered people_offered_roles roles_seen_by "
        "can_see_role",
    19: "can_administer committees_administered_by people_administered_by",
    20: "can_shape_tree committees_shaped_by",
    21: "certificates_readable_by",
    24: "can_see_figures committees_reported_to",
    25: "can_see_names",
    27: "reads_audit reads_everything audit_read_by can_read_audit can_see_reason leavers_named_to",
    28: "corrections_answered_by can_answer_correction corrections_listed_at corrections_expected_of",
    30: "is_author",
    31: "sessions_held_by can_hold_sessions enrolments_recorded_by can_record",
    32: "can_read_bank questions_read_by",
    33: "people_administered_by",
    34: "people_administered_by can_merge can_separate merges_separated_by",
    35: "role_accounts_reset_by can_reset_role_account",
    36: "can_read_retention",
    37: "can_decide_retention",
    38: "feedback_read_by",
    39: "can_edit_course can_see_names",
    40: "can_keep_post posts_kept_by",
    41: "can_close_account accounts_closed_by closed_accounts_listed_at can_reopen_account accounts_reopened_by",
}  # fmt: skip
# Functions of the rules that decide nothing.
NO_RULES: Final = {
    "access_of": "what a person holds", "forget_access": "drops what is kept", "register_course_banks": "a registry",
    "writers_of": "who wrote a question",
    "needs_second_factor": "how one signs in, not what one may",
}  # fmt: skip
# Rights that no rule decides: what anybody may, and what nobody can.
BY_NO_RULE: Final = {1, 3, 22}
