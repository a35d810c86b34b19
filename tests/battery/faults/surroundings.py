"""Work of a process of its own whose clock, time zone or language is another one."""

import ctypes
import hashlib
import locale
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest

import metrics
from metrics.release import publication
from metrics.release.archive import STORE, content_hash
from schemas.store import database
from tests.battery.importing import import_here
from tests.battery.upgrades import kept

# capabilities(7): of the third version, whose sets are two words of 32 bits each.
VERSION = 0x20080522

# To write and read whatever the mode of a file or folder says: CAP_DAC_OVERRIDE, _READ_SEARCH.
PASSES_BY_MODES = 1 << 1 | 1 << 2


# Before the records: whoever judged them by the clock would find no case due yet.
BACK = timedelta(days=20 * 365)
OURS = ("schemas", "seed", "metrics", "dashboard")


def print_figures_and_hash(url: str, folder: Path, begins: str = "") -> None:
    """Import, count, and print a digest of all figures and the hash of a release.

    In the time zone and language that the environment names; where it is said when the clock
    `begins` (UTC), it jumps there first, then far back, and all is printed once more.
    """
    time.tzset()
    # Not every machine has each of them; what the environment says stands all the same.
    with suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, "")
    if not begins:
        assert import_here(url, folder, metrics.refresh) == "stored"
        sys.stdout.write(_figures_and_hash(url))
        return
    with pytest.MonkeyPatch.context() as patch:
        ahead = datetime.fromisoformat(begins).replace(tzinfo=UTC) - datetime.now(UTC)
        set_clock(patch, ahead)
        assert import_here(url, folder, metrics.refresh) == "stored"
        before = _figures_and_hash(url)
    with pytest.MonkeyPatch.context() as patch:
        set_clock(patch, ahead - BACK)
        # What is kept of this state was counted by the other clock.
        database.close_readers()
        STORE.close()
        assert _figures_and_hash(url) == before
    sys.stdout.write(before)


def _figures_and_hash(url: str) -> str:
    figures = repr(sorted(kept.counted(url).items()))
    # The first of others: nobody has the key that rounded those which were kept.
    made = content_hash(publication.draft_release(url, f"{url}.other").content)
    return f"{hashlib.sha256(figures.encode()).hexdigest()} {made}"


def set_clock(patch: pytest.MonkeyPatch, ahead: timedelta) -> None:
    """Let all modules of the program have a clock that differs by so much."""

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            # Counted in UTC: by the clock of a place a night may have an hour more, or none.
            moment = datetime.now(UTC) + ahead
            return moment.astimezone(tz) if tz else moment.astimezone().replace(tzinfo=None)

    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in OURS and getattr(module, "datetime", None) is datetime:
            patch.setattr(module, "datetime", Shifted)


@contextmanager
def held_to_modes() -> Iterator[None]:
    """Let files and folders be closed to this thread by their mode, to root as well."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    head, sets = (ctypes.c_uint32 * 2)(VERSION, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(head, sets) == 0
    effective = sets[0]
    sets[0] = effective & ~PASSES_BY_MODES
    assert libc.capset(head, sets) == 0
    try:
        yield
    finally:
        sets[0] = effective
        assert libc.capset(head, sets) == 0
