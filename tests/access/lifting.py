"""The gates at the checks of the program: each notes when its check holds somebody back, and one of them is opened.

The functions of the running process get the code of the gated source (`checks.py`), so whoever holds a function
meets its gates; a closed gate gives what it was given. A check bites where opening its gate gives something else:
where it does not, no answer can differ.
"""

import importlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from enum import Enum
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final, get_args, get_origin, get_type_hints

from django.db.models import Model, Q, QuerySet
from django.db.models.sql.where import WhereNode

from common.db.prepared import _Prepared
from reports.rules import NameAccess
from tests.access.checks import CHECKOUT, GATE, OWN_GATE, Check, Source, sources

# Takes in every row, wherever it stands: an empty one would say nothing beside another.
_EVERY_ROW: Final = Q(pk__isnull=False)


class Gates:
    """All of them, put into the program; `open` is the one that lets everybody through."""

    def __init__(self) -> None:
        self._checks = {check.number: check for source in sources() for check in source.checks}
        self._prepared: dict[int, _Prepared[Any]] = {}
        self._choices: dict[int, type[Any]] = {}
        self._open: int | None = None
        self._bitten: set[int] = set()

    @contextmanager
    def noted(self) -> Iterator[set[int]]:
        """The numbers of the checks that held somebody back meanwhile."""
        self._bitten = set()
        yield self._bitten

    @contextmanager
    def opened(self, check: Check) -> Iterator[None]:
        self._open = check.number
        self._prepare_anew(check)
        try:
            yield
        finally:
            self._open = None
            self._prepare_anew(check)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        with ExitStack() as stack:
            for source in sources():
                self._put(source, stack)
            stack.enter_context(_attribute(_Prepared, "_made", self._noting(_Prepared._made)))
            yield

    def pass_(self, number: int, value: Any) -> Any:
        """What the check gives, or would give if it let everybody have everything."""
        check = self._checks[number]
        lifted = False if check.demands or check.kind == "guard" else lift(value, self._choices.get(number))
        if lifted is not value:
            self._bitten.add(number)
        return lifted if self._open == number else value

    def pass_own(self, number: int, **own: Any) -> Q:
        self._bitten.add(number)
        return Q(**own) | _EVERY_ROW if self._open == number else Q(**own)

    def _put(self, source: Source, stack: ExitStack) -> None:
        module = importlib.import_module(source.file.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
        vars(module).update({GATE: self.pass_, OWN_GATE: self.pass_own})
        code = compile(source.gated, str(CHECKOUT / source.file), "exec", dont_inherit=True)
        for check in source.checks:
            found = _named(module, check.place.name)
            if check.kind in ("rule", "use") and (kind := _kind_of_choices(_named(module, check.asks))):
                self._choices[check.number] = kind
            if isinstance(found, _Prepared):
                self._prepared[check.number] = found
                build: Any = found._build  # type: ignore[attr-defined]
                stack.enter_context(_attribute(build, "__code__", _code_at(code, build.__code__)))
            elif check.kind == "sign-in":
                stack.enter_context(self._at_door(found, check.number))
            else:
                function = _innermost(found, source.file)
                stack.enter_context(_attribute(function, "__code__", _code_at(code, function.__code__)))

    @contextmanager
    def _at_door(self, view: Any, number: int) -> Iterator[None]:
        while "test_func" not in view.__code__.co_freevars:
            view = view.__wrapped__
        cell = view.__closure__[view.__code__.co_freevars.index("test_func")]
        is_let_in = cell.cell_contents
        cell.cell_contents = lambda user: self.pass_(number, is_let_in(user))
        try:
            yield
        finally:
            cell.cell_contents = is_let_in

    def _prepare_anew(self, check: Check) -> None:
        if prepared := self._prepared.get(check.number):
            prepared._by_vendor.clear()

    def _noting(self, made: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """What is prepared passes its gates once; it bites each time it is asked."""

        def noting(prepared: _Prepared[Any]) -> Any:
            self._bitten.update(number for number, each in self._prepared.items() if each is prepared)
            return made(prepared)

        return noting


def lift(value: Any, choices: type[Any] | None = None) -> Any:
    """What a rule would say if it let everybody have everything; the value itself where that is what it says.

    `choices`: of what kind those are that it gives.
    """
    if isinstance(value, bool):
        return True
    if isinstance(value, NameAccess):
        return NameAccess.FULL
    if isinstance(value, Q):
        return _EVERY_ROW
    if isinstance(value, QuerySet):
        return _every_row(value)
    if isinstance(value, list | tuple) and choices:
        every = choices._default_manager.all() if issubclass(choices, Model) else choices
        return value if set(every) == set(value) else type(value)(every)
    return value


def _every_row(rows: QuerySet[Any]) -> QuerySet[Any]:
    if rows.query.combinator:
        return rows.model._default_manager.all()
    if not rows.query.where and not rows.query.is_empty():
        return rows
    every = rows.all()
    every.query.where = WhereNode()
    return every


def _kind_of_choices(rule: Any) -> type[Any] | None:
    given = None if isinstance(rule, property) else get_type_hints(rule).get("return")
    kind: Any = next(iter(get_args(given)), None)
    is_closed = isinstance(kind, type) and issubclass(kind, Enum | Model)
    return kind if get_origin(given) in (list, tuple) and is_closed else None


def _named(module: ModuleType, name: str) -> Any:
    found: Any = module
    for part in name.split("."):
        found = vars(found)[part]
    return found


def _innermost(found: Any, file: str) -> FunctionType:
    """Beneath decorators and properties."""
    while not (isinstance(found, FunctionType) and found.__code__.co_filename.endswith(file)):
        found = getattr(found, "__wrapped__", None) or getattr(found, "func", None) or found.fget
    return found


def _code_at(code: CodeType, of: CodeType) -> CodeType:
    """The changed code of the function that stands at the same place of the file."""
    return next(each for each in _codes(code) if (each.co_firstlineno, each.co_name) == (of.co_firstlineno, of.co_name))


def _codes(code: CodeType) -> Iterator[CodeType]:
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield part
            yield from _codes(part)


@contextmanager
def _attribute(of: Any, name: str, value: Any) -> Iterator[None]:
    before = getattr(of, name)
    setattr(of, name, value)
    try:
        yield
    finally:
        setattr(of, name, before)
