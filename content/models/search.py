"""What can be searched: words of courses, lessons and guides, with and without their marks."""

from typing import ClassVar

from django.db import models

from content.enums import SearchKind


class SearchEntry(models.Model):
    """One page as the search knows it. Kept by who owns the page; can be made anew at any time.

    `scope` is the id of what the right to read depends on: a course, an edition, 0 for everybody.
    `folded_title` and `folded_body` are the same words without marks. The database keeps an index
    over the four texts (migration 0003): FTS5 on SQLite, two `tsvector` on PostgreSQL.
    """

    kind = models.CharField(max_length=10, choices=SearchKind.choices)
    scope = models.BigIntegerField()
    key = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    folded_title = models.CharField(max_length=400)
    folded_body = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "scope", "key"], name="search_entry_once"),
        ]

    def __str__(self) -> str:
        return self.title
