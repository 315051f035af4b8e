"""The board: its arithmetic, its statements, small groups, and who may see what."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from committees.enums import Role
from committees.models import Committee, Membership
from learning.enums import EnrolmentStatus
from learning.models import Enrolment
from operations.models import AuditEntry
from reports.domain.figures import Figures
from reports.domain.queries.board import Board, board
from reports.domain.rollups import fold
from reports.domain.tables import Table, board_table
from tests.reports.builders import Country, enrol, make_campaign, make_country, reviewer, set_status

SignIn = Callable[[User], Client]


@pytest.fixture
def country(db: None) -> Country:
    return make_country()


def _board(country: Country, node: object, **options: int) -> Board:
    return board(node=node, scope=country.campaign, today=timezone.localdate(), **options)  # type: ignore[arg-type]


def _statements(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return sum(not q["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for q in seen)


def test_words_add_up_whether_folded_or_pending(country: Country) -> None:
    one, two = country.cells[0], country.cells[2]
    set_status(enrol(country, one), EnrolmentStatus.COMPLETED, passed=True)
    set_status(enrol(country, one), EnrolmentStatus.COMPLETED)
    set_status(enrol(country, one), EnrolmentStatus.IN_PROGRESS, failed=True)
    set_status(enrol(country, two), EnrolmentStatus.EXEMPT)
    enrol(country, two)
    fold(4)
    enrol(country, country.a)

    seen = _board(country, country.a)
    assert seen.total == Figures(assigned=5, in_progress=1, completed=2, passed=1, failed=1, exempt=1)
    assert seen.total.not_started == 2
    first, second = seen.rows
    assert (first.committee, first.figures.assigned, str(first.figures.rate)) == (country.communes[0], 3, "66.67")
    assert second.figures == Figures(assigned=1, exempt=1)
    assert seen.direct is not None
    assert seen.direct.figures == Figures(assigned=1)
    assert sum((row.figures for row in [first, second, seen.direct]), Figures()) == seen.total
    fold()
    assert _board(country, country.a).total == seen.total


def test_overdue_is_unfinished_after_the_due_date(country: Country) -> None:
    done, _open = enrol(country, country.cells[0]), enrol(country, country.cells[0])
    set_status(done, EnrolmentStatus.COMPLETED)
    due = country.campaign.due_on
    assert due is not None
    for node in (country.a, country.communes[0]):
        on_the_day = board(node=node, scope=country.campaign, today=due)
        day_after = board(node=node, scope=country.campaign, today=due + timedelta(days=1))
        assert (on_the_day.total.overdue, day_after.total.overdue) == (0, 1)


def test_below_the_rollups_figures_are_counted_live(country: Country) -> None:
    commune, cell = country.communes[0], country.cells[1]
    set_status(enrol(country, cell), EnrolmentStatus.COMPLETED)
    enrol(country, commune)
    seen = _board(country, commune)
    assert [(row.committee, row.figures.completed) for row in seen.rows] == [(country.cells[0], 0), (cell, 1)]
    assert seen.direct is not None
    assert (seen.total.assigned, seen.direct.figures.assigned) == (2, 1)
    assert _board(country, cell).total == Figures(assigned=1, completed=1)


def test_the_target_counts_units_with_people_and_names_the_missing(country: Country) -> None:
    set_status(enrol(country, country.cells[0]), EnrolmentStatus.COMPLETED)
    for _n in range(4):
        set_status(enrol(country, country.cells[2]), EnrolmentStatus.COMPLETED)
    assert _target(country, country.a) == (2, 2)
    enrol(country, country.cells[2])
    assert _target(country, country.a) == (2, 2)  # 4 of 5 is exactly the target of 80
    enrol(country, country.cells[2])
    assert _target(country, country.a) == (1, 2)
    missing = _table(country, country.a).missing
    assert [row.committee for row in missing] == [country.communes[1]]
    assert _target(country, country.centre) == (0, 1)


def _table(country: Country, node: Committee) -> Table:
    return board_table(_board(country, node), direct_label="", total_label="")


def _target(country: Country, node: Committee) -> tuple[int, int]:
    table = _table(country, node)
    return table.reached, table.counted


def test_all_campaigns_of_a_course_are_summed_without_a_target(country: Country) -> None:
    enrol(country, country.cells[0])
    other = make_campaign(country.a, course=country.campaign.course)
    enrol(country, country.cells[0], campaign=other)
    seen = board(node=country.a, scope=country.campaign.course, today=timezone.localdate())
    assert (seen.total.assigned, seen.target) == (3, None)
    assert board_table(seen, direct_label="", total_label="").counted == 0


def test_the_board_takes_eight_statements_at_most(country: Country, client_for: SignIn) -> None:
    for unit in country.cells:
        enrol(country, unit)
    client = client_for(reviewer(country.centre))
    scopes = {"campaign": str(country.campaign.uuid), "course": country.campaign.course.slug}
    make_campaign(country.centre, course=country.campaign.course)
    for node in (country.centre, country.a, country.communes[0], country.cells[0]):
        for scope in scopes.values():
            url = f"{reverse('report_board', args=[node.uuid])}?dot={scope}"
            assert _statements(client, url) <= 8 + 2, node
    # Who may not see the names needs the boards above as well, to know what is hidden on them.
    auditor = client_for(reviewer(country.centre, Role.AUDITOR))
    for node in (country.centre, country.a, country.communes[0], country.cells[0]):
        url = f"{reverse('report_board', args=[node.uuid])}?dot={country.campaign.uuid}"
        assert _statements(auditor, url) <= 8 + 2, node


def test_the_page_says_the_words_and_the_basis(country: Country, client_for: SignIn) -> None:
    set_status(enrol(country, country.cells[0]), EnrolmentStatus.COMPLETED)
    enrol(country, country.cells[2])
    page = client_for(reviewer(country.a)).get(reverse("report_board", args=[country.a.uuid]))
    text = page.content.decode()
    words = ("Thuộc diện", "Chưa học", "Đang học", "Hoàn thành", "Đạt", "Chưa đạt", "Quá hạn", "Miễn", "Bổ sung")
    for word in (*words, "Tỷ lệ hoàn thành", "cây tổ chức hôm nay", "1/2 đơn vị đạt chỉ tiêu", "50,00%", "1/2"):
        assert word in text, word
    assert "style=" not in text


def test_a_province_sees_nothing_of_another_by_any_address(country: Country, client_for: SignIn) -> None:
    foreign = enrol(country, country.cells[5], name="Phạm Thị Bí Mật")
    hidden = make_campaign(country.b)
    enrol(country, country.cells[5], campaign=hidden)
    enrol(country, country.cells[0])
    client = client_for(reviewer(country.a))
    absent = "00000000-0000-4000-8000-000000000000"
    nothing = client.get(reverse("report_board", args=[absent]))
    for node in (country.centre, country.b, country.communes[2], country.cells[5]):
        for name in ("report_board", "report_roster"):
            answer = client.get(reverse(name, args=[node.uuid]))
            assert (answer.status_code, answer.content) == (404, nothing.content)
        sent = client.post(reverse("report_export", args=[node.uuid]), {"kind": "roster", "format": "csv"})
        assert sent.status_code == 404
    assert client.get(reverse("report_why", args=[foreign.uuid])).status_code == 404
    own = reverse("report_board", args=[country.a.uuid])
    assert client.get(f"{own}?dot={hidden.uuid}").status_code == 404
    assert hidden.title not in client.get(own).content.decode()
    roster = client.get(reverse("report_roster", args=[country.a.uuid]), {"q": "Bí Mật"})
    assert "Phạm" not in roster.content.decode()
    assert client_for(reviewer(country.b)).get(own).status_code == 404


def test_where_the_results_begin(country: Country, client_for: SignIn) -> None:
    home = reverse("report_home")
    boards = {
        reviewer(country.a): country.a,
        reviewer(country.cells[0], Role.COMMITTEE_ADMIN): country.cells[0],
        reviewer(country.centre, Role.NATIONAL_ADMIN): country.centre,
        reviewer(country.centre, Role.AUDITOR): country.centre,
    }
    for user, node in boards.items():
        assert client_for(user).get(home).headers["Location"] == reverse("report_board", args=[node.uuid])
    learner = enrol(country, country.cells[0]).cadre
    assert client_for(learner).get(home).status_code == 404
    assert client_for(learner).get(reverse("report_board", args=[country.cells[0].uuid])).status_code == 404
    assert Client().get(home).status_code == 302


def test_the_list_counts_as_the_board_does(country: Country, client_for: SignIn) -> None:
    unit = country.cells[0]
    enrol(country, unit, name="Lê Văn Chưa")
    set_status(enrol(country, unit, name="Lê Văn Đạt"), EnrolmentStatus.COMPLETED, passed=True)
    late = enrol(country, unit, name="Lê Văn Bổ")
    Enrolment.objects.filter(pk=late.pk).update(is_late_joiner=True)
    enrol(country, country.a, name="Lê Văn Tỉnh")
    client = client_for(reviewer(country.a))
    url = reverse("report_roster", args=[country.a.uuid])
    expected = {
        "tt=chua-hoc": {"Chưa", "Tỉnh"},
        "tt=dat": {"Đạt"},
        "tt=bo-sung": {"Bổ"},
        "q=lê+van": {"Chưa", "Đạt", "Bổ", "Tỉnh"},
        "q=dat": {"Đạt"},
        "truc_thuoc=1": {"Tỉnh"},
        "nhom=1": set(),
    }
    for query, names in expected.items():
        text = client.get(f"{url}?{query}").content.decode()
        assert {name for name in ("Chưa", "Đạt", "Bổ", "Tỉnh") if f"Lê Văn {name}" in text} == names, query
    assert client.get(f"{url}?tt=khac").status_code == 404


def test_an_auditor_sees_initials_only(country: Country, client_for: SignIn) -> None:
    enrolment = enrol(country, country.cells[0], name="Hoàng Thị Lan")
    # In a unit a post says who it is.
    Membership.objects.filter(cadre=enrolment.cadre).update(position="Bí thư thứ bảy")
    client = client_for(reviewer(country.centre, Role.AUDITOR))
    for url in (reverse("report_roster", args=[country.a.uuid]), reverse("report_why", args=[enrolment.uuid])):
        text = client.get(url).content.decode()
        assert "H. T. L." in text
        assert "Hoàng" not in text
        assert "1980" not in text
        assert "Bí thư thứ bảy" not in text
    assert "Hoàng" not in client.get(reverse("report_roster", args=[country.a.uuid]), {"q": "lan"}).content.decode()


def test_the_centre_opens_names_for_a_logged_purpose(country: Country, client_for: SignIn) -> None:
    enrolment = enrol(country, country.cells[0], name="Hoàng Thị Lan")
    client = client_for(reviewer(country.centre, Role.NATIONAL_ADMIN))
    url = reverse("report_roster", args=[country.a.uuid])
    why = reverse("report_why", args=[enrolment.uuid])
    assert "Hoàng" not in client.get(url).content.decode()
    assert client.get(why).status_code == 302
    opening = reverse("report_open_names", args=[country.a.uuid])
    assert client.post(opening, {"purpose": "ngắn"}).status_code == 422
    answer = client.post(opening, {"purpose": "Kiểm tra kết quả quý IV", "next": "https://example.org/"})
    assert answer.headers["Location"] == url
    assert "Hoàng" in client.get(url).content.decode()
    assert "Hoàng" in client.get(why).content.decode()
    entry = AuditEntry.objects.get(action="reports.names_opened")
    assert (entry.committee_id, entry.reason) == (country.a.pk, "Kiểm tra kết quả quý IV")
    elsewhere = client.get(reverse("report_roster", args=[country.b.uuid]))
    assert elsewhere.context["form"].fields.keys() == {"purpose"}
