"""The made-up world's targets, events and wages, written as people would set them."""

import csv
import io
from pathlib import Path

from seed.made_up.world.lists import EVENTS, TARGETS, WAGES

LISTS = {"targets": TARGETS, "events": EVENTS, "wages": WAGES}


def write_lists(out: Path) -> dict[str, Path]:
    """Write a file of each list into `out`, always the same bytes: the files by the list's name."""
    written = {}
    for name, rows in LISTS.items():
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        written[name] = out / f"{name}.csv"
        written[name].write_bytes(text.getvalue().encode())
    return written
