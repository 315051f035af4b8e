"""Every figure equals the recount: after folding, crashes, moves and rebuilding."""

import json
import random
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from committees.domain.memberships import move_cadre
from committees.domain.tree import move_committee
from committees.models import Committee, RollupAncestor
from learning.domain.progress import complete_lesson, open_activity
from learning.enums import EnrolmentStatus
from learning.models import Enrolment
from operations.domain.integrity import check_all
from reports.domain.figures import FAR_DATE
from reports.domain.queries.board import board
from reports.domain.rollups import compare, fold, rebuild
from reports.models import ReportDelta, RollupNode
from reports.models.rollup import COUNTERS
from reports.tasks import fold_deltas
from tests.reports.builders import Country, enrol, make_campaign, make_country, one_lesson_edition, set_status

pytestmark = pytest.mark.django_db

Kept = dict[tuple[int, int, int, date], tuple[int, ...]]


@pytest.fixture
def country() -> Country:
    return make_country()


def kept() -> Kept:
    """The roll-ups without empty rows."""
    keys = ("node_id", "campaign_id", "position_group", "due_on")
    rows = RollupNode.objects.values_list(*keys, *COUNTERS)
    return {row[:4]: row[4:] for row in rows if any(row[4:])}


def recounted() -> Kept:
    """An oracle that shares no SQL with the room: one enrolment at a time."""
    nodes: dict[int, list[int]] = {}
    for committee_id, node_id in RollupAncestor.objects.values_list("committee_id", "node_id"):
        nodes.setdefault(committee_id, []).append(node_id)
    sums: dict[tuple[int, int, int, date], list[int]] = {}
    for e in Enrolment.objects.all():
        late, exempt = e.is_late_joiner, e.status == EnrolmentStatus.EXEMPT
        counts = not late and not exempt
        figures = [
            counts,
            counts and e.status == EnrolmentStatus.IN_PROGRESS,
            counts and e.status == EnrolmentStatus.COMPLETED,
            counts and e.passed_on is not None,
            counts and e.failed,
            exempt and not late,
            late,
        ]
        for node_id in nodes[e.committee_id]:
            row = sums.setdefault((node_id, e.campaign_id, e.position_group, e.due_on or FAR_DATE), [0] * 7)
            for position, figure in enumerate(figures):
                row[position] += int(figure)
    return {key: tuple(row) for key, row in sums.items()}


def test_a_fold_counts_every_delta_once(country: Country) -> None:
    for unit in country.cells:
        enrol(country, unit)
    assert (kept(), ReportDelta.objects.count()) == ({}, 6)

    assert [fold(4), fold(4), fold(4)] == [4, 2, 0]
    assert kept() == recounted()
    assert not ReportDelta.objects.exists()
    key = {"campaign_id": country.campaign.pk, "position_group": 4}
    assert RollupNode.objects.get(node_id=country.centre.pk, **key).assigned == 6
    assert RollupNode.objects.get(node_id=country.a.pk, **key).assigned == 4
    assert not RollupNode.objects.filter(node_id__in=[cell.pk for cell in country.cells]).exists()


def test_a_fold_that_breaks_leaves_everything_pending(country: Country) -> None:
    enrol(country, country.cells[0])
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        fold()
        raise ZeroDivisionError
    assert (kept(), ReportDelta.objects.count()) == ({}, 1)
    assert fold_deltas() == 1
    assert (compare(), kept()) == ([], recounted())


def test_an_open_end_folds_under_the_far_date(country: Country) -> None:
    enrolment = enrol(country, country.cells[0])
    Enrolment.objects.filter(pk=enrolment.pk).update(due_on=None)
    ReportDelta.objects.update(due_on=None)
    fold()
    assert {row.due_on for row in RollupNode.objects.all()} == {FAR_DATE}
    assert compare() == []


def test_a_completion_adds_exactly_one_delta(country: Country) -> None:
    edition, lesson = one_lesson_edition(country.campaign.course)
    enrolment = enrol(country, country.cells[0])
    open_activity(enrolment=enrolment, activity=lesson, edition_id=edition.pk, is_known=False)
    ReportDelta.objects.all().delete()

    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert complete_lesson(enrolment=enrolment, activity=lesson)
    delta = ReportDelta.objects.get()
    assert [getattr(delta, counter) for counter in COUNTERS] == [0, -1, 1, 0, 0, 0, 0]
    inserts = [q["sql"] for q in seen if "INSERT" in q["sql"] and "reports_" in q["sql"]]
    assert len(inserts) == 1
    assert not any("reports_rollupnode" in q["sql"] for q in seen)

    assert not complete_lesson(enrolment=enrolment, activity=lesson)
    assert ReportDelta.objects.count() == 1


