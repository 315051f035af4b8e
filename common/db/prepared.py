"""Querysets whose SQL is made once in the process and then only run.

For the few statements on the way of every page: Django spends more time on putting such a statement
together than the database on answering it. The objects are those that the queryset would give.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql import UpdateQuery
from django.utils import timezone

M = TypeVar("M", bound=Model)
P = TypeVar("P")

# Values that stand in for the real ones while the SQL is made, and that no query holds by itself.
# A number fits the smallest column: Django answers a larger one without asking the database.
_MARKS: Final[dict[type, Callable[[int], Any]]] = {
    int: lambda place: 31_700 + place,
    str: lambda place: f"\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}{place}",
    datetime: lambda place: datetime(9998, 12, 31, microsecond=place, tzinfo=timezone.get_default_timezone()),
    UUID: lambda place: UUID(int=(9_998 << 112) + place),
}


_Places = tuple[tuple[int | None, Any], ...]
"""For each parameter of a statement the place of its value, or a constant."""


@dataclass(frozen=True, slots=True)
class _Made:
    sql: str
    places: _Places
    compiler: Any
    converters: dict[int, Any]


class _Prepared(ABC, Generic[P]):
    """What is made once for each kind of database, when it is first needed."""

    def __init__(self) -> None:
        self._by_vendor: dict[str, P] = {}

    def _made(self) -> P:
        made = self._by_vendor.get(connection.vendor)
        if made is None:
            made = self._by_vendor[connection.vendor] = self._make()
        return made

    @abstractmethod
    def _make(self) -> P: ...


class PreparedQuery(_Prepared[_Made], Generic[M]):
    """`build` gives the queryset for values of the `kinds`; each is used as it is, in one or more filters.

    The queryset may select related objects, annotate, and order. It must not depend on anything but
    the values: not on the language, the clock or settings that change.
    """

    def __init__(self, build: Callable[..., QuerySet[M]], *kinds: type) -> None:
        self._build = build
        self._kinds = kinds
        super().__init__()

    def objects(self, *values: Any) -> list[M]:
        """The model instances, in one statement."""
        made = self._made()
        compiler = made.compiler
        fields = compiler.klass_info["select_fields"]
        first, end = fields[0], fields[-1] + 1
        names = [column[0].target.attname for column in compiler.select[first:end]]
        populators = get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        found = []
        for row in self._rows(made, values):
            instance = compiler.klass_info["model"].from_db(DEFAULT_DB_ALIAS, names, row[first:end])
            for populator in populators:
                populator.populate(row, instance)
            for name, place in compiler.annotation_col_map.items():
                setattr(instance, name, row[place])
            found.append(instance)
        return found

    def get(self, *values: Any) -> M:
        """The one instance, in one statement.

        Raises:
            Model.DoesNotExist: of the queryset's model, when there is none.
        """
        found = self.objects(*values)
        if not found:
            raise self._made().compiler.query.model.DoesNotExist
        return found[0]

    def rows(self, *values: Any) -> list[Sequence[Any]]:
        """The columns of a `values_list`, in one statement."""
        return list(self._rows(self._made(), values))

    def _rows(self, made: _Made, values: Sequence[Any]) -> Iterator[Sequence[Any]]:
        with connection.cursor() as cursor:
            cursor.execute(made.sql, _parameters(made.places, values))
            rows: list[Sequence[Any]] = cursor.fetchall()
        if not made.converters:
            return iter(rows)
        converted: Iterator[Sequence[Any]] = made.compiler.apply_converters(rows, made.converters)
        return converted

    def _make(self) -> _Made:
        marks = _marks(self._kinds)
        compiler = self._build(*marks).query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        columns = [column[0] for column in compiler.select]
        return _Made(sql, _places(marks, parameters), compiler, compiler.get_converters(columns))


class PreparedUpdate(_Prepared[tuple[str, _Places]]):
    """`build` gives, for values of the `kinds`, a queryset and what its rows are set to."""

    def __init__(self, build: Callable[..., tuple[QuerySet[Any], dict[str, Any]]], *kinds: type) -> None:
        self._build = build
        self._kinds = kinds
        super().__init__()

    def run(self, *values: Any) -> int:
        """How many rows it changed, in one statement."""
        sql, places = self._made()
        with transaction.mark_for_rollback_on_error(), connection.cursor() as cursor:
            cursor.execute(sql, _parameters(places, values))
            return cursor.rowcount

    def _make(self) -> tuple[str, _Places]:
        marks = _marks(self._kinds)
        rows, changes = self._build(*marks)
        update: UpdateQuery = rows.query.chain(UpdateQuery)  # type: ignore[assignment]
        update.add_update_values(changes)
        sql, parameters = update.get_compiler(using=DEFAULT_DB_ALIAS).as_sql()
        return sql, _places(marks, parameters)


class PreparedInsert(_Prepared[tuple[str, tuple[Any, ...]]]):
    """The insertion of a new instance of `model`, whose key the database gives; it is not read back."""

    def __init__(self, model: type[Model]) -> None:
        self._model = model
        super().__init__()

    def run(self, instance: Model) -> None:
        """In one statement. No signal is sent, as with `bulk_create`."""
        sql, columns = self._made()
        with transaction.mark_for_rollback_on_error(), connection.cursor() as cursor:
            cursor.execute(sql, [_column_value(column, getattr(instance, column.attname)) for column in columns])

    def _make(self) -> tuple[str, tuple[Any, ...]]:
        into, places, columns = _insertion(self._model)
        return f"{into} VALUES ({places})", columns


class PreparedInsertWhile(_Prepared[tuple[str, tuple[Any, ...], _Places]]):
    """The insertion of a row of `model` while another row is as it should be: `build` gives the queryset of
    that one for values of the `kinds`.

    A queryset with `select_for_update` holds the row until the insertion has committed: who is changing it is
    waited for, and what they made of it decides.
    """

    def __init__(
        self, model: type[Model], columns: Sequence[str], build: Callable[..., QuerySet[Any]], *kinds: type
    ) -> None:
        self._model = model
        self._columns = columns
        self._build = build
        self._kinds = kinds
        super().__init__()

    def run(self, row: Sequence[Any], *values: Any) -> bool:
        """Whether it was inserted, in one statement: not where the other row is otherwise, nor where a unique
        constraint has another in its place. `row`: a value for each of `columns`."""
        sql, columns, places = self._made()
        parameters = [*map(_column_value, columns, row), *_parameters(places, values)]
        with transaction.mark_for_rollback_on_error(), connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.rowcount == 1

    def _make(self) -> tuple[str, tuple[Any, ...], _Places]:
        marks = _marks(self._kinds)
        rows = self._build(*marks).values_list("pk")
        with transaction.atomic():  # outside of one Django compiles no lock
            held, parameters = rows.query.get_compiler(using=DEFAULT_DB_ALIAS).as_sql()
        into, places, columns = _insertion(self._model, self._columns)
        # Names of models and a compiled queryset; without the condition SQLite reads ON as that of a join.
        sql = f"{into} SELECT {places} FROM ({held}) AS held WHERE TRUE ON CONFLICT DO NOTHING"  # noqa: S608
        return sql, columns, _places(marks, parameters)


def _insertion(model: type[Model], only: Sequence[str] = ()) -> tuple[str, str, tuple[Any, ...]]:
    """`INSERT INTO …`, the places of the values, and the columns they are for; only names of the model are in it."""
    columns: tuple[Any, ...] = tuple(column for column in model._meta.concrete_fields if not column.primary_key)
    if only:
        by_name = {column.attname: column for column in columns}
        columns = tuple(by_name[name] for name in only)
    quote = connection.ops.quote_name
    names = ", ".join(quote(column.column) for column in columns)
    return f"INSERT INTO {quote(model._meta.db_table)} ({names})", ", ".join(["%s"] * len(columns)), columns


def _column_value(column: Any, value: Any) -> Any:
    """As the driver takes it; a whole number is the same in every column."""
    return value if type(value) is int else column.get_db_prep_save(value, connection)


def _marks(kinds: Sequence[type]) -> list[Any]:
    return [_MARKS[kind](place) for place, kind in enumerate(kinds)]


def _places(marks: Sequence[Any], parameters: Sequence[Any]) -> _Places:
    adapted = [_adapted(mark) for mark in marks]
    places = tuple((adapted.index(given), None) if given in adapted else (None, given) for given in parameters)
    if {place for place, _constant in places if place is not None} != set(range(len(marks))):
        raise ValueError("a value of a prepared statement does not reach it")
    return places


def _parameters(places: _Places, values: Sequence[Any]) -> list[Any]:
    given = [_adapted(value) for value in values]
    return [constant if place is None else given[place] for place, constant in places]


def _adapted(value: Any) -> Any:
    """As the database's driver takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value
