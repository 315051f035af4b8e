"""What invented people say about the material of the courses they take."""

from collections.abc import Iterable
from datetime import date
from random import Random
from typing import Final
from uuid import UUID

from courses.models import Course
from learning.models import CourseFeedback, Enrolment

SHARE: Final = 0.12
MOST: Final = 60
_TEXTS: Final = (
    "Bài tình huống hộp thư nên có thêm ví dụ về thư giả mạo cơ quan cấp trên.",
    "Hình minh họa trong bài thứ hai hơi nhỏ khi xem trên điện thoại.",
    "Đề nghị bổ sung bảng tóm tắt một trang để in treo tại phòng làm việc.",
    "Câu hỏi về đường dẫn giả cần nói rõ hơn đang hỏi phần nào của địa chỉ.",
    "Phần các bước xử lý rất dễ áp dụng, nên thêm số điện thoại đầu mối hỗ trợ của đơn vị.",
    "Một số thuật ngữ tiếng Anh chưa có giải thích ngay tại chỗ xuất hiện lần đầu.",
    "Bài kiểm tra nên cho xem lại bài học liên quan sau mỗi câu sai.",
    "Tệp tải xuống mở được nhưng chữ trong bảng bị tràn khi in khổ A4.",
)


def invent_feedback(courses: Iterable[Course], rng: Random, today: date) -> None:
    """A share of those who have begun each course; half of them write something."""
    for course in courses:
        begun = Enrolment.objects.filter(course=course, edition__isnull=False, cadre__is_demo=True)
        known = list(begun.order_by("pk").values_list("pk", "edition_id")[: int(MOST / SHARE)])
        chosen = sorted(rng.sample(known, int(len(known) * SHARE)))
        Enrolment.objects.filter(pk__in=[pk for pk, _edition in chosen]).update(gave_feedback=True)
        CourseFeedback.objects.bulk_create(
            CourseFeedback(
                pk=UUID(int=rng.getrandbits(128), version=4),
                course=course,
                edition_id=edition,
                useful=rng.choice((1, 1, 1, 2, 2, 3)),
                clear=rng.choice((1, 1, 2, 2, 3)),
                working=rng.choice((1, 1, 1, 1, 2)),
                text=rng.choice(_TEXTS) if rng.random() < 1 / 2 else "",
                month=today.replace(day=1),
                is_demo=True,
            )
            for _pk, edition in chosen
        )
