"""What waits for somebody, made inside the installation: an essay, a document to confirm, sessions, a double record."""

from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from accounts.models import User
from assessments.domain.attempts import Allowance, start_attempt, submit_attempt
from assessments.domain.bank import ensure_category, save_question
from assessments.domain.blueprint import Draw
from assessments.domain.contests import answer_contest, contest_mark
from assessments.domain.manual_marking import mark_by_hand
from assessments.domain.quizzes import freeze_quiz, save_quiz
from assessments.enums import ContestState
from assessments.models import Attempt, Quiz
from assessments.question_types.by_hand import HandMark
from committees.domain.memberships import join_committee
from committees.domain.posts import take_up_post
from committees.rules import people_administered_by
from courses.domain.editions import edition_outline
from courses.models import Course
from learning.domain.sessions import sign_up
from learning.models import Enrolment, LiveSession
from tests.browser.steps import ESSAY_CODE
from tests.courses.builders import guided_package

GUIDED_COURSE: Final = "khoa-co-buoi-hoc"
ESSAY: Final = """Việc đầu tiên là dừng tay: không bấm nút, không mở tệp kèm theo.

Sau đó tôi xem phần địa chỉ sau dấu @, thấy không phải tên miền của cơ quan, nên gọi cho chị Lan ở Văn phòng bằng số \
trong danh bạ. Nếu đúng là thư giả thì giữ nguyên thư và báo người phụ trách công nghệ thông tin."""


def guided_course_package() -> dict[str, Any]:
    """A course with what a learner does elsewhere than on the page, in the words of a real one."""
    package = guided_package()
    head = package["course.json"]
    head |= {"slug": GUIDED_COURSE, "code": "CB1", "title": {"vi": "Trực hệ thống ngoài giờ", "en": ""}}
    head["summary"] = {"vi": "Quy chế trực, một buổi trao đổi và lớp đã học ở nơi khác.", "en": ""}
    # One legal basis to be looked at again, and one that will be soon.
    today = timezone.localdate()
    head["legal_basis"] = [
        {"text": text, "in_force_on": "2026-01-01", "review_on": (today + timedelta(days=days)).isoformat()}
        for text, days in (("Quy chế trực hệ thống của cơ quan", -15), ("Kế hoạch ứng cứu sự cố năm", 30))
    ]
    for activity, (title, guidance) in zip(head["activities"], _ACTIVITIES, strict=True):
        activity |= {"title": {"vi": title, "en": ""}, "guidance": guidance}
    for entry in head["modules"][0]["activities"]:
        entry.pop("requires", None)
    for question in package["questions.json"]:
        question["code"] = f"CB-{question['code']}"
    package["lessons/bai-b.json"]["body"][-1]["value"]["question"] = "CB-TH-1"
    return package


_ACTIVITIES: Final = (
    (
        "Quy chế trực hệ thống",
        "Đọc cả quy chế, nhất là phần bàn giao ca và số điện thoại phải gọi khi hệ thống dừng.\n\nSau khi đọc, "
        "xác nhận ở cuối trang.",
    ),
    ("Trao đổi về ca trực đầu tiên", "Mang theo nhật ký trực của tháng trước. Buổi trao đổi kéo dài một giờ."),
    ("Tập huấn ứng cứu sự cố", "Dành cho người đã học lớp này do cơ quan khác tổ chức trong hai năm gần đây."),
)


def hold_sessions(learner: User) -> None:
    """One session that has begun, for which the learner has signed up, and one to come."""
    course = Course.objects.get(slug=GUIDED_COURSE)
    activity = edition_outline(course.current_edition_id or 0).by_slug("buoi-trao-doi")
    assert activity is not None
    soon = timezone.now() + timedelta(days=7)
    sessions = [
        LiveSession.objects.create(course=course, activity=activity.key, starts_at=starts_at, room=room)
        for starts_at, room in ((soon, "Hội trường tầng 2"), (soon + timedelta(days=14), "Phòng họp trực tuyến số 3"))
    ]
    sign_up(session=sessions[0], enrolment=Enrolment.objects.get(cadre=learner, course=course))
    LiveSession.objects.filter(pk=sessions[0].pk).update(starts_at=timezone.now() - timedelta(hours=2))


