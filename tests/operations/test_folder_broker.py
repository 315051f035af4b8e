"""The directory as a broker: a worker that looks at any moment finds whole messages or none."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from json import JSONDecodeError
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError
from kombu.transport import filesystem

from lms import celery, folder_broker

pytestmark = pytest.mark.no_database
MESSAGE = {"body": "x" * 5000, "headers": {"task": "operations.run_job"}}


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """A channel as web and worker open it, by the address of the settings."""
    folder, control = tmp_path / "messages", tmp_path / "control"
    folder.mkdir()
    options = {"data_folder_in": str(folder), "data_folder_out": str(folder), "control_folder": str(control)}
    with ExitStack() as opened:
        yield lambda **more: opened.enter_context(
            Connection("filesystem://", transport_options=options, **more)
        ).channel()


def worker_looks(worker: Any, then: Callable[..., Any], found: list[Any]) -> Callable[..., Any]:
    """Stands for `then`, a step of the writing: a worker asks for a message just before it."""

    def look(*arguments: Any, **named: Any) -> Any:
        try:
            found.append(worker._get("celery"))
        except (Empty, ValueError) as error:
            found.append(type(error))
        return then(*arguments, **named)

    return look


def test_web_and_worker_use_it(connect: Callable[..., Any]) -> None:
    assert celery.app.conf.broker_url.startswith("filesystem")
    assert isinstance(connect(), folder_broker.Channel)


def test_kombu_alone_hands_out_a_message_that_is_not_written_yet(
    connect: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: this is the fault, and the message is lost with it."""
    writer, found = connect(transport=filesystem.Transport), list[Any]()
    assert type(writer) is filesystem.Channel
    monkeypatch.setattr(filesystem, "dumps", worker_looks(writer, filesystem.dumps, found))
    writer._put("celery", MESSAGE)
    assert found == [JSONDecodeError]
    with pytest.raises(Empty):
        writer._get("celery")


def test_no_worker_sees_a_message_before_it_is_whole(
    connect: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, worker, found = connect(), connect(), list[Any]()
    monkeypatch.setattr(folder_broker, "dumps", worker_looks(worker, folder_broker.dumps, found))
    monkeypatch.setattr(os, "replace", worker_looks(worker, os.replace, found))
    writer._put("celery", MESSAGE)
    assert found == [Empty, Empty]
    assert worker._get("celery") == MESSAGE


def test_what_a_power_cut_left_is_passed_over(connect: Callable[..., Any], tmp_path: Path) -> None:
    for number, left in enumerate((b"", b'{"body": "x', b"\xff\xfe")):
        (tmp_path / "messages" / f"{number}_left.celery.msg").write_bytes(left)
    channel = connect()
    channel._put("celery", MESSAGE)
    assert channel._get("celery") == MESSAGE
    with pytest.raises(Empty):
        channel._get("celery")


def test_a_full_disk_leaves_nothing_behind(
    connect: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ChannelError):
        connect()._put("celery", MESSAGE)
    assert not list((tmp_path / "messages").iterdir())
