"""The page of rights says what the rules of the rooms say: each row is asked of them, for every role.

Two sides are asked: what is the holder's own (subtree, course, bank, record) and what is another's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation

from accounts.models import User
from assessments.domain.bank import ensure_category, save_question
from assessments.domain.blueprint import Draw
from assessments.domain.quizzes import save_quiz
from assessments.models import Category, Question, Quiz
from assessments.rules import (
    can_correct,
    can_see_category,
    can_see_quiz,
    decides_on_corrections,
    questions_read_by,
    questions_seen_by,
    quizzes_seen_by,
)
from certificates.models import Certificate
from certificates.rules import certificates_readable_by
from committees.domain.access import access_of
from committees.domain.corrections import ask_correction
from committees.domain.roles import grant_role
from committees.enums import SCOPED_ROLES, Role
from committees.models import Committee, CorrectionRequest
from committees.rules import (
    can_administer,
    can_answer_correction,
    can_close_account,
    can_give_password,
    can_grant_roles,
    can_read_audit,
    can_reset_role_account,
    can_see_figures,
    can_shape_tree,
    committees_administered_by,
    people_administered_by,
    roles_offered,
)
from committees.rules.audit import reads_everything
from committees.rules.retention import can_decide_retention, can_read_retention
from courses.models import Course
from courses.rules import can_edit_course, courses_edited_by, decides_on_courses, is_author
from learning.domain.clock import today
from learning.models import Campaign, Enrolment
from learning.rules import can_accommodate, can_record
from operations.domain import audit
from operations.models import AuditEntry
from portal.rights import BINDINGS, CADRE, HOLDERS, NOT_BUILT, REACHES, RIGHTS, Right, in_words
from reports.rules import NameAccess, name_access
from tests.assessments.builders import raw_question
from tests.committees.builders import member, units
from tests.courses.builders import draft_course
from tests.factories import make_user
from tests.learning.builders import World, assign

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]

# Rows that no predicate can be asked about, and who holds them to the program instead.
NOT_ASKED: Final = {
    1: "public addresses: the lines of the oracle for who is not signed in",
    3: "one's own attempts: tests/assessments and the lines `attempt*` of the oracle",
    22: "nobody: there is no address and no act with an actor",
}


@dataclass
class Side:
    """What a right may be about, on one side."""

    unit: Committee
    person: User
    course: Course
    owner: User
    category: Category
    question: Question
    quiz: Quiz
    enrolment: Enrolment
    correction: CorrectionRequest
    entry: AuditEntry


Asked = Callable[[User, Side], bool]


def _names(user: User, side: Side) -> bool:
    return name_access(user, side.unit) != NameAccess.NONE


def _sees_earlier_editions(user: User, side: Side) -> bool:
    """Authors of the course, and whoever has a unit: names of its own people."""
    units = access_of(user).committees(Role.COMMITTEE_REVIEWER, Role.COMMITTEE_ADMIN)
    return can_edit_course(user, side.course) or any(side.unit.path.startswith(top.path) for top in units)


ASKED: Final[dict[int, Asked]] = {
    2: lambda user, side: can_edit_course(user, side.course),
    4: lambda user, side: can_see_quiz(user, side.quiz),
    5: lambda user, side: questions_seen_by(user).filter(pk=side.question.pk).exists(),
    6: lambda user, side: quizzes_seen_by(user).filter(pk=side.quiz.pk).exists(),
    7: _names,
    8: lambda user, side: can_accommodate(user, side.course),
    9: lambda user, side: can_correct(user, side.question),
    10: lambda user, side: can_edit_course(user, side.course) and can_see_category(user, side.category),
    11: lambda user, _side: decides_on_courses(user),
    14: lambda user, side: can_edit_course(user, side.course),
    15: lambda user, side: can_administer(user, side.unit),
    16: lambda user, side: can_administer(user, side.unit),
    17: lambda user, side: can_give_password(user, side.person),
    18: lambda user, side: bool(roles_offered(user, side.unit)),
    19: lambda user, side: can_administer(user, side.unit),
    20: lambda user, side: can_shape_tree(user, side.unit),
    21: lambda user, side: certificates_readable_by(user).filter(cadre=side.person).exists(),
    24: lambda user, side: can_see_figures(user, side.unit),
    25: _names,
    27: lambda user, side: can_read_audit(user, side.entry),
    28: lambda user, side: can_answer_correction(user, side.correction),
    30: lambda user, _side: is_author(user),
    31: lambda user, side: can_record(user, side.enrolment),
    32: lambda user, side: questions_read_by(user).filter(pk=side.question.pk).exists(),
    33: lambda user, side: committees_administered_by(user).filter(pk=side.unit.pk).exists(),
    34: lambda user, side: people_administered_by(user).filter(pk=side.person.pk).exists(),
    35: lambda user, side: can_reset_role_account(user, side.owner),
    36: lambda user, _side: can_read_retention(user),
    37: lambda user, _side: can_decide_retention(user),
    38: lambda user, side: courses_edited_by(user).filter(pk=side.course.pk).exists(),
    39: _sees_earlier_editions,
    40: lambda user, side: can_administer(user, side.unit),
    41: lambda user, side: can_close_account(user, side.person),
}
# Rights without an object of their own: allowed somewhere, allowed everywhere.
WITHOUT_OBJECT: Final = (11, 30, 36, 37)


@pytest.fixture
def holders(world: World) -> dict[str, User]:
    """Somebody of every role; scoped ones on the first province."""
    found = {CADRE: member(world.communes[1], name="Cán Bộ")}
    for role in Role:
        user = make_user(full_name=f"Người Giữ {role.value}")
        committee = world.province if role in SCOPED_ROLES else None
        found[role.value] = grant_role(user=user, role=role, committee=committee, actor=None).user
    return found


@pytest.fixture
def sides(world: World, holders: dict[str, User]) -> dict[str, Side]:
    stranger = make_user(full_name="Giảng Viên Khác")
    grant_role(user=stranger, role=Role.TRAINER, committee=None, actor=None)
    campaign = assign(world)
    far_commune = units(world.far_province, "Đảng ủy xã Xa")[0]
    trainer = holders[Role.TRAINER.value]
    return {
        "own": _side(campaign, world.communes[0], world.cadre, trainer, "cua-minh"),
        "other": _side(campaign, far_commune, world.far, stranger, "cua-nguoi"),
    }


def _side(campaign: Campaign, unit: Committee, person: User, owner: User, slug: str) -> Side:
    course = draft_course(owner, slug, [{"type": "text", "value": "<p>bài</p>"}])
    category = ensure_category(bank=f"kho-{slug}", name=slug, owner=owner, actor=owner)
    version = save_question(category=category, code=f"{slug}1", raw=raw_question(), is_practice=False, actor=owner)
    quiz = Quiz(bank=category.bank, slug=f"bai-{slug}", title_vi=slug, attempts=1)
    save_quiz(quiz=quiz, draws=[Draw(category, 1)], actor=owner)
    enrolment, _is_new = Enrolment.objects.update_or_create(
        cadre=person,
        campaign=campaign,
        defaults={"course": course, "committee": unit, "position_group": 4, "assigned_on": today()},
    )
    Certificate.objects.create(
        number=slug,
        cadre=person,
        enrolment=enrolment,
        course=course,
        holder_name=person.full_name,
        course_title=slug,
        committee_name=unit.name,
        completed_on=today(),
    )
    correction = ask_correction(person=person, about="account", text="Năm sinh ghi sai, đúng là 1985.")
    with transaction.atomic():
        entry = audit.record(action="person.changed", actor=person, target=person, committee_id=unit.pk)
    return Side(unit, person, course, owner, category, version.question, quiz, enrolment, correction, entry)


def expected(cell: str, number: int) -> tuple[bool, bool]:
    """Own and other side. What a cadre may with the own record is not asked: rules are about others."""
    reach = cell[:1]
    if number in WITHOUT_OBJECT:
        return (bool(reach),) * 2
    return (reach in ("A", "S", "C") and bool(reach), reach == "A")


@pytest.mark.parametrize("right", [right for right in RIGHTS if right.number in ASKED], ids=lambda right: right.number)
def test_a_row_says_what_the_rules_say(right: Right, holders: dict[str, User], sides: dict[str, Side]) -> None:
    ask = ASKED[right.number]
    for holder, user in holders.items():
        found = (ask(user, sides["own"]), ask(user, sides["other"]))
        assert found == expected(right.cell(holder), right.number), (holder, right.cell(holder))


def test_what_binds_a_right_is_so(holders: dict[str, User], sides: dict[str, Side]) -> None:
    """A second person, only asking, masked names, a typed purpose."""
    by_number = {right.number: right for right in RIGHTS}

    def marked(number: int, mark: str) -> set[str]:
        return {holder for holder in HOLDERS if mark in by_number[number].cell(holder)}

    offered = {holder for holder, user in holders.items() if roles_offered(user, sides["own"].unit)}
    assert marked(18, "?") == {holder for holder in offered if not can_grant_roles(holders[holder])}
    assert marked(18, "2") == {holder for holder in offered if can_grant_roles(holders[holder])}
    for mark, access in (("p", NameAccess.PURPOSE), ("m", NameAccess.MASKED)):
        found = {holder for holder, user in holders.items() if name_access(user, sides["own"].unit) == access}
        assert marked(7, mark) == marked(25, mark) == found
    # The log has initials, which the national administrator opens with a purpose.
    readers = {holder for holder, user in holders.items() if reads_everything(user)}
    assert marked(27, "m") | marked(27, "p") == readers
    assert marked(27, "p") == marked(7, "p")
    # Who corrects a question does not decide on the correction alone, and trainers decide on none.
    deciders = {holder for holder, user in holders.items() if decides_on_corrections(user)}
    assert deciders < marked(9, "2") == set(by_number[9].holders())
    # The one who reads every bank gets no key.
    assert marked(32, "k") == {Role.AUDITOR.value}
    assert not questions_seen_by(holders[Role.AUDITOR.value]).exists()


def test_every_row_of_the_matrix_is_asked_or_has_its_reason() -> None:
    numbers = [right.number for right in RIGHTS]
    assert len(set(numbers)) == len(numbers)
    assert set(numbers) == ASKED.keys() | NOT_ASKED.keys() and not ASKED.keys() & NOT_ASKED.keys()
    assert set(range(1, 31)) <= set(numbers) | NOT_BUILT.keys() and not set(numbers) & NOT_BUILT.keys()
    for right in RIGHTS:
        assert set(right.holders()) <= set(HOLDERS)
        for holder in right.holders():
            cell = right.cell(holder)
            assert cell[0] in REACHES and set(cell[1:]) <= set(BINDINGS)


def test_a_wrong_cell_is_seen(holders: dict[str, User], sides: dict[str, Side]) -> None:
    user = holders[Role.COMMITTEE_REVIEWER.value]
    found = (ASKED[15](user, sides["own"]), ASKED[15](user, sides["other"]))
    assert found == expected("", 15) != expected("S", 15)


def test_the_page_says_every_right_to_whoever_is_signed_in(holders: dict[str, User], client_for: SignIn) -> None:
    page = client_for(holders[CADRE]).get("/quyen-han/").content.decode()
    with translation.override("vi"):
        for right in RIGHTS:
            assert str(right.title) in page and (not right.note or str(right.note) in page)
        for holder in HOLDERS:
            part = page.partition(f'id="{holder}"')[2].partition("</section>")[0]
            assert part.count("<tr><th") == sum(bool(right.cell(holder)) for right in RIGHTS) + bool("<thead" in part)
        assert in_words("S?") == "đơn vị mình và các đơn vị cấp dưới; chỉ đề nghị, người khác quyết định"
    own = client_for(holders[Role.AUDITOR.value]).get("/quyen-han/").content.decode()
    assert page.count("đang giữ") == 0 and own.count("đang giữ") == 1
    assert Client().get("/quyen-han/").status_code == 302
