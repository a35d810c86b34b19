"""What the process of a public dashboard opens: no file of records, of their counts, or of a key.

The kernel tells it, whatever in the process opens a file: the database's own code does so without
Python. Every file that stands beside the release is watched.
"""

import ctypes
import os
import shutil
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.app.test_pages import page
from tests.ports import free_port
from tests.serving import Session, content, dashboard_at, session
from tests.soak import EVERYDAY_PART, soak_size

# Of inotify(7).
IN_OPEN, IN_NONBLOCK, IN_CLOEXEC = 0x20, os.O_NONBLOCK, os.O_CLOEXEC
EVENT = struct.Struct("iIII")
RELEASE = "x.releases.duckdb"
# What lies beside a release where it was made, and must not be touched.
SECRET = (
    *("x.duckdb", "x.duckdb.wal", "x.duckdb.audit.jsonl", "x.duckdb.audit.key"),
    *("x.duckdb.marks.json", "x.release-counts.duckdb", "release.key", "client-secret"),
)
PAGES = ("", "chain", "money", "measure", "methods")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux tells who opens what.")


class Watched:
    """The names of the files in a folder that anybody opened since."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def opened(self) -> set[str]:
        names = set()
        try:
            while told := os.read(self._handle, 1 << 16):
                names |= set(_names(told))
        except BlockingIOError:
            return names
        return names


@contextmanager
def watching(folder: Path) -> Iterator[Watched]:
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.inotify_init1(IN_NONBLOCK | IN_CLOEXEC)
    assert handle >= 0, os.strerror(ctypes.get_errno())
    try:
        assert libc.inotify_add_watch(handle, os.fsencode(folder), IN_OPEN) >= 0
        yield Watched(handle)
    finally:
        os.close(handle)


def _names(told: bytes) -> Iterator[str]:
    jurisdiction = 0
    while jurisdiction < len(told):
        *_, length = EVENT.unpack_from(told, jurisdiction)
        jurisdiction += EVENT.size
        yield os.fsdecode(told[jurisdiction : jurisdiction + length].rstrip(b"\0"))
        jurisdiction += length


@pytest.fixture
def folder(released_url: str, two_cases: Path, tmp_path: Path) -> Path:
    """A folder as a ministry has it: the records, all that lies beside them, and the release."""
    shutil.copy(released_url.removeprefix("duckdb:///"), tmp_path / RELEASE)
    shutil.copy(two_cases, tmp_path / "x.duckdb")
    for name in SECRET[1:]:
        (tmp_path / name).write_text("secret")
    return tmp_path


def is_release_alone(opened: set[str]) -> bool:
    """Whether the release was opened, and nothing that lies beside it."""
    of_release = {name for name in opened if name.startswith(RELEASE)}
    # The folder itself is listed under no name.
    return RELEASE in opened and opened - of_release <= {""}


def test_a_page_of_a_release_opens_it_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROSECUTION_QUALITY_RELEASES", f"duckdb:///{folder / RELEASE}")
    # The records are named, as they are where somebody forgets to take their address away.
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", f"duckdb:///{folder / 'x.duckdb'}")
    monkeypatch.setenv("PROSECUTION_QUALITY_PUBLIC", "yes")
    with watching(folder) as watched:
        shown = page("money")
        assert not shown.exception
        assert is_release_alone(watched.opened())


@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="A page in this process, every day.")
def test_a_public_dashboard_opens_the_release_alone(folder: Path) -> None:
    releases = f"duckdb:///{folder / RELEASE}"
    port = free_port()
    with (
        watching(folder) as watched,
        dashboard_at(
            str(folder / "x.duckdb"), port, "--public", PROSECUTION_QUALITY_RELEASES=releases
        ),
        Session(port, session(port)) as visitor,
    ):
        for page in PAGES:
            assert "release" in content(visitor.look(page)).lower()
        assert is_release_alone(watched.opened())
