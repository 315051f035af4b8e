"""Who assigns a course is told that its keys are public: it is then that certificates are decided on."""

from collections.abc import Callable
from typing import Final

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments.domain.bank import raw_of, save_question
from assessments.models import QuestionVersion
from committees.enums import Role
from courses.models import Course
from tests.courses.builders import author
from tests.learning.builders import World, assign

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]

BEFORE: Final = "đi kèm phần mềm nên ai cũng đọc được: T1."
AFTER: Final = "câu hỏi tính điểm của khóa học này là công khai"
SAMPLE: Final = "(tài liệu mẫu, chưa được thẩm định)"


def test_keys_that_came_with_the_product_are_told_of(world: World, client_for: ClientFor) -> None:
    administrator, writer = client_for(world.admin), author(Role.PUBLISHER)
    page = reverse("campaign", args=[assign(world).uuid])
    form = reverse("campaigns", args=[world.province.uuid])

    def shown(address: str) -> str:
        return administrator.get(address).content.decode()

    assert BEFORE in shown(form) and AFTER in shown(page)
    assert SAMPLE in shown(form) and "Tài liệu mẫu, chưa được thẩm định" in shown(page)
    for version in QuestionVersion.objects.filter(question__is_practice=False).select_related("question__category"):
        raw = raw_of(version) | {"stem": f"<p>Câu của cơ quan {version.pk}?</p>"}
        question = version.question
        save_question(category=question.category, code=question.code, raw=raw, is_practice=False, actor=writer)
    assert BEFORE not in shown(form) and AFTER not in shown(page)
    Course.objects.update(is_sample=False)
    assert SAMPLE not in shown(form)
