"""Faults in a picture: what a wrong mark costs, where a region may lie, who may see the picture."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments.errors import QuestionError
from assessments.models import QuestionPicture
from assessments.question_types import question_type
from assessments.question_types.hot_spots import RegionRow
from assessments.question_types.pictures import picture_of
from committees.enums import Role
from tests.assessments.builders import make_category, make_question
from tests.assessments.samples import PARTS, parsed, raw_question, region
from tests.courses.builders import author, library_picture

SPEC = question_type("hot_spots")


@pytest.mark.parametrize(
    ("chosen", "share"),
    [("", "0"), ("c", "0.5"), ("cd", "1"), ("ac", "0"), ("acd", "0.5"), ("abcd", "0"), ("ab", "0"), ("bd", "0")],
)
def test_a_wrong_mark_takes_away_a_right_one_and_no_more(chosen: str, share: str) -> None:
    assert SPEC.mark(parsed("hot_spots").key, {"chosen": list(chosen)}) == Decimal(share)


def test_regions_are_numbered_as_they_lie_in_the_picture() -> None:
    options = parsed("hot_spots").presentation["options"]
    assert [option["text"] for option in options] == ["Chỗ thuong1", "Chỗ thuong2", "Chỗ loi1", "Chỗ loi2"]


@pytest.mark.parametrize(
    "changes",
    [
        {"regions": [region("a", True, 0, 0, 10, 10)]},
        {"regions": [region(name, False, 0, 0, 10, 10) for name in "ab"]},
        {"regions": [region(name, True, 95, 0, 10, 10) for name in "ab"]},
        {"regions": [region(name, True, -1, 0, 10, 10) for name in "ab"]},
        {"regions": [region(name, True, 0, 0, 0, 10) for name in "ab"]},
        {"regions": [{**region(name, True, 0, 0, 5, 10), "x": "0"} for name in "ab"]},
        {"regions": [{**region(name, True, 0, 0, 5, 10), "label": ""} for name in "ab"]},
        {"picture": None},
        {"picture": {"file": "media/hinh.png", "alt": "Bàn"}},
        {"picture": {**PARTS["hot_spots"]["picture"], "alt": " "}},
        {"picture": {**PARTS["hot_spots"]["picture"], "asset": "../hinh.png"}},
        {"picture": {**PARTS["hot_spots"]["picture"], "width": 0}},
    ],
)
def test_a_faulty_question_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(QuestionError):
        SPEC.parse(raw_question("hot_spots", **changes))


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ({"x": "1", "y": "1", "width": "5", "height": "5"}, True),
        ({"id": "r1", "x": "1", "y": "1", "width": "5", "height": "5"}, False),
        ({}, False),
    ],
)
def test_a_new_region_without_words_is_told_of_and_a_known_one_goes_with_its_words(
    row: dict[str, str], error: bool
) -> None:
    assert ("label" in RegionRow(row).errors) == error


def _client(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.django_db
def test_the_picture_is_kept_with_the_version_and_seen_by_its_authors() -> None:
    owner, publisher, other = author(), author(Role.PUBLISHER, "Người duyệt"), author(name="Người khác")
    picture = picture_of(library_picture(), "Bàn làm việc")
    version = make_question(make_category(owner=owner), "hot_spots", picture=picture)
    kept = QuestionPicture.objects.get(version=version).asset
    assert picture["asset"] == f"{kept.sha256}/{kept.name}"
    url = reverse("asset", args=[kept.sha256, kept.name])
    assert [_client(person).get(url).status_code for person in (owner, publisher, other)] == [200, 200, 404]
    preview = _client(owner).get(reverse("assessments_preview_question", args=[version.question.uuid]))
    assert f'src="{url}"' in preview.content.decode()
    # On a telephone the picture is a third of its width: the link opens it by itself, at the same address.
    assert f'<p class="small screen-only"><a href="{url}" target="_blank" rel="noopener">' in preview.content.decode()
