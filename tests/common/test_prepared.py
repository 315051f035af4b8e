"""A prepared query gives what its queryset gives, for any values, in one statement."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import KeptPost, User
from common.db.prepared import PreparedInsert, PreparedInsertWhile, PreparedQuery, PreparedUpdate


@pytest.fixture
def posts(db: None) -> list[KeptPost]:
    people = [User.objects.create_user(f"nguoi{n}", f"Người {n}") for n in range(2)]
    return [
        KeptPost.objects.create(person=person, path=f"/{n}/", fields=[["a", n]]) for n in range(2) for person in people
    ]


def test_objects_are_those_of_the_queryset(posts: list[KeptPost], django_assert_num_queries: Any) -> None:
    prepared = PreparedQuery(
        lambda person, path, since: (
            KeptPost.objects.filter(person=person, path=path, created_at__gt=since)
            .select_related("person")
            .annotate(name=F("person__full_name"))
        ),
        int,
        str,
        type(timezone.now()),
    )
    hour_ago = timezone.now() - timedelta(hours=1)
    for post in posts:
        with django_assert_num_queries(1):
            (found,) = prepared.objects(post.person_id, post.path, hour_ago)
            assert (found, found.fields, found.person.full_name) == (post, post.fields, post.person.full_name)
            assert found.name == post.person.full_name
            assert found.created_at == post.created_at
    assert prepared.objects(posts[0].person_id, "/0/", timezone.now() + timedelta(hours=1)) == []
    assert prepared.objects(posts[0].person_id, "/0/' OR 1=1 --", hour_ago) == []


def test_rows_are_those_of_a_values_list(posts: list[KeptPost]) -> None:
    query = KeptPost.objects.filter(person=posts[0].person_id).values_list("path", "created_at").order_by("path")
    prepared = PreparedQuery(
        lambda person: KeptPost.objects.filter(person=person).values_list("path", "created_at").order_by("path"), int
    )
    assert [tuple(row) for row in prepared.rows(posts[0].person_id)] == list(query)


def test_an_update_changes_the_rows_of_its_queryset_and_no_other(
    posts: list[KeptPost], django_assert_num_queries: Any
) -> None:
    later = timezone.now() + timedelta(days=1)
    prepared = PreparedUpdate(
        lambda person, path, moment: (
            KeptPost.objects.filter(person=person, path=path),
            {"created_at": moment, "path": "/moved/"},
        ),
        int,
        str,
        type(later),
    )
    assert prepared.run(posts[0].person_id, "/absent/", later) == 0
    with django_assert_num_queries(1):
        assert prepared.run(posts[0].person_id, "/0/", later) == 1
    assert list(KeptPost.objects.filter(path="/moved/", created_at=later)) == [posts[0]]


def test_a_value_that_is_not_used_is_refused(db: None) -> None:
    prepared = PreparedQuery(lambda name: Group.objects.all(), str)
    with pytest.raises(ValueError, match="does not reach"):
        prepared.objects("x")


def test_an_insertion_stores_what_create_would(posts: list[KeptPost], django_assert_num_queries: Any) -> None:
    prepared = PreparedInsert(KeptPost)
    for path in ("/new/", "/newer/' --"):
        post = KeptPost(person=posts[0].person, path=path, fields=[["b", {"ớ": [1, None]}]])
        with django_assert_num_queries(1):
            prepared.run(post)
        stored = KeptPost.objects.get(path=path)
        columns = [column.attname for column in KeptPost._meta.concrete_fields if not column.primary_key]
        assert [getattr(stored, name) for name in columns] == [getattr(post, name) for name in columns]


def test_a_refused_insertion_raises_and_rolls_back(posts: list[KeptPost]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PreparedInsert(User).run(posts[0].person)
    assert User.objects.count() == 2


def test_an_insertion_happens_only_while_the_other_row_is_as_it_should_be(
    posts: list[KeptPost], django_assert_num_queries: Any
) -> None:
    person = posts[0].person
    columns = ("person_id", "path", "fields", "token", "created_at")
    prepared = PreparedInsertWhile(
        KeptPost,
        columns,
        lambda person_id, name: User.objects.select_for_update().filter(pk=person_id, full_name=name),
        int,
        str,
    )
    assert not prepared.run((person.pk, "/first/", [], "a", timezone.now()), person.pk, "nobody")
    for path, name, there in (("/held/", person.full_name, True), ("/gone/", "Người khác' OR 1=1 --", False)):
        row = (person.pk, path, [["b", {"ớ": [1, None]}]], path, timezone.now())
        with django_assert_num_queries(1):
            assert prepared.run(row, person.pk, name) is there
        assert list(KeptPost.objects.filter(path=path).values_list(*columns)) == ([row] if there else [])


def test_an_insertion_gives_way_to_the_row_in_its_place(posts: list[KeptPost]) -> None:
    columns = ("person_id", "path", "fields", "token", "created_at")
    prepared = PreparedInsertWhile(KeptPost, columns, lambda person_id: User.objects.filter(pk=person_id), int)
    row: tuple[Any, ...] = (posts[0].person_id, "/again/", [], posts[1].token, timezone.now())
    assert prepared.run(row, posts[0].person_id) is False
    assert not KeptPost.objects.filter(path="/again/").exists()
