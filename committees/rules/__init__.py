"""Who may see and change what: predicates and the querysets that agree with them."""

from committees.rules.accounts import (
    accounts_closed_by,
    accounts_reopened_by,
    can_close_account,
    can_reopen_account,
    closed_accounts_listed_at,
)
from committees.rules.audit import audit_read_by, can_read_audit, can_see_reason, reads_audit
from committees.rules.corrections import (
    can_answer_correction,
    corrections_answered_by,
    corrections_expected_of,
    corrections_listed_at,
)
from committees.rules.passwords import (
    can_give_password,
    can_reset_role_account,
    passwords_given_by,
    role_accounts_reset_by,
    slips_printed_by,
)
from committees.rules.posts import can_keep_post, posts_kept_by
from committees.rules.roles import (
    can_grant_roles,
    can_see_role,
    people_offered_roles,
    roles_offered,
    roles_seen_by,
)
from committees.rules.scopes import (
    can_administer,
    can_see_figures,
    can_see_names,
    can_shape_tree,
    committees_administered_by,
    committees_named_to,
    committees_reported_to,
    committees_shaped_by,
    leavers_named_to,
    names_need_purpose,
    people_administered_by,
    people_last_administered_by,
    people_named_to,
    people_named_without_purpose,
)

__all__ = [
    "accounts_closed_by",
    "accounts_reopened_by",
    "audit_read_by",
    "can_administer",
    "can_answer_correction",
    "can_close_account",
    "can_give_password",
    "can_grant_roles",
    "can_keep_post",
    "can_read_audit",
    "can_reopen_account",
    "can_reset_role_account",
    "can_see_figures",
    "can_see_names",
    "can_see_reason",
    "can_see_role",
    "can_shape_tree",
    "closed_accounts_listed_at",
    "committees_administered_by",
    "committees_named_to",
    "committees_reported_to",
    "committees_shaped_by",
    "corrections_answered_by",
    "corrections_expected_of",
    "corrections_listed_at",
    "leavers_named_to",
    "names_need_purpose",
    "passwords_given_by",
    "people_administered_by",
    "people_last_administered_by",
    "people_named_to",
    "people_named_without_purpose",
    "people_offered_roles",
    "posts_kept_by",
    "reads_audit",
    "role_accounts_reset_by",
    "roles_offered",
    "roles_seen_by",
    "slips_printed_by",
]
