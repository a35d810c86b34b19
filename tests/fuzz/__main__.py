"""`python -m tests.fuzz --minutes 60`: bytes guided by what they reach in the readers (Linux).

What breaks the property is kept under .hypothesis/fuzz and printed with its traceback.
"""

import argparse
import sys
from pathlib import Path

from tests.fuzz import seeds

KEPT = Path(".hypothesis") / "fuzz"
MOST_BYTES = 1 << 16
PARTS = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml")


def main() -> None:
    """Fuzz for so many minutes; exits with libFuzzer's code, not 0 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--minutes", type=int, default=60)
    minutes = parser.parse_args().minutes
    try:
        import atheris
    except ImportError:
        sys.exit("atheris is not installed: `make fuzz` installs it, on Linux.")
    with atheris.instrument_imports(include=["seed.readers"]):
        from tests.fuzz import holding

    def one(data: bytes) -> None:
        """The first byte says what the others are."""
        if not data:
            return
        kind, rest = data[0] % 4, data[1:]
        if kind == 0:
            holding.csv_holds(rest)
        elif kind == 1:
            part = PARTS[data[0] // 4 % len(PARTS)]
            holding.workbook_holds(seeds.packed({**seeds.parts(seeds.workbook()), part: rest}))
        elif kind == 2:
            holding.workbook_holds(rest)
        else:
            holding.archive_holds(rest)

    corpus = _corpus()
    options = [f"-max_total_time={minutes * 60}", f"-max_len={MOST_BYTES}", "-timeout=60"]
    atheris.Setup(
        [sys.argv[0], *options, "-rss_limit_mb=4096", f"-artifact_prefix={KEPT}/", str(corpus)], one
    )
    atheris.Fuzz()


def _corpus() -> Path:
    """Sound files to begin with, and whatever earlier runs have found to reach further."""
    corpus = KEPT / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    sound = {
        "csv": b"\0" + seeds.CASES,
        "workbook": b"\2" + seeds.workbook(),
        "archive": b"\3" + seeds.archive(),
    }
    parts = seeds.parts(seeds.workbook())
    sound |= {f"part{at}": bytes([1 + 4 * at]) + parts[name] for at, name in enumerate(PARTS)}
    for name, data in sound.items():
        (corpus / name).write_bytes(data)
    return corpus


if __name__ == "__main__":
    main()