def essays_to_mark() -> None:
    """Essays of a bank of the starter's author, by people whose names nobody sees: two to mark, one to mark again."""
    owner = User.objects.get(username="kiemduyet")
    category = ensure_category(bank="tu-luan", name="Tình huống viết", owner=owner, actor=owner)
    save_question(category=category, code=ESSAY_CODE, raw=_ESSAY_QUESTION, is_practice=False, actor=owner)
    quiz = Quiz(bank=category.bank, slug="tu-luan", title_vi="Bài viết: một bức thư lạ", attempts=1)
    save_quiz(quiz=quiz, draws=[Draw(category, 1)], actor=owner)
    edition = freeze_quiz(quiz=quiz, actor=owner)
    allowance = Allowance(scope=0, attempts_allowed=1, committee_id=None, position_group=None)
    attempts = []
    for learner in User.objects.filter(is_demo=True, role_grants__isnull=True).order_by("pk")[:3]:
        attempt = start_attempt(person=learner, quiz_edition=edition, allowance=allowance)
        submit_attempt(attempt_uuid=attempt.uuid, person=learner, responses={1: {"text": ESSAY}})
        attempts.append(attempt)
    _contest_was_upheld(attempts[-1])


def _contest_was_upheld(attempt: Attempt) -> None:
    """One national administrator marked the essay, the other found its contest right; somebody else may mark again."""
    first, second = (User.objects.get(username=name) for name in ("quantri", "quantri2"))
    mark = HandMark({"a": 1, "b": 0}, "Chưa nói đến việc giữ bằng chứng.")
    mark_by_hand(attempt_uuid=attempt.uuid, marks={1: mark}, actor=first)
    attempt.refresh_from_db()
    contest = contest_mark(
        attempt=attempt, position=1, text="Bài của tôi có nói phải giữ nguyên thư rồi báo cáo.", person=attempt.cadre
    )
    said = "Bài có nêu việc giữ nguyên thư. Người khác sẽ chấm lại câu này."
    answer_contest(contest=contest, state=ContestState.UPHELD, answer=said, actor=second)


_ESSAY_QUESTION: Final[dict[str, Any]] = {
    "type": "essay",
    "stem": "<p>Chị Hạnh nhận được thư báo hộp thư sắp bị khóa. Hãy viết những việc chị nên làm, theo thứ tự.</p>",
    "explanation": "<p>Dừng lại, xem địa chỉ gửi, hỏi lại qua kênh đã biết, giữ bằng chứng rồi báo cáo.</p>",
    "difficulty": 2,
    "competences": ["TT02:4"],
    "criteria": [
        {
            "id": "nhan-biet",
            "text": "Nhận ra dấu hiệu đáng ngờ",
            "levels": [
                {"points": "0", "text": "không nêu dấu hiệu nào"},
                {"points": "1", "text": "nêu một dấu hiệu"},
                {"points": "2", "text": "nêu từ hai dấu hiệu, có giải thích"},
            ],
        },
        {
            "id": "xu-ly",
            "text": "Xử lý đúng thứ tự",
            "levels": [
                {"points": "0", "text": "bấm hoặc trả lời thư"},
                {"points": "2", "text": "hỏi lại qua kênh khác rồi báo cáo"},
            ],
        },
    ],
    "guidance": "<p>Chấm việc làm, không chấm văn. Thiếu bước giữ bằng chứng thì bớt một mức.</p>",
}


def twice_recorded() -> dict[str, str]:
    """Somebody whom `quantri.donvi` administers in a second record of their own, written down under another code."""
    administrator = User.objects.get(username="quantri.donvi")
    kept = (
        people_administered_by(administrator)
        .filter(is_demo=True, role_grants__isnull=True, birth_year__isnull=False)
        .order_by("pk")
        .first()
    )
    assert kept is not None
    above = administrator.role_grants.exclude(committee=None).first()
    assert above is not None and above.committee is not None
    # With a post beside the main one, at the committee above.
    take_up_post(
        cadre=kept, committee=above.committee, position="Tổ trưởng", valid_from=timezone.localdate(), actor=None
    )
    double = User.objects.create(
        username=f"{kept.username}-2", full_name=kept.full_name, birth_year=kept.birth_year, is_demo=True
    )
    membership = kept.memberships.select_related("committee").get(valid_to=None)
    join_committee(
        cadre=double,
        committee=membership.committee,
        position_group=membership.position_group,
        position=membership.position,
        on=timezone.localdate(),
        actor=None,
    )
    unit = membership.committee
    beside = next(other for other in unit.get_siblings().filter(valid_to=None) if other != unit)
    above = [each.name for each in reversed(unit.get_ancestors())]
    return {
        "unit": str(unit.uuid),
        "unit_name": ", ".join((unit.name, *above)),
        "unit_beside": str(beside.uuid),
        "kept": str(kept.pk),
        "code": double.username,
        "name": kept.full_name,
        "birth_year": str(kept.birth_year),
    }
