"""Where the collected real and hostile files lie, if this machine has them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

_CHECKOUT = Path(__file__).resolve().parents[2]

Corpus = Callable[[str], list[Path]]


@pytest.fixture
def corpus() -> Corpus:
    """Gives the files of a corpus in order; skips the test when the folder is missing."""
    root = Path(os.environ.get("SEN_CORPORA", _CHECKOUT.parent / "shared" / "corpora"))

    def files(name: str) -> list[Path]:
        if not (root / name).is_dir():
            pytest.skip("corpora absent")
        return sorted(path for path in (root / name).rglob("*") if path.is_file())

    return files
