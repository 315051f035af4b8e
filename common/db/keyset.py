"""Pages of a long list by the last row seen, not by a page number.

A deep page costs as much as the first one, and rows that arrive meanwhile shift nothing.
A cursor is signed: it cannot be made up, and a bad one leads to the first page.
"""

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final, Generic, TypeVar

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, Model, Q, QuerySet

M = TypeVar("M", bound=Model)

_LONGEST_CURSOR: Final = 2000


@dataclass(frozen=True)
class KeysetPage(Generic[M]):
    """One page; a cursor is None where there is no such page."""

    items: list[M]
    next_cursor: str | None
    previous_cursor: str | None

    @property
    def has_next(self) -> bool:
        return self.next_cursor is not None

    @property
    def has_previous(self) -> bool:
        return self.previous_cursor is not None


class Keyset(Generic[M]):
    """Orders a queryset by ``fields`` and cuts it into pages.

    Args:
        queryset: model instances, already scoped and filtered; its own ordering is replaced.
        fields: names to order by, ``-name`` for descending, relations with ``__``. Together they
            must be unique (end with ``id``) and none may be null. An index over them, in this
            order, is what makes it quick.
        per_page: most items on a page.
    """

    def __init__(
        self,
        queryset: QuerySet[M],
        *,
        fields: Sequence[str] = ("sort_name", "id"),
        per_page: int = 50,
    ) -> None:
        self.queryset = queryset
        self.keys = [_Key.of(queryset.model, name) for name in fields]
        self.per_page = per_page

    def page(self, after: str | None = None, before: str | None = None) -> KeysetPage[M]:
        """The page after (or before) a cursor; the first page without one. One statement.

        A page that turns out empty, or a short one before its cursor, becomes the first page.
        """
        if after and (values := self._read(after)) is not None:
            items, more = self._fetch(values, backwards=False)
            if items:
                return self._page(items, has_next=more, has_previous=True)
        elif before and (values := self._read(before)) is not None:
            items, more = self._fetch(values, backwards=True)
            if more:
                return self._page(items[::-1], has_next=True, has_previous=True)
        items, more = self._fetch(None, backwards=False)
        return self._page(items, has_next=more, has_previous=False)

    def _fetch(self, values: list[Any] | None, *, backwards: bool) -> tuple[list[M], bool]:
        """Up to a page of rows beyond the values, and whether there are still more."""
        rows = self.queryset.order_by(*(key.ordering(backwards) for key in self.keys))
        if values is not None:
            rows = rows.filter(self._beyond(values, backwards=backwards))
        found = list(rows[: self.per_page + 1])
        return found[: self.per_page], len(found) > self.per_page

    def _beyond(self, values: list[Any], *, backwards: bool) -> Q:
        """``a > x OR (a = x AND b > y)``, and ``a >= x`` so that an index on ``a`` is used."""
        branches: list[Q] = []
        equal = Q()
        for key, value in zip(self.keys, values, strict=True):
            branches.append(equal & Q(**{f"{key.name}__{key.comparison(backwards)}": value}))
            equal &= Q(**{key.name: value})
        first = self.keys[0]
        bound = Q(**{f"{first.name}__{first.comparison(backwards)}e": values[0]})
        return bound & reduce(operator.or_, branches)

    def _page(self, items: list[M], *, has_next: bool, has_previous: bool) -> KeysetPage[M]:
        return KeysetPage(
            items=items,
            next_cursor=self._cursor(items[-1]) if has_next and items else None,
            previous_cursor=self._cursor(items[0]) if has_previous and items else None,
        )

    @property
    def _salt(self) -> str:
        names = ",".join(key.ordering(backwards=False) for key in self.keys)
        return f"common.keyset:{self.queryset.model._meta.label_lower}:{names}"

    def _cursor(self, item: M) -> str:
        values = [key.value(item) for key in self.keys]
        return signing.dumps(values, salt=self._salt, serializer=_Serializer)

    def _read(self, cursor: str) -> list[Any] | None:
        """Values of a cursor of ours; None for any other text."""
        if len(cursor) > _LONGEST_CURSOR:
            return None
        try:
            values = signing.loads(cursor, salt=self._salt, serializer=_Serializer)
            return [k.field.to_python(v) for k, v in zip(self.keys, values, strict=True)]
        except (signing.BadSignature, ValidationError, ValueError, TypeError):
            return None


class _Serializer(signing.JSONSerializer):
    """JSON that also takes dates, times, decimals and UUIDs."""

    def dumps(self, obj: Any) -> bytes:
        encoder = DjangoJSONEncoder(separators=(",", ":"))
        return encoder.encode(obj).encode()


@dataclass(frozen=True)
class _Key:
    name: str
    descending: bool
    field: "Field[Any, Any]"

    @classmethod
    def of(cls, model: type[Model], name: str) -> "_Key":
        """Looks the field up, through relations.

        Raises:
            FieldDoesNotExist: for a name that is no column.
        """
        path = name.removeprefix("-")
        field: Any = None
        for part in path.split("__"):
            owner = model if field is None else field.related_model
            if owner is None:
                raise FieldDoesNotExist(f"{model.__name__} has no {path!r}")
            field = owner._meta.pk if part == "pk" else owner._meta.get_field(part)
        return cls(path, name.startswith("-"), field)

    def ordering(self, backwards: bool) -> str:
        return f"-{self.name}" if self.descending != backwards else self.name

    def comparison(self, backwards: bool) -> str:
        return "lt" if self.descending != backwards else "gt"

    def value(self, item: Model) -> Any:
        """The item's value as the cursor keeps it (of a relation, its key)."""
        *path, last = self.name.split("__")
        owner: Any = item
        for part in path:
            owner = getattr(owner, part)
        return getattr(owner, "pk" if last == "pk" else self.field.attname)