def test_a_bulk_enrolment_is_one_insert(country: Country) -> None:
    from committees.models import Membership
    from learning.domain.enrolments import enrol_many

    for unit in country.cells * 2:
        enrol(country, unit)
    campaign = make_campaign(country.centre)
    members = list(Membership.objects.all())
    with CaptureQueriesContext(connection) as seen:
        enrol_many(campaign=campaign, memberships=members, actor=None, on=timezone.localdate())
    assert sum("INSERT" in q["sql"] and "reports_reportdelta" in q["sql"] for q in seen) == 1
    assert ReportDelta.objects.filter(campaign_id=campaign.pk).count() == len(country.cells)


@pytest.mark.parametrize("moved", ["commune", "cell", "province"])
def test_figures_follow_a_committee_that_moves(country: Country, moved: str) -> None:
    """Folded ones at once, pending ones when they are folded."""
    for unit in country.cells:
        enrol(country, unit)
    fold()
    set_status(enrol(country, country.cells[0]), EnrolmentStatus.IN_PROGRESS)
    which, parent = {
        "commune": (country.communes[0], country.b),
        "cell": (country.cells[0], country.communes[2]),
        "province": (country.b, country.a),
    }[moved]
    move_committee(committee=which, parent=parent, on=timezone.localdate(), actor=None)
    assert compare() == []
    fold()
    assert (compare(), kept()) == ([], recounted())


def test_planted_corruption_is_found_and_mended(country: Country) -> None:
    enrol(country, country.cells[0])
    fold()
    call_command("compare_rollups", stdout=StringIO())
    RollupNode.objects.filter(node_id=country.a.pk).update(completed=3)

    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("compare_rollups", "--json", stdout=out)
    assert stopped.value.code == 1
    report = json.loads(out.getvalue())
    assert [(d["node_id"], d["excess"]) for d in report["differences"]] == [(country.a.pk, {"completed": 3})]
    (broken,) = [result for result in check_all() if result.code == "I5"]
    assert "completed +3" in broken.findings[0].message

    call_command("rebuild_rollups", stdout=StringIO())
    call_command("compare_rollups", stdout=StringIO())


def test_a_lost_delta_and_one_too_many_are_found(country: Country) -> None:
    enrol(country, country.cells[0])
    delta = ReportDelta.objects.get()
    ReportDelta.objects.all().delete()
    assert {d.excess["assigned"] for d in compare()} == {-1}
    for _twice in range(2):
        delta.pk = None
        delta.save(force_insert=True)
    assert {d.excess["assigned"] for d in compare()} == {1}


def _random_act(rng: random.Random, country: Country, units: list[Committee], day: date) -> None:
    enrolments = list(Enrolment.objects.all())
    act = rng.choice(("enrol", "enrol", "status", "status", "status", "transfer", "move", "fold", "late"))
    if act == "enrol" or not enrolments:
        enrol(country, rng.choice(units), group=rng.randint(1, 7))
    elif act == "late":
        late = enrol(country, rng.choice(units))
        ReportDelta.objects.filter(pk=ReportDelta.objects.latest("pk").pk).update(assigned=0, late_joiners=1)
        Enrolment.objects.filter(pk=late.pk).update(is_late_joiner=True)
    elif act == "status":
        status = rng.choice(EnrolmentStatus.values)
        passed = status == EnrolmentStatus.COMPLETED and rng.random() < 0.5
        failed = status == EnrolmentStatus.IN_PROGRESS and rng.random() < 0.5
        set_status(rng.choice(enrolments), EnrolmentStatus(status), passed=passed, failed=failed)
    elif act == "transfer":
        person = rng.choice(country.people)
        target = rng.choice(units)
        if person.memberships.latest("valid_from").valid_from < day:
            move_cadre(cadre=person, committee=target, position_group=rng.randint(1, 7), on=day, actor=None)
    elif act == "move":
        which = rng.choice([*country.communes, *country.cells])
        parent = rng.choice([country.a, country.b] if which in country.communes else country.communes)
        which.refresh_from_db()
        parent.refresh_from_db()
        edge = which.parent_edges.get(valid_to__isnull=True)
        if edge.parent_id != parent.pk and edge.valid_from < day:
            move_committee(committee=which, parent=parent, on=day, actor=None)
    else:
        fold(rng.randint(1, 5))


@pytest.mark.parametrize("seed", range(4))
def test_live_equals_rollup_plus_pending_equals_rebuilt(seed: int) -> None:
    """Random events, transfers and moves: three ways to count agree at every node."""
    rng = random.Random(seed)
    country = make_country()
    units = [country.centre, country.a, *country.communes, *country.cells]
    start = timezone.localdate() - timedelta(days=40)
    for step in range(40):
        _random_act(rng, country, units, start + timedelta(days=step))
    assert compare() == []

    today = timezone.localdate()
    shown = {}
    for node in (country.centre, country.a, country.b, *country.communes):
        node.refresh_from_db()
        shown[node.pk] = board(node=node, scope=country.campaign, today=today).total.assigned
    fold_deltas()
    folded = kept()
    rebuild()
    assert folded == kept() == recounted()
    for node_id, assigned in shown.items():
        assert assigned == sum(row[0] for key, row in folded.items() if key[0] == node_id)
