"""Work of a process of its own whose clock, time zone or language is another one."""

import hashlib
import locale
import sys
import time
from contextlib import suppress
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from metrics.release import making, stored
from metrics.release.content import content_hash
from tests.battery.importing import import_here
from tests.battery.upgrades import kept

OURS = ("schemas", "seed", "metrics", "dashboard")


def told(url: str, folder: Path, is_released: bool) -> None:
    """Import, count, and print a digest of all figures and the hash of a release, or of the kept.

    In the time zone and language that the environment names.
    """
    time.tzset()
    # Not every machine has each of them; what the environment says stands all the same.
    with suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, "")
    assert import_here(url, folder) == "stored"
    figures = repr(sorted(kept.counted(url).items()))
    if is_released:
        # The first of others: nobody has the key that rounded those which were kept.
        hashes = [content_hash(making.draft(url, f"{url}.other").content)]
    else:
        releases = stored.address(url, None)
        with stored.reading(releases).connect() as connection:
            hashes = [content_hash(stored.content(connection, stored.listed(connection)[0]))]
    sys.stdout.write(f"{hashlib.sha256(figures.encode()).hexdigest()} {hashes}")


def set_clock(patch: pytest.MonkeyPatch, days: int) -> None:
    """Let all modules of the program have a clock that differs by so many days."""

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(days=days)

    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in OURS and getattr(module, "datetime", None) is datetime:
            patch.setattr(module, "datetime", Shifted)
