"""Former names of a unit share no day, and lie within its life, its last day left out: that one has the present name."""

from django.db import migrations

from common.db.row_guards import RowGuard

NAME, COMMITTEE = "committees_formername", "committees_committee"
_SHARED = (
    'EXISTS (SELECT 1 FROM "committees_formername" AS n WHERE n."committee_id" = NEW."committee_id"{other} '
    'AND n."valid_from" <= NEW."valid_to" AND n."valid_to" >= NEW."valid_from")'
)
_OUTSIDE = (
    'EXISTS (SELECT 1 FROM "committees_committee" AS c WHERE c."id" = NEW."committee_id" AND '
    '(NEW."valid_from" < c."valid_from" OR NEW."valid_to" >= c."valid_to"))'
)
_LEFT_OUT = (
    'EXISTS (SELECT 1 FROM "committees_formername" AS n WHERE n."committee_id" = NEW."id" AND '
    '(n."valid_from" < NEW."valid_from" OR n."valid_to" >= NEW."valid_to"))'
)
_TWO, _NOT_ALIVE = "a unit has two names on a day", "name outside the life of its unit"
# The unit's row is held, so that it is not closed at the same moment by another transaction.
_IN_LIFE_BODY = f"""DECLARE
    unit record;
BEGIN
    SELECT valid_from, valid_to INTO unit FROM committees_committee WHERE id = NEW.committee_id FOR SHARE;
    IF NEW.valid_from < unit.valid_from OR NEW.valid_to >= unit.valid_to THEN
        RAISE EXCEPTION '{_NOT_ALIVE}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END"""


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


_CHANGE = 'UPDATE OF "committee_id", "valid_from", "valid_to"'


class Migration(migrations.Migration):
    dependencies = [("committees", "0009_former_names")]

    operations = [
        RowGuard(
            name="former_name_overlap",
            table=NAME,
            sqlite={
                "sen_former_name_overlap_insert": _trigger(
                    "sen_former_name_overlap_insert", "INSERT", NAME, _SHARED.format(other=""), _TWO
                ),
                "sen_former_name_overlap_update": _trigger(
                    "sen_former_name_overlap_update", _CHANGE, NAME, _SHARED.format(other=' AND n."id" <> NEW."id"'), _TWO
                ),
            },
            postgresql={
                "former_name_no_overlap": (
                    f"ALTER TABLE {NAME} ADD CONSTRAINT former_name_no_overlap EXCLUDE USING gist "
                    "(int8range(committee_id, committee_id, '[]') WITH &&, daterange(valid_from, valid_to, '[]') WITH &&)",
                    f"ALTER TABLE {NAME} DROP CONSTRAINT IF EXISTS former_name_no_overlap",
                )
            },
        ),
        RowGuard(
            name="former_name_in_life",
            table=NAME,
            sqlite={
                "sen_former_name_in_life_insert": _trigger(
                    "sen_former_name_in_life_insert", "INSERT", NAME, _OUTSIDE, _NOT_ALIVE
                ),
                "sen_former_name_in_life_update": _trigger(
                    "sen_former_name_in_life_update", _CHANGE, NAME, _OUTSIDE, _NOT_ALIVE
                ),
                "sen_life_of_former_names": _trigger(
                    "sen_life_of_former_names", 'UPDATE OF "valid_from", "valid_to"', COMMITTEE, _LEFT_OUT, _NOT_ALIVE
                ),
            },
            postgresql={
                "sen_former_name_in_life": _postgresql(
                    "sen_former_name_in_life",
                    "INSERT OR UPDATE OF committee_id, valid_from, valid_to",
                    NAME,
                    _IN_LIFE_BODY,
                ),
                "sen_life_of_former_names": _postgresql(
                    "sen_life_of_former_names",
                    "UPDATE OF valid_from, valid_to",
                    COMMITTEE,
                    _refuse(_LEFT_OUT, _NOT_ALIVE),
                ),
            },
        ),
    ]
