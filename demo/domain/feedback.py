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
    "Bài tình huống nên có thêm ví dụ gần với công việc văn phòng cấp xã.",
    "Hình minh họa trong bài thứ hai hơi nhỏ khi xem trên điện thoại.",
    "Đề nghị bổ sung bảng tóm tắt một trang để in treo tại phòng làm việc.",
    "Có câu hỏi cần nói rõ hơn đang hỏi phần nào của tình huống.",
    "Phần các bước xử lý rất dễ áp dụng, nên thêm số điện thoại đầu mối hỗ trợ của đơn vị.",
    "Một số thuật ngữ tiếng Anh chưa có giải thích ngay tại chỗ xuất hiện lần đầu.",
    "Bài kiểm tra nên cho xem lại bài học liên quan sau mỗi câu sai.",
    "Tệp tải xuống mở được nhưng chữ trong bảng bị tràn khi in khổ A4.",
    "Bài học ngắn, đọc được trong giờ nghỉ, rất phù hợp với cán bộ cấp xã.",
    "Nên có thêm bài luyện tập trước khi vào bài kiểm tra cuối khóa.",
    "Bảng so sánh nên làm và không nên làm rất dễ nhớ.",
    "Phần căn cứ pháp lý nên ghi rõ điều, khoản để tiện tra cứu.",
    "Cán bộ lớn tuổi ở đơn vị đề nghị có thêm bản ghi âm của bài học.",
    "Trên điện thoại, bảng nhiều cột phải kéo ngang mới xem hết.",
    "Giải thích sau mỗi câu trả lời giúp hiểu vì sao sai, nên giữ cách làm này.",
    "Thời gian ghi ở đầu bài ngắn hơn thời gian thực tế cần để đọc kỹ.",
    "Ví dụ trong bài nên thay bằng tình huống có ở cơ quan đảng.",
    "Câu hỏi sắp xếp thứ tự hơi khó thao tác trên màn hình nhỏ.",
    "Đường truyền ở xã yếu nhưng bài học vẫn mở nhanh.",
    "Đề nghị thêm danh sách từ viết tắt ở cuối khóa học.",
    "Phần tình huống sát thực tế, chi bộ đã dùng để trao đổi trong buổi sinh hoạt.",
    "Nên nhắc lại nội dung chính của bài trước ở đầu mỗi bài sau.",
    "Hai phương án trả lời trong một câu gần giống nhau, dễ gây nhầm.",
    "Khóa học nên có thêm phần dành riêng cho văn thư.",
    "Chữ trong hình của bài đầu khó đọc khi in đen trắng.",
    "Cần hướng dẫn rõ hơn phải báo cho ai trước khi có sự cố.",
    "Nội dung cô đọng, không lặp lại, đọc một lần là nắm được.",
    "Đề nghị cập nhật ví dụ theo tên đơn vị sau sắp xếp.",
    "Bài kiểm tra vừa sức, nhưng câu nhiều lựa chọn nên nói rõ cần chọn mấy phương án.",
    "Nên cho tải toàn bộ khóa học thành một tệp để đọc lại khi cần.",
    "Phần thực hành giúp làm thử ngay, rất có ích cho người mới.",
    "Mong có thêm video ngắn minh họa từng bước thao tác.",
    "Từ ngữ trong bài thứ ba còn thiên về kỹ thuật, nên viết đơn giản hơn.",
    "Cách trình bày rõ ràng, cỡ chữ lớn dễ đọc.",
    "Đề nghị bổ sung tình huống khi làm việc ngoài cơ quan.",
    "Nên có phần hỏi đáp tổng hợp những thắc mắc thường gặp.",
    "Bài cuối hơi dài, có thể tách thành hai bài.",
    "Một đường dẫn tham khảo trong bài không mở được từ mạng nội bộ.",
    "Nội dung phù hợp với việc hằng ngày, đã áp dụng được ngay tại đơn vị.",
    "Nên ghi rõ nội dung nào bắt buộc, nội dung nào để tham khảo.",
    "Giao diện dễ dùng, quay lại bài đang học dở rất nhanh.",
    "Đề nghị cho biết trước số câu hỏi và điểm đạt của bài kiểm tra.",
    "Phần liên hệ với quy định của cơ quan còn ngắn.",
    "Nên bổ sung ví dụ đúng bên cạnh ví dụ sai để dễ so sánh.",
)


def invent_feedback(courses: Iterable[Course], rng: Random, today: date) -> None:
    """A share of those who have begun each course; half of them write something, each their own."""
    for course in courses:
        said = iter(rng.sample(_TEXTS, len(_TEXTS)))
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
                text=next(said, "") if rng.random() < 1 / 2 else "",
                month=today.replace(day=1),
                is_demo=True,
            )
            for _pk, edition in chosen
        )
