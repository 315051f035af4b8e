"""A small world of random shape, and every permission of the rules as a predicate beside its queryset."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any, Final
from uuid import uuid4

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

import assessments.rules as bank
import certificates.rules as certificates
import committees.rules as committees
import courses.rules as courses
import interop.rules as interop
import learning.rules as learning
import reports.rules as reports
from accounts.domain.people import deactivate_person
from accounts.models import PersonMerge, User
from assessments.domain.bank import save_question
from assessments.models import Attempt, Category, Contest, Question, QuestionCorrection, QuestionVersion, Quiz
from certificates.models import Certificate
from committees.domain.corrections import ask_correction
from committees.domain.memberships import current_membership, leave_committee
from committees.domain.roles import end_role, grant_role, roles_in_force
from committees.enums import SCOPED_ROLES, Role
from committees.models import Committee, CorrectionRequest, RoleGrant, SidePost
from courses.enums import ReviewState
from courses.models import Course, Edition, ReviewRequest
from interop.enums import ChangeSetKind
from interop.models import ChangeSet
from learning.models import Campaign, Enrolment, LiveSession
from operations.domain import audit
from operations.models import AuditEntry
from tests.access.holders import misjudged
from tests.assessments.builders import make_attempt, make_category, make_essay_edition, make_question, raw_question
from tests.committees.builders import member, person, random_tree, reference_centre

Predicate = Callable[[User, Any], bool]
Reach = Callable[[User], QuerySet[Any]]
BANK: Final = "viet"


@dataclass(frozen=True, slots=True)
class Pair:
    """`names`: the functions of the rules that this pair is about."""

    names: tuple[str, ...]
    model: type[Model]
    may: Predicate
    reached: Reach


def _pair(may: Any, reached: Any, model: type[Model], *more: str) -> Pair:
    return Pair((may.__name__, reached.__name__, *more), model, may, reached)


def _at_unit_of_today(may: Predicate) -> Predicate:
    """A right on a person follows from the right on the unit the person belongs to today."""

    def at_unit(user: User, whom: User) -> bool:
        membership = current_membership(whom)
        return membership is not None and may(user, membership.committee)

    return at_unit


def _own_names(user: User, committee: Committee) -> bool:
    return committees.can_see_names(user, committee) and not committees.names_need_purpose(user, committee)


def _named_leaver(user: User, whom: User) -> bool:
    """By the unit left last, and not by the reach of a national administrator."""
    last = whom.memberships.order_by("valid_from").last()
    administered = [grant.committee for grant in roles_in_force(user).filter(role=Role.COMMITTEE_ADMIN)]
    return (
        last is not None
        and last.valid_to is not None
        and any(last.committee.path.startswith(unit.path) for unit in administered if unit)
    )


def _last_administered(user: User, whom: User) -> bool:
    last = whom.memberships.order_by("valid_from").last()
    return _is_national(user) or (last is not None and committees.can_administer(user, last.committee))


def _closes(user: User, whom: User) -> bool:
    held = not whom.role_grants.exists() and _at_unit_of_today(committees.can_administer)(user, whom)
    return whom.is_active and whom != user and (_is_national(user) or held)


def _reopens(user: User, whom: User) -> bool:
    """By the unit of today, else the one left last; what was merged is separated instead."""
    last = whom.memberships.order_by("valid_from").last()
    own = last is not None and not whom.role_grants.exists() and committees.can_administer(user, last.committee)
    is_merged = whom.merges.filter(undone_at=None).exists()
    return not (whom.is_active or is_merged) and whom != user and (_is_national(user) or own)


def _is_national(user: User) -> bool:
    return roles_in_force(user).filter(role=Role.NATIONAL_ADMIN).exists()


def _reads_certificate(user: User, certificate: Certificate) -> bool:
    own = certificate.cadre_id == user.pk or certificate.cadre.merges.filter(kept=user, undone_at=None).exists()
    return own or _at_unit_of_today(committees.can_administer)(user, certificate.cadre)


def _gets_slip_from(user: User, person: User) -> bool:
    is_unused = person.last_login is None and committees.can_reset_role_account(user, person)
    return is_unused or committees.can_give_password(user, person)


def _publishes(user: User, course: Course) -> bool:
    return any(courses.can_decide(user, request) for request in course.review_requests.waiting())


def _courses_published_by(user: User) -> QuerySet[Course]:
    return Course.objects.filter(
        pk__in=[course.pk for course in Course.objects.all() if courses.can_publish(user, course)]
    )


def _holds(user: User, session: LiveSession) -> bool:
    return learning.can_hold_sessions(user, session.course)


def _of_questions(user: User, correction: QuestionCorrection) -> bool:
    return bank.can_correct(user, correction.version.question)


def _expects(user: User, request: CorrectionRequest) -> bool:
    """Of the own subtree; the national administrator where no other account that is open administers the unit."""
    here = current_membership(request.person)
    tops = [grant.committee for grant in roles_in_force(user).filter(role=Role.COMMITTEE_ADMIN)]
    own = here is not None and any(here.committee.path.startswith(top.path) for top in tops if top)
    return request.person_id != user.pk and (own or (_is_national(user) and not _is_administered(request.person)))


def _is_administered(whom: User) -> bool:
    here = current_membership(whom)
    others = User.objects.filter(is_active=True).exclude(pk=whom.pk)
    grants = [g for other in others for g in roles_in_force(other).filter(role=Role.COMMITTEE_ADMIN)]
    return here is not None and any(here.committee.path.startswith(g.committee.path) for g in grants if g.committee)


def _expected_of(user: User) -> QuerySet[CorrectionRequest]:
    found = committees.corrections_expected_of(user)
    return CorrectionRequest.objects.none() if found is None else found


def _gives_roles_at(user: User, unit: Committee) -> bool:
    return unit.valid_to is None and committees.can_administer(user, unit)


def _offered_roles(user: User) -> QuerySet[Committee]:
    """Where something is offered, and not more than is the person's to give."""
    everywhere = {role for role in Role if role in SCOPED_ROLES or _is_national(user)}
    found = [unit.pk for unit in Committee.objects.all() if committees.roles_offered(user, unit)]
    given = {role for unit in Committee.objects.all() for role in committees.roles_offered(user, unit)}
    return Committee.objects.filter(pk__in=found if given <= everywhere else ())


