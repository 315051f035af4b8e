"""The parts of the bench that need neither server nor minutes."""

import pytest

from bench.__main__ import main
from bench.forms import form_to
from bench.load import Run, middle
from bench.peer import QUIZ
from bench.tables import goals_of
from bench.weights import Visit, _summary, lines_of

pytestmark = pytest.mark.no_database

PAGE = """
<form action="/a/">
<input type="hidden" name="token" value="x&amp;y"><input type="radio" name="q1" value="a" checked>
<input type="radio" name="q1" value="b"><button name="go" value="next">Next</button></form>
<form method="post"><input name="other" value=""></form>
"""


def test_what_is_not_built_yet_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reports"]) == 2
    assert "not built yet" in capsys.readouterr().err


def test_weights_say_what_they_need_before_anything_is_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert main(["weights"]) == 2
    assert "bin/test --version" in capsys.readouterr().err


def test_forms_are_read_as_a_browser_would_send_them() -> None:
    form = form_to(PAGE, "/b/?trang=1", "/a/")
    assert form.fields == [("token", "x&y"), ("q1", "a")]
    assert form.choices == {"q1": ["a", "b"]}
    assert form_to(PAGE, "/b/?trang=1", "/b/").action == "/b/?trang=1"


def test_the_middle_repeat_is_reported() -> None:
    runs = [Run([time], per_second=time, cpu_web=time, cpu_database=1, bytes=5) for time in (9.0, 1.0, 4.0)]
    assert middle(runs) == {
        "p50_ms": 4.0,
        "p95_ms": 4.0,
        "per_second": 4.0,
        "cpu_ms": 5.0,
        "cpu_web_ms": 4.0,
        "cpu_database_ms": 1.0,
        "bytes": 5,
    }


def test_goals_are_judged_on_their_own_side() -> None:
    found = goals_of(QUIZ, {"summary": {"a": {"cpu_ms": 351.0, "per_second": 6.0}}})
    assert {goal["key"]: goal["met"] for goal in found} == {"a.cpu_ms": False, "a.per_second": True}


def test_a_screen_above_one_of_its_budgets_is_missed() -> None:
    light, heavy = Visit(4, 16_000, 900), Visit(1, 15_001, 400)
    results = {"screens": {"lesson": {}}, "summary": {"lesson": _summary({"first": light, "later": heavy})}}
    missed = [goal["key"] for goal in goals_of(lines_of(results), results) if not goal["met"]]
    assert missed == ["lesson.later_bytes"]
