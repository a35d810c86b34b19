"""Measure cost against size, and keep it: a CSV, a picture and a table in the guide.

Without --out nothing is kept. --drawn draws picture and table anew from the CSV that is kept.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from bench.scale import picture, run, sizing
from bench.scale.places import DATABASES
from bench.scale.rows import Row, read, write

DOCS = Path(__file__).resolve().parents[2] / "docs"
KEPT, PICTURE, GUIDE = "scale.csv", "pictures/scale.svg", "operations.md"


def main() -> int:
    asked = _asked()
    out: Path | None = asked.out
    if asked.drawn:
        _keep(out or DOCS, read((out or DOCS) / KEPT))
        return 0
    begun, found = time.monotonic(), list[Row]()
    with tempfile.TemporaryDirectory(prefix="prosecution-quality-scale-") as scratch:
        for row in run.rows(asked.cases, asked.database, Path(scratch)):
            found.append(row)
            print(f"{time.monotonic() - begun:6.0f} s  {row}", flush=True)
            if out is not None:
                # As it goes: a run that is ended leaves what it measured.
                write(out / KEPT, found)
    if out is not None:
        _keep(out, found)
    return 0


def _keep(out: Path, found: list[Row]) -> None:
    (out / PICTURE).parent.mkdir(exist_ok=True)
    (out / PICTURE).write_text(picture.drawn(found), encoding="utf-8")
    guide = out / GUIDE
    text = guide.read_text("utf-8") if guide.exists() else sizing.EMPTY
    guide.write_text(sizing.put_into(text, found), encoding="utf-8")


def _asked() -> argparse.Namespace:
    of = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    whole, named = "10000,100000,1000000", ",".join(DATABASES)
    of.add_argument("--cases", default=whole, type=_sizes, help=f"sizes ({whole})")
    of.add_argument("--database", default=named, type=_databases, help=f"which ({named})")
    of.add_argument("--out", type=Path, help="folder of what is kept: docs")
    of.add_argument("--drawn", action="store_true", help="measure nothing, draw what is kept")
    return of.parse_args()


def _sizes(text: str) -> list[int]:
    return sorted(int(size) for size in text.split(","))


def _databases(text: str) -> list[str]:
    named = text.split(",")
    if strange := set(named) - set(DATABASES):
        raise argparse.ArgumentTypeError(f"[{', '.join(strange)}] is none of {DATABASES}")
    return named


if __name__ == "__main__":
    sys.exit(main())