def _is_given_roles(user: User, whom: User) -> bool:
    near = _is_national(user) or _at_unit_of_today(committees.can_administer)(user, whom)
    return whom.is_active and whom != user and near


def _records(user: User, enrolment: Enrolment) -> bool:
    edits = courses.can_edit_course(user, enrolment.course)
    return enrolment.cadre != user and (edits or committees.can_administer(user, enrolment.committee))


def _separates(user: User, merge: PersonMerge) -> bool:
    """By the unit the closed record was in last, else the one it joined on the day of the merger."""
    if user in (merge.closed, merge.kept) or not _at_unit_of_today(committees.can_administer)(user, merge.kept):
        return False
    last = merge.closed.memberships.order_by("valid_from").last()
    home = last.committee if last else Committee.objects.get(pk=merge.trace["joined"]["committee"])
    own = not merge.closed.role_grants.exists() and committees.can_administer(user, home)
    return merge.undone_at is None and (_is_national(user) or own)


PAIRS: Final = (
    _pair(committees.can_see_figures, committees.committees_reported_to, Committee),
    _pair(committees.can_see_names, committees.committees_named_to, Committee),
    _pair(committees.can_administer, committees.committees_administered_by, Committee),
    _pair(committees.can_shape_tree, committees.committees_shaped_by, Committee),
    Pair(("people_named_to",), User, _at_unit_of_today(committees.can_see_names), committees.people_named_to),
    Pair(("people_administered_by",), User, _at_unit_of_today(committees.can_administer),
         committees.people_administered_by),
    Pair(("people_last_administered_by",), User, _last_administered, committees.people_last_administered_by),
    Pair(("people_named_without_purpose", "names_need_purpose"), User, _at_unit_of_today(_own_names),
         committees.people_named_without_purpose),
    Pair(("can_close_account", "accounts_closed_by"), User, _closes, committees.accounts_closed_by),
    _pair(committees.can_close_account, committees.accounts_closed_by, User),
    Pair(("can_reopen_account", "accounts_reopened_by"), User, _reopens, committees.accounts_reopened_by),
    _pair(committees.can_reopen_account, committees.accounts_reopened_by, User),
    Pair(("corrections_expected_of",), CorrectionRequest, _expects, _expected_of),
    Pair(("roles_offered",), Committee, _gives_roles_at, _offered_roles),
    Pair(("people_offered_roles",), User, _is_given_roles, committees.people_offered_roles),
    Pair(("leavers_named_to",), User, _named_leaver, committees.leavers_named_to),
    _pair(committees.can_give_password, committees.passwords_given_by, User),
    _pair(committees.can_reset_role_account, committees.role_accounts_reset_by, User),
    Pair(("slips_printed_by",), User, _gets_slip_from, committees.slips_printed_by),
    _pair(committees.can_answer_correction, committees.corrections_answered_by, CorrectionRequest),
    _pair(committees.can_see_role, committees.roles_seen_by, RoleGrant),
    _pair(committees.can_keep_post, committees.posts_kept_by, SidePost),
    _pair(committees.can_read_audit, committees.audit_read_by, AuditEntry),
    _pair(courses.can_edit_course, courses.courses_edited_by, Course),
    Pair(("can_publish", "can_decide"), Course, _publishes, _courses_published_by),
    _pair(courses.can_appraise, courses.courses_appraised_by, Course),
    _pair(bank.can_see_category, bank.categories_seen_by, Category),
    _pair(bank.can_see_quiz, bank.quizzes_seen_by, Quiz),
    _pair(bank.can_mark, bank.attempts_to_mark, Attempt),
    _pair(bank.can_correct, bank.questions_seen_by, Question),
    _pair(bank.can_put_into_lesson, bank.practice_offered_to, Question),
    _pair(bank.can_answer_contest, bank.contests_answered_by, Contest),
    _pair(bank.can_mark_again, bank.contests_marked_again_by, Contest),
    Pair(("corrections_seen_by",), QuestionCorrection, _of_questions, bank.corrections_seen_by),
    Pair(("can_read_bank", "questions_read_by"), Question, lambda user, _q: bank.can_read_bank(user),
         bank.questions_read_by),
    Pair(("can_hold_sessions", "sessions_held_by"), LiveSession, _holds, learning.sessions_held_by),
    Pair(("enrolments_recorded_by",), Enrolment, _records, learning.enrolments_recorded_by),
    _pair(learning.can_record, learning.enrolments_recorded_by, Enrolment),
    _pair(learning.can_exempt, learning.enrolments_exempted_by, Enrolment),
    _pair(learning.can_accommodate, learning.courses_accommodated_by, Course),
    Pair(("merges_separated_by",), PersonMerge, _separates, learning.merges_separated_by),
    _pair(learning.can_separate, learning.merges_separated_by, PersonMerge),
    Pair(("certificates_readable_by",), Certificate, _reads_certificate, certificates.certificates_readable_by),
    _pair(interop.can_make_change_set, interop.change_sets_made_by, ChangeSet),
    Pair(("name_access",), Committee,
         lambda user, unit: reports.name_access(user, unit) in (reports.NameAccess.FULL, reports.NameAccess.PURPOSE),
         committees.committees_named_to),
)  # fmt: skip


