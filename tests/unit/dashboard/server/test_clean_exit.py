"""What a server keeps of uploads is gone when it is, whoever ended it; and it calls nobody."""

import shutil
import signal
import stat
from pathlib import Path

import pytest
from websockets.sync.client import ClientConnection, connect

from schemas.store import audit, database
from tests.serving import (
    SECONDS,
    STORES_INTO,
    TRACE,
    Serving,
    await_health,
    begun,
    serving,
    session,
)
from tests.soak import EVERYDAY_PART, soak_size

MODES = {True: 0o700, False: 0o600}
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def open_page(server: Serving) -> ClientConnection:
    """The connection of an open page."""
    return connect(
        f"ws://127.0.0.1:{server.port}/_stcore/stream",
        origin=f"http://127.0.0.1:{server.port}",  # type: ignore[arg-type]
        additional_headers={"Cookie": session(server.port)},
        subprotocols=["streamlit"],  # type: ignore[list-item]
    )


NOHUP = ("nohup",)
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT)
# How long the path of temporary files is: the socket to a child has no room in the longest.
LENGTHS = (60, 90, 160)
ENDS = [
    (signal.SIGTERM, NOHUP, LENGTHS[0]),
    *((one, (), LENGTHS[0]) for one in SIGNALS),
    *((signal.SIGTERM, (), length) for length in LENGTHS[1:]),
]


# In every run `jobs/test_runner.py` ends all work with its server, and `jobs/test_upload_files.py`
# sweeps what a killed one left.
@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="A soak ends a server by each signal.")
@pytest.mark.parametrize(("number", "before", "length"), ENDS)
def test_a_server_that_is_ended_by_a_signal_leaves_nothing_of_uploads(
    tmp_path: Path, number: signal.Signals, before: tuple[str, ...], length: int, two_cases: Path
) -> None:
    url = f"duckdb:///{shutil.copy(two_cases, tmp_path / 'records.duckdb')}"
    version = database.data_version(url)
    room = tmp_path / ("d" * max(1, length - len(str(tmp_path)) - 1))
    room.mkdir()
    trace = tmp_path / "trace"
    asked = {STORES_INTO: url, TRACE: str(trace)}
    with serving(room, *before, **asked) as server, open_page(server):
        assert server.child > 0
        if before == NOHUP:
            # The closing of a terminal is no end then.
            server.process.send_signal(signal.SIGHUP)
            await_health(server.port)
            assert server.process.poll() is None
        there = [path for folder in server.left() for path in (folder, *folder.rglob("*"))]
        assert len(server.left()) == 3
        assert any(path.is_file() for path in there)
        modes = {path: stat.S_IMODE(path.stat().st_mode) for path in there}
        assert {
            path: oct(mode) for path, mode in modes.items() if mode != MODES[path.is_dir()]
        } == {}
        answer = begun(server.port)
        server.process.send_signal(number)
        # What it has begun to answer it ends; what it has begun to store is not stored.
        assert answer.rest() == answer.length
        server.process.wait(SECONDS)
        assert [*room.iterdir()] == []
        assert server.child_ends()
    assert database.data_version(url) == version
    assert [path.name for path in tmp_path.glob(".*.importing*")] == []
    [last, *_] = audit.last_entries(url, 1)
    assert (last.action, last.outcome) == (audit.Action.IMPORT, audit.Outcome.CANCELLED)
    called = set(trace.read_text().splitlines())
    # The process asked for its own health, so that an empty trace would be a broken hook.
    assert {"127.0.0.1"} <= called <= LOOPBACK
