"""What no constraint of a model can say: spans that overlap, lives, and circles in the tree.

A circle is known by the paths: a unit whose path begins with that of another stands below it, so the
other cannot be put under it. `int8range` makes a person comparable by GiST without an extension.
"""

from django.db import migrations

from common.db.row_guards import RowGuard

_OVERLAPS = (
    'EXISTS (SELECT 1 FROM "committees_membership" AS m WHERE m."cadre_id" = NEW."cadre_id"{other} '
    "AND m.\"valid_from\" <= COALESCE(NEW.\"valid_to\", '9999-12-31') "
    "AND COALESCE(m.\"valid_to\", '9999-12-31') >= NEW.\"valid_from\")"
)
_OUTSIDE = (
    'EXISTS (SELECT 1 FROM "committees_committee" AS c WHERE c."id" = NEW."committee_id" AND '
    '(NEW."valid_from" < c."valid_from" OR (c."valid_to" IS NOT NULL AND '
    '(NEW."valid_to" IS NULL OR NEW."valid_to" > c."valid_to"))))'
)
_LEFT_OUT = (
    'EXISTS (SELECT 1 FROM "committees_membership" AS m WHERE m."committee_id" = NEW."id" AND '
    '(m."valid_from" < NEW."valid_from" OR (NEW."valid_to" IS NOT NULL AND '
    '(m."valid_to" IS NULL OR m."valid_to" > NEW."valid_to"))))'
)
_CIRCLE = (
    'NEW."valid_to" IS NULL AND EXISTS (SELECT 1 FROM "committees_committee" AS c, "committees_committee" AS p '
    'WHERE c."id" = NEW."child_id" AND p."id" = NEW."parent_id" '
    'AND substr(p."path", 1, length(c."path")) = c."path")'
)


def _trigger(name, event, table, condition, message):
    return (
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW WHEN {condition} '
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _postgresql(name, events, table, body):
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $sen$\n{body}\n$sen$;\n"
        f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    return (function, f"DROP TRIGGER IF EXISTS {name} ON {table}")


def _refuse(condition, message):
    return (
        f"BEGIN IF {condition} THEN RAISE EXCEPTION '{message}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END"
    )


# The unit's row is held, so that it is not closed at the same moment by another transaction.
_IN_LIFE_BODY = """DECLARE
    unit record;
BEGIN
    SELECT valid_from, valid_to INTO unit FROM committees_committee WHERE id = NEW.committee_id FOR SHARE;
    IF NEW.valid_from < unit.valid_from
        OR (unit.valid_to IS NOT NULL AND (NEW.valid_to IS NULL OR NEW.valid_to > unit.valid_to)) THEN
        RAISE EXCEPTION 'membership outside the life of its unit' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END"""

MEMBERSHIP, COMMITTEE, EDGE = "committees_membership", "committees_committee", "committees_committeeedge"


class Migration(migrations.Migration):
    dependencies = [("committees", "0005_short_name")]

    operations = [
        RowGuard(
            name="membership_overlap",
            table=MEMBERSHIP,
            sqlite={
                "sen_membership_overlap_insert": _trigger(
                    "sen_membership_overlap_insert",
                    "INSERT",
                    MEMBERSHIP,
                    _OVERLAPS.format(other=""),
                    "memberships of a person overlap",
                ),
                "sen_membership_overlap_update": _trigger(
                    "sen_membership_overlap_update",
                    'UPDATE OF "cadre_id", "valid_from", "valid_to"',
                    MEMBERSHIP,
                    _OVERLAPS.format(other=' AND m."id" <> NEW."id"'),
                    "memberships of a person overlap",
                ),
            },
            postgresql={
                "membership_no_overlap": (
                    f"ALTER TABLE {MEMBERSHIP} ADD CONSTRAINT membership_no_overlap EXCLUDE USING gist "
                    "(int8range(cadre_id, cadre_id, '[]') WITH &&, daterange(valid_from, valid_to, '[]') WITH &&)",
                    f"ALTER TABLE {MEMBERSHIP} DROP CONSTRAINT IF EXISTS membership_no_overlap",
                )
            },
        ),
        RowGuard(
            name="membership_in_life",
            table=MEMBERSHIP,
            sqlite={
                "sen_membership_in_life_insert": _trigger(
                    "sen_membership_in_life_insert",
                    "INSERT",
                    MEMBERSHIP,
                    _OUTSIDE,
                    "membership outside the life of its unit",
                ),
                "sen_membership_in_life_update": _trigger(
                    "sen_membership_in_life_update",
                    'UPDATE OF "committee_id", "valid_from", "valid_to"',
                    MEMBERSHIP,
                    _OUTSIDE,
                    "membership outside the life of its unit",
                ),
                "sen_life_of_memberships": _trigger(
                    "sen_life_of_memberships",
                    'UPDATE OF "valid_from", "valid_to"',
                    COMMITTEE,
                    _LEFT_OUT,
                    "membership outside the life of its unit",
                ),
            },
            postgresql={
                "sen_membership_in_life": _postgresql(
                    "sen_membership_in_life",
                    "INSERT OR UPDATE OF committee_id, valid_from, valid_to",
                    MEMBERSHIP,
                    _IN_LIFE_BODY,
                ),
                "sen_life_of_memberships": _postgresql(
                    "sen_life_of_memberships",
                    "UPDATE OF valid_from, valid_to",
                    COMMITTEE,
                    _refuse(_LEFT_OUT, "membership outside the life of its unit"),
                ),
            },
        ),
        RowGuard(
            name="edge_no_circle",
            table=EDGE,
            sqlite={
                "sen_edge_no_circle_insert": _trigger(
                    "sen_edge_no_circle_insert", "INSERT", EDGE, _CIRCLE, "a unit stands under itself"
                ),
                "sen_edge_no_circle_update": _trigger(
                    "sen_edge_no_circle_update",
                    'UPDATE OF "child_id", "parent_id", "valid_to"',
                    EDGE,
                    _CIRCLE,
                    "a unit stands under itself",
                ),
            },
            postgresql={
                "sen_edge_no_circle": _postgresql(
                    "sen_edge_no_circle",
                    "INSERT OR UPDATE OF child_id, parent_id, valid_to",
                    EDGE,
                    _refuse(_CIRCLE, "a unit stands under itself"),
                )
            },
        ),
    ]
