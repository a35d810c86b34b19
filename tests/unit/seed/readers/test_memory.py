"""What is too large is refused before it is in memory: measured in a process of its own."""

import subprocess
import sys
import zipfile
from pathlib import Path

from seed import readers
from tests.unit.seed.readers.books import book, changed, replaced

MOST_GROWTH = 300
# Prints the rules found in files, each read within its limits, and by how many
# megabytes the process has grown since its imports.
READS = """
import resource, sys
from pathlib import Path
from seed import readers

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

before = peak()
found = []
for path, limits in zip(sys.argv[1::2], sys.argv[2::2]):
    found += readers.read_submission(Path(path), getattr(readers, limits)).findings
print(peak() - before, *(f.rule for f in found))
"""
ROOT = Path(__file__).parents[4]


def reading(path: Path, limits: str = "COMMAND_LINE", *more: str) -> tuple[int, list[str]]:
    """By how many megabytes reading grows a new process, and the rules it finds.

    `more` are other paths with their limits, read after the first.
    """
    done = subprocess.run(
        [sys.executable, "-c", READS, str(path), limits, *more],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    growth, *rules = done.stdout.split()
    return int(growth), rules


def written(path: Path, head: bytes, piece: bytes, times: int) -> Path:
    with path.open("wb") as file:
        file.write(head)
        for _ in range(times):
            file.write(piece)
    return path


def test_a_cell_of_a_hundred_megabytes_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "cases.csv", b"case_id,scope\nk7,", b"x" * 1_000_000, 100)
    growth, rules = reading(path)
    assert rules == ["csv.cell_size"]
    assert growth < MOST_GROWTH


def test_ten_million_rows_are_refused(tmp_path: Path) -> None:
    rows = b"k7,yes\n" * 100_000
    path = written(tmp_path / "cases.csv", b"case_id,charged\n", rows, 100)
    with zipfile.ZipFile(
        tmp_path / "sent.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1
    ) as packed:
        packed.write(path, "cases.csv")
    growth, rules = reading(path, "COMMAND_LINE", str(tmp_path / "sent.zip"), "COMMAND_LINE")
    assert rules == ["file.too_many_rows"] * 2
    assert growth < MOST_GROWTH


def test_a_bomb_of_four_hundred_megabytes_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = tmp_path / "sent.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("cases.csv", b"0" * (400 << 20))
    growth, rules = reading(path, "COMMAND_LINE", str(path), "UPLOAD")
    assert rules == ["zip.ratio"] * 2
    assert growth < MOST_GROWTH


def test_an_upload_over_its_size_is_refused_unread(tmp_path: Path) -> None:
    path = written(tmp_path / "cases.csv", b"case_id,scope\n", b"k7,x\n" * 200_000, 30)
    assert path.stat().st_size > readers.UPLOAD.most_bytes
    growth, rules = reading(path, "UPLOAD")
    assert rules == ["file.too_large"]
    assert growth < MOST_GROWTH


def test_a_text_that_forty_thousand_cells_share_is_refused_before_each_has_it(
    tmp_path: Path,
) -> None:
    rows = [("case_id", "scope"), *((n, "x") for n in range(40_000))]
    path = changed(
        book(tmp_path / "sent.xlsx", rows),
        {"xl/sharedStrings.xml": replaced("<t>x</t>", f"<t>{'x' * 32_000}</t>")},
    )
    assert path.stat().st_size < 1 << 20
    growth, rules = reading(path)
    assert rules == ["file.decoded"]
    assert growth < MOST_GROWTH