@dataclass
class Shape:
    """What is random: the tree, who belongs where, who holds which role there, who has left or been ended."""

    seed: int
    grants: list[tuple[Role, int, bool]]


def build(shape: Shape) -> list[User]:
    """The people who ask; every role of the shape has a holder, some of them ended again."""
    rng = Random(shape.seed)
    tree = [reference_centre(), *random_tree(shape.seed, 9)]
    people = [member(rng.choice(tree), name=f"Người {n}") for n in range(5)]
    leave_committee(cadre=people[-1], on=timezone.localdate(), actor=None)
    deactivate_person(person=people[0], actor=None, reason="Nghỉ dài hạn")
    askers = [person("Không vai trò"), *people]
    # The last national administrator cannot be ended; this one never is, and never asks.
    grant_role(user=person("Ở lại"), role=Role.NATIONAL_ADMIN, committee=None, actor=None)
    for role, place, is_ended in shape.grants:
        # Who has no account to work with holds none.
        holder = rng.choice(people[1:-1]) if rng.random() < 0.5 else person("Có vai trò")
        grant = grant_role(user=holder, role=role, committee=tree[place % len(tree)], actor=None)
        if is_ended:
            end_role(grant=grant, actor=None, reason="Thôi giữ vai trò")
        askers.append(holder)
    _things(rng, tree, people, askers)
    # Read anew: what a person may do is kept on the object.
    return list(User.objects.filter(pk__in={asker.pk for asker in askers}))


