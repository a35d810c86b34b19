"""A body with the returns of a hundred countries: an import, Compare's first view, and memory.

Shown, not limited. Seconds are those of the processor: nothing else counts on a busy machine. Most
of an import goes into the hash of all figures: of the last release, and of the new one.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from streamlit.testing.v1 import AppTest

from bench.memory import in_own_process, most_megabytes
from bench.overview import ROOT, SECONDS
from metrics.release import archive, return_file, returns, signing
from metrics.release.return_file import Return

COUNTRIES = 100
# The last returns come one by one; the first ones in one import.
SINGLE = 4
VIEWS = ({}, {"see": "matrix"}, {"see": "places"}, {"m": "P05j"})


def report(federation: Path) -> list[str]:
    """A line for each step; `federation` has the returns that `demo --returns` writes."""
    return in_own_process("bench.release.returning", federation).splitlines()


def main(federation: Path) -> None:
    """Import a hundred returns into a new body, open its pages, and print what it took."""
    made = [return_file.unpack(file.read_bytes()) for file in sorted(federation.glob("*.zip"))]
    countries = [_renamed(made[number % len(made)], number) for number in range(COUNTRIES)]
    with tempfile.TemporaryDirectory() as folder:
        body = Path(folder) / "body.duckdb"
        for line in (*_imports(body, countries), *_views(body)):
            print(line, flush=True)


def _renamed(made: Return, number: int) -> Return:
    """Return the same of another country."""
    code = pl.lit(f"X{chr(65 + number // 26)}{chr(65 + number % 26)}").alias("jurisdiction")
    content = made.content
    names = ("places", "context", "rows", "cells")
    frames = {name: getattr(content, name).with_columns(code) for name in names}
    frames["places"] = frames["places"].with_columns(name=pl.lit(f"Country {number:03}"))
    return made._replace(
        content=content._replace(**frames),
        corrections=made.corrections.with_columns(code),
        replies=made.replies.with_columns(code),
    )


def _imports(body: Path, countries: list[Return]) -> Iterator[str]:
    url = f"duckdb:///{body}"
    releases_url = archive.address(url, None)
    key = [Ed25519PrivateKey.generate() for _ in countries]
    files = [return_file.pack(one) for one in countries]

    def bring(numbers: range) -> tuple[float, float]:
        started = time.process_time(), time.perf_counter()
        sent = [
            returns.check(releases_url, files[of], signing.sign(key[of], files[of]))
            for of in numbers
        ]
        returns.import_returns(url, releases_url, sent, trusts=lambda _signed: True)
        return time.process_time() - started[0], time.perf_counter() - started[1]

    spent, waited = bring(range(COUNTRIES - SINGLE))
    rows = sum(one.content.rows.height for one in countries)
    yield (
        f"  {COUNTRIES - SINGLE} returns at once: {spent:.1f} s of the processor ({waited:.1f} s);"
        f" {rows:,} figures in all, {max(map(len, files)) / 1e6:.1f} MB a return at most"
    )
    single = [bring(range(of, of + 1)) for of in range(COUNTRIES - SINGLE, COUNTRIES)]
    spent, waited = (max(of) for of in zip(*single, strict=True))
    size = Path(releases_url.removeprefix("duckdb:///")).stat().st_size
    yield (
        f"  one more, at most: {spent:.1f} s of the processor ({waited:.1f} s);"
        f" {size / 1e6:.0f} MB on the disk; at most {most_megabytes():,} MB of memory"
    )


def _views(body: Path) -> Iterator[str]:
    """Yield what the pages take, as everybody sees them, in a process that knows the imports."""
    os.environ["PROSECUTION_QUALITY_DATABASE"] = f"duckdb:///{body}"
    os.environ["PROSECUTION_QUALITY_PUBLIC"] = "yes"
    session = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=SECONDS)
    yield f"  Overview, the first page: {_spent(session):.2f} s"
    session.switch_page("dashboard/pages/compare/page.py")
    for view in VIEWS:
        session.query_params.clear()
        for name, value in view.items():
            session.query_params[name] = value
        took = _spent(session)
        what = ", ".join(f"{name}={value}" for name, value in view.items()) or "one measure"
        yield f"  Compare, {what}: {took:.2f} s; seen again {_spent(session):.2f} s"
    yield f"  at most {most_megabytes():,} MB of memory"


def _spent(session: AppTest) -> float:
    before = time.process_time()
    session.run()
    if session.exception:
        raise AssertionError(session.exception[0].value)
    return time.process_time() - before


if __name__ == "__main__":
    main(Path(sys.argv[1]))
