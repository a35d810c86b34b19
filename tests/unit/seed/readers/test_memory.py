"""What is too large is refused before it is in memory: measured in a process of its own."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from seed import readers
from tests.battery import containers
from tests.unit.seed.readers.books import book, changed, replaced

pytestmark = pytest.mark.soak

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


def reading(*files: tuple[Path, str]) -> tuple[int, list[str]]:
    """By how many megabytes reading these files grows a new process, and the rules it finds."""
    done = subprocess.run(
        [sys.executable, "-c", READS, *(str(part) for file in files for part in file)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    growth, *rules = done.stdout.split()
    return int(growth), rules


def write_repeated(folder: Path, head: bytes, piece: bytes, times: int) -> Path:
    folder.mkdir()
    path = folder / "cases.csv"
    with path.open("wb") as file:
        file.write(head)
        for _ in range(times):
            file.write(piece)
    return path


def packed(path: Path) -> Path:
    """The file in an archive beside it."""
    archive = path.with_name("sent.zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as sent:
        sent.write(path, "cases.csv")
    return archive


def shared_text(path: Path) -> Path:
    """A workbook of 40,000 cells that share one long text."""
    rows = [("case_id", "scope"), *((n, "x") for n in range(40_000))]
    return changed(
        book(path, rows), {"xl/sharedStrings.xml": replaced("<t>x</t>", f"<t>{'x' * 32_000}</t>")}
    )


def test_item_21_22_31_what_is_too_large_is_refused_before_it_is_in_memory(tmp_path: Path) -> None:
    cell = write_repeated(tmp_path / "cell", b"case_id,scope\nk7,", b"x" * 1_000_000, 100)
    rows = write_repeated(tmp_path / "rows", b"case_id,charged\n", b"k7,yes\n" * 100_000, 100)
    bomb = tmp_path / "bomb.zip"
    bomb.write_bytes(containers.bomb("cases.csv", 400 << 20))
    upload = write_repeated(tmp_path / "upload", b"case_id,scope\n", b"k7,x\n" * 200_000, 30)
    assert upload.stat().st_size > readers.UPLOAD.most_bytes
    shared = shared_text(tmp_path / "sent.xlsx")
    assert shared.stat().st_size < 1 << 20
    told = {
        (cell, "COMMAND_LINE"): "csv.cell_size",
        (rows, "COMMAND_LINE"): "file.too_many_rows",
        (packed(rows), "COMMAND_LINE"): "file.too_many_rows",
        (bomb, "COMMAND_LINE"): "zip.ratio",
        (bomb, "UPLOAD"): "zip.ratio",
        (upload, "UPLOAD"): "file.too_large",
        (shared, "COMMAND_LINE"): "file.decoded",
    }
    growth, rules = reading(*told)
    assert rules == [*told.values()]
    assert growth < MOST_GROWTH