def _things(rng: Random, tree: list[Committee], people: list[User], askers: list[User]) -> None:
    owned = [Course.objects.create(slug=slug, title_vi=slug, created_by=rng.choice(askers)) for slug in (BANK, "b")]
    ReviewRequest.objects.create(course=owned[0], submitted_by=rng.choice(askers))
    _of_deciders([asker for asker in User.objects.all() if courses.decides_on_courses(asker)])
    _bank(rng, people, askers)
    campaign = Campaign.objects.create(
        course=owned[0], committee=tree[0], title="Đợt", starts_on=timezone.localdate(), due_on=timezone.localdate()
    )
    for cadre in people:
        enrolment = Enrolment.objects.create(
            cadre=cadre, campaign=campaign, course=owned[0], committee=rng.choice(tree), position_group=4,
            assigned_on=timezone.localdate(),
        )  # fmt: skip
        Certificate.objects.create(
            number=f"S{cadre.pk}", cadre=cadre, enrolment=enrolment, course=owned[0], holder_name="x",
            course_title="x", committee_name="x", completed_on=timezone.localdate(),
        )  # fmt: skip
        SidePost.objects.create(
            cadre=cadre, committee=rng.choice(tree), position="Ủy viên", valid_from=timezone.localdate()
        )
        ask_correction(person=cadre, about="account", text="Năm sinh ghi sai.")
    for course in owned:
        LiveSession.objects.create(course=course, activity=uuid4(), starts_at=timezone.now(), room="A")
    shuffled = rng.sample(people, len(people))
    for number, closed in enumerate((*shuffled[:3], person("Chỉ vào hôm gộp"))):
        PersonMerge.objects.create(
            closed=closed, kept=rng.choice(shuffled[3:]), merged_by=askers[0], reason="x",
            trace={"joined": {"committee": rng.choice(tree).pk}}, undone_at=None if number else timezone.now(),
        )  # fmt: skip
    for kind in ChangeSetKind.values:
        ChangeSet.objects.create(
            kind=kind, committee=rng.choice(tree), uploaded_by=people[0], file_name="x.csv", sha256="0" * 64
        )
    with transaction.atomic():
        audit.record(action="demo.dropped", actor=None, target=campaign)


def _of_deciders(deciders: list[User]) -> None:
    """What each of them may not appraise: a course begun by them, and one whose edition they submitted."""
    for decider in deciders:
        Course.objects.create(slug=f"begun-{decider.pk}", title_vi="x", created_by=decider)
        course = Course.objects.create(slug=f"submitted-{decider.pk}", title_vi="x")
        edition = Edition.objects.create(course=course, number=1, title_vi="x", checksum="0" * 64)
        Course.objects.filter(pk=course.pk).update(current_edition=edition)
        ReviewRequest.objects.create(course=course, submitted_by=decider, edition=edition, state=ReviewState.PUBLISHED)


def _bank(rng: Random, people: list[User], askers: list[User]) -> None:
    edition = make_essay_edition(owner=rng.choice(askers), bank=BANK)
    make_question(make_category("Khác", "b", rng.choice(askers)), "single", 9)
    for n, actor in enumerate((None, rng.choice(askers))):
        save_question(
            category=make_category("Tập làm", rng.choice((BANK, "c")), actor), code=f"TH{n}", raw=raw_question(),
            is_practice=True, actor=actor,
        )  # fmt: skip
    attempts = [make_attempt(rng.choice(people), edition, scope=scope) for scope in (1, 2)]
    Attempt.objects.filter(pk=attempts[0].pk).update(state="submitted", closed_at=timezone.now())
    version = QuestionVersion.objects.filter(question__category__bank=BANK).earliest("pk")
    Contest.objects.create(
        person=attempts[0].cadre, attempt=attempts[0], position=1, version=version, question=version.question,
        text="Đáp án chưa đúng.", due_on=timezone.localdate() + timedelta(days=3),
    )  # fmt: skip
    QuestionCorrection.objects.create(version=version, kind="void", lowered="keep", reason="x", made_by=askers[0])


def _practice_of_courses() -> list[str]:
    """Which practice questions a course may hold: of its bank, of what its author sees, of the product."""
    wrong = []
    for course in Course.objects.all():
        author, courses_of = course.created_by, set(Course.objects.values_list("slug", "created_by"))
        own = {slug for slug, by in courses_of if author and by == author.pk} | {course.slug}
        allowed = {
            question.pk
            for question in Question.objects.filter(is_practice=True).select_related("category")
            if question.created_by_id is None
            or question.category.bank in own
            or (author and (question.category.owner == author or bank.can_see_category(author, question.category)))
        }
        if set(courses.practice_in_course(course).values_list("pk", flat=True)) != allowed:
            wrong.append(f"practice_in_course: {course.slug}")
    return wrong


def disagreements(askers: Iterable[User]) -> list[str]:
    wrong = misjudged(askers) + _practice_of_courses()
    for pair in PAIRS:
        things = list(pair.model._default_manager.order_by("pk"))
        for user in askers:
            reached = set(pair.reached(user).values_list("pk", flat=True))
            allowed = {thing.pk for thing in things if pair.may(user, thing)}
            if reached != allowed:
                roles = [f"{g.role}@{g.committee_id}" for g in user.role_grants.all()]
                wrong.append(f"{pair.names}: {user.pk} {roles} queryset {reached} predicate {allowed}")
    return wrong
