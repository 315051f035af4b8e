"""A question is put right after people have answered it: shown before, decided by two, applied once, never silent."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from assessments.domain.attempts import submit_attempt
from assessments.domain.bank import raw_of
from assessments.domain.correcting import discard_correction, prepare_correction, propose_correction
from assessments.enums import CorrectionKind, CorrectionState, LoweredPolicy
from assessments.errors import CorrectionError
from assessments.models import Attempt, CorrectionEffect, Marking, QuestionCorrection
from assessments.signals import attempt_regraded
from certificates.models import Certificate, Revocation
from committees.domain.roles import grant_role
from committees.enums import Role
from common.db.erasure import erasure_window
from learning.domain.explanation import why
from learning.enums import EnrolmentStatus
from operations.domain import outbox
from operations.domain.approvals import approve, refuse
from operations.domain.integrity import check_all
from operations.domain.notices import Notices
from operations.errors import ApprovalError
from operations.models import AuditEntry
from reports.domain.rollups import compare, fold
from tests.factories import make_user
from tests.learning.builders import World
from tests.learning.corrections import Case, ask, carry_out, make_case, other_key, prepare, run_waiting, sit

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def case(world: World) -> Case:
    return make_case(world)


def certify() -> None:
    for _round in range(3):
        outbox.dispatch(limit=50)


def fresh(attempt: Attempt) -> Attempt:
    return Attempt.objects.get(pk=attempt.pk)


def unsound() -> list[str]:
    """What the invariants of marking, learning and certificates find; files need a worker and are left out."""
    return [
        f"{result.code} {finding.message} {finding.object}"
        for result in check_all()
        if result.code in ("I3", "I4", "L1", "L2")
        for finding in result.findings
    ]


def no_difference_in_figures() -> bool:
    fold(limit=10_000)
    return compare() == []


def test_who_is_affected_is_known_before_anything_changes(case: Case) -> None:
    certify()
    correction = prepare(case)
    assert correction.state == CorrectionState.READY
    expected = {
        "attempts": 2, "changed": 2, "people": 2, "raised": 1, "lowered": 1, "passes": 1, "fails": 1,
        "completes": 1, "at_stake": 1, "certificates_at_stake": 1,
    }  # fmt: skip
    assert correction.counts == expected
    lost = CorrectionEffect.objects.get(attempt=case.right)
    assert (lost.score_before, lost.score_after, lost.passed_before, lost.passed_after) == (2, 1, True, False)
    assert [fresh(a).score for a in (case.right, case.wrong)] == [Decimal(2), Decimal(1)]
    assert Marking.objects.filter(number__gt=1).count() == 0


def test_a_raised_mark_completes_and_certifies(case: Case) -> None:
    carry_out(case, prepare(case))
    assert (fresh(case.wrong).score, fresh(case.wrong).passed) == (Decimal(2), True)
    done = case.enrolment(case.wrong)
    assert done.status == EnrolmentStatus.COMPLETED and done.passed_on is not None
    certify()
    assert Certificate.objects.filter(enrolment=done).count() == 1
    assert unsound() == []
    assert no_difference_in_figures()


def test_a_second_mark_counts_like_a_correction_and_names_none(case: Case) -> None:
    attempt = fresh(case.wrong)
    before = attempt.markings.get()
    marking = Marking.objects.create(
        attempt=attempt, cadre_id=attempt.cadre_id, number=2, score=2, max_score=2, passed=True,
        items=[{"score": "1.00", "max": "1.00"}] * 2, reason="Bài làm đủ ý.", marked_by=case.reviewer,
    )  # fmt: skip
    attempt_regraded.send(
        sender=Attempt, attempt=attempt, before=before, marking=marking, correction=None, takes_away=False
    )
    enrolment = case.enrolment(attempt)
    assert enrolment.status == EnrolmentStatus.COMPLETED
    said = " ".join(reason.text for reason in why(enrolment))
    assert "do người thứ hai chấm lại theo đề nghị phúc khảo. Bài làm đủ ý." in said
    assert "Điểm được chấm lại: Khóa thử" in [dated.notice.title for dated in Notices(attempt.cadre)[0:9]]


def test_a_lost_pass_takes_nothing_away_by_itself(case: Case) -> None:
    certify()
    carry_out(case, prepare(case))
    assert (fresh(case.right).score, fresh(case.right).passed) == (Decimal(1), False)
    kept = case.enrolment(case.right)
    assert kept.status == EnrolmentStatus.COMPLETED
    assert not Revocation.objects.exists()
    certify()
    assert unsound() == []
    assert no_difference_in_figures()


def test_withdrawing_is_a_choice_of_its_own_and_leaves_the_way_open(case: Case) -> None:
    certify()
    first = Certificate.objects.get(enrolment=case.enrolment(case.right))
    carry_out(case, prepare(case, lowered=LoweredPolicy.WITHDRAW))
    enrolment = case.enrolment(case.right)
    assert (enrolment.status, enrolment.completed_on, enrolment.passed_on) == (EnrolmentStatus.IN_PROGRESS, None, None)
    revocation = Revocation.objects.get(certificate=first)
    assert (revocation.revoked_by, revocation.reason) == (case.reviewer, "Câu hỏi được đính chính sau phúc khảo")
    certify()
    assert unsound() == []
    assert no_difference_in_figures()
    # Another attempt, now by the corrected key, completes the course again: another certificate.
    assert sit(case.world, case.right.cadre, right=False).passed
    assert case.enrolment(case.right).status == EnrolmentStatus.COMPLETED
    certify()
    numbers = list(
        Certificate.objects.filter(enrolment=enrolment).order_by("completion").values_list("number", "completion")
    )
    assert [completion for _number, completion in numbers] == [1, 2]
    assert len({number for number, _completion in numbers}) == 2
    certify()
    assert unsound() == []
    assert no_difference_in_figures()


def test_who_has_another_pass_keeps_it(case: Case) -> None:
    """The attempt that lost its pass is not the only one that was passed."""
    second = sit(case.world, case.right.cadre, right=False)
    assert not second.passed
    correction = prepare(case, lowered=LoweredPolicy.WITHDRAW)
    assert (correction.counts["fails"], correction.counts["passes"], correction.counts["at_stake"]) == (1, 2, 0)
    carry_out(case, correction)
    # The second attempt is passed by the corrected key, so the first one is not what the completion rests on.
    assert not Revocation.objects.exists()
    assert case.enrolment(case.right).status == EnrolmentStatus.COMPLETED
    certify()
    assert unsound() == []
    assert no_difference_in_figures()


def test_nobody_is_left_to_find_out_alone(case: Case, client_for: SignIn) -> None:
    carry_out(case, prepare(case))
    person = case.wrong.cadre
    titles = [dated.notice.title for dated in Notices(person)[0:9]]
    assert "Điểm được chấm lại: Khóa thử" in titles
    act = str(QuestionCorrection.objects.get().uuid)[:8].upper()
    said = " ".join(reason.text for reason in why(case.enrolment(case.wrong)))
    assert f"từ 1/2 thành 2/2 điểm theo đính chính câu hỏi số {act}" in said
    assert "Câu hỏi được đính chính sau phúc khảo" in said
    page = client_for(person).get(f"/lam-bai/{case.wrong.uuid}/ket-qua/").content.decode()
    assert "Bài đã được chấm lại" in page and act in page and "Đạt" in page
    assert "Đáp án ghi nhầm dòng" not in page


def test_the_old_marking_stays_and_the_new_one_names_its_act(case: Case) -> None:
    correction = prepare(case)
    carry_out(case, correction)
    old, new = Marking.objects.filter(attempt=case.wrong).order_by("number")
    assert (old.score, old.correction, new.score, new.correction, new.marked_by) == (
        Decimal(1), None, Decimal(2), correction, case.reviewer,
    )  # fmt: skip
    actions = AuditEntry.objects.filter(object_type="assessments.questioncorrection", object_id=str(correction.pk))
    assert list(actions.order_by("pk").values_list("action", flat=True)) == [
        "assessments.correction.prepared",
        "assessments.correction.applied",
    ]


@pytest.mark.parametrize(
    ("kind", "more", "right", "wrong"),
    [
        (CorrectionKind.ACCEPT, {}, ("2.00", "2.00"), ("2.00", "2.00")),
        (CorrectionKind.ANNUL, {}, ("1.00", "1.00"), ("1.00", "1.00")),
        (CorrectionKind.WORTH, {"worth": "0,25"}, ("1.25", "1.25"), ("1.00", "1.25")),
    ],
)
def test_the_other_kinds(
    case: Case, kind: CorrectionKind, more: dict[str, Any], right: tuple[str, str], wrong: tuple[str, str]
) -> None:
    carry_out(case, prepare(case, kind, **more))
    for attempt, expected in ((case.right, right), (case.wrong, wrong)):
        found = fresh(attempt)
        assert (str(found.score), str(found.max_score)) == expected
    assert unsound() == []


def test_whoever_hands_in_later_is_marked_by_the_rule_at_once(case: Case) -> None:
    late = sit(case.world, case.world.admin, right=False, submit=False)
    correction = prepare(case)
    approve(approval=ask(case, correction), actor=case.reviewer)
    done = submit_attempt(attempt_uuid=late.uuid, person=late.cadre)
    assert done.passed and Marking.objects.filter(attempt=late).count() == 1
    run_waiting()
    assert Marking.objects.filter(attempt=late).count() == 1
    assert unsound() == []


def test_what_is_only_asked_for_changes_nothing(case: Case) -> None:
    correction = prepare(case)
    approval = ask(case, correction)
    run_waiting()
    assert fresh(case.wrong).score == Decimal(1)
    with pytest.raises(ApprovalError):
        approve(approval=approval, actor=case.trainer)
    refuse(approval=approval, actor=case.reviewer, reason="Đáp án vẫn đúng")
    correction.refresh_from_db()
    assert correction.state == CorrectionState.CLOSED
    run_waiting()
    assert fresh(case.wrong).score == Decimal(1) and unsound() == []


def test_who_may_prepare_and_who_may_decide(case: Case) -> None:
    stranger = make_user()
    grant_role(user=stranger, role=Role.TRAINER, committee=None, actor=None)
    with pytest.raises(CorrectionError, match="không thuộc quyền"):
        prepare_correction(
            version=case.version, kind=CorrectionKind.ANNUL, lowered=LoweredPolicy.KEEP,
            reason="a", message="b", actor=stranger,
        )  # fmt: skip
    correction = prepare(case)
    with pytest.raises(CorrectionError, match="không thuộc quyền"):
        propose_correction(correction=correction, actor=case.reviewer)
    correction.refresh_from_db()
    assert correction.state == CorrectionState.READY
    approval = ask(case, correction)
    with pytest.raises(ApprovalError, match="không thuộc quyền"):
        approve(approval=approval, actor=stranger)


def test_one_correction_of_a_question_at_a_time_and_one_that_changes_something(case: Case) -> None:
    correction = prepare(case)
    with pytest.raises(CorrectionError, match="chưa kết thúc"):
        prepare(case, CorrectionKind.ANNUL)
    discard_correction(correction=correction, actor=case.trainer)
    same = {**other_key(case.version), "options": raw_options(case)}
    with pytest.raises(CorrectionError, match="giống đáp án"):
        prepare_correction(
            version=case.version, kind=CorrectionKind.KEY, lowered=LoweredPolicy.KEEP,
            reason="a", message="b", raw=same, actor=case.trainer,
        )  # fmt: skip
    changed = other_key(case.version)
    changed["options"][0]["text"] = "Lời khác"
    with pytest.raises(CorrectionError, match="chỉ sửa được đáp án"):
        prepare_correction(
            version=case.version, kind=CorrectionKind.KEY, lowered=LoweredPolicy.KEEP,
            reason="a", message="b", raw=changed, actor=case.trainer,
        )  # fmt: skip


def raw_options(case: Case) -> list[dict[str, Any]]:
    return list(raw_of(case.version)["options"])


def test_a_second_correction_makes_the_first_proposal_stale_no_more_than_it_must(case: Case) -> None:
    """Counts are part of what was proposed: a proposal whose counts were touched cannot be approved."""
    correction = prepare(case)
    approval = ask(case, correction)
    QuestionCorrection.objects.filter(pk=correction.pk).update(counts={"attempts": 0})
    with pytest.raises(ApprovalError, match="đã thay đổi"):
        approve(approval=approval, actor=case.reviewer)


def test_a_corruption_of_a_corrected_marking_is_found(case: Case) -> None:
    carry_out(case, prepare(case))
    assert unsound() == []
    marking = Marking.objects.filter(attempt=case.wrong).latest("number")
    with erasure_window():
        Marking.objects.filter(pk=marking.pk).update(score=Decimal(1), items=[{"score": "1.00", "max": "1.00"}] * 2)
    assert [found for found in unsound() if found.startswith("I3")]


def test_an_attempt_that_a_correction_missed_is_found(case: Case) -> None:
    """Control of the job: the rule is said to be applied, and nobody was marked again."""
    correction = prepare(case)
    approve(approval=ask(case, correction), actor=case.reviewer)
    assert unsound() == []
    QuestionCorrection.objects.filter(pk=correction.pk).update(state=CorrectionState.APPLIED)
    assert len([found for found in unsound() if found.startswith("I3")]) == 2
