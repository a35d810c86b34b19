"""Items 21, 22 and 31: what is too large is refused before it is held in memory."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.jobs import runner, upload_jobs
from tests.battery.cases import containers
from tests.battery.growing import Grown, by_upload
from tests.fixtures.surroundings import ROOT
from tests.soak import everyday, soak_size
from tests.submissions import write

MOST_GROWN = 300
CELL_MEGABYTES = 100
# The least a row can be: it is refused before anything looks at what it says.
ROW = b"a,b\n"
HEADER = b"case_id,scope\n"
TOO_MANY, TOO_MANY_UPLOADED, GOOD_ROWS = 10_000_000, 200_001, 200_000
Way = Callable[[Path, Path], Grown]


def through_the_command_line(root: Path, path: Path) -> Grown:
    """What a process of its own says, and how it grew."""
    command = [sys.executable, "-m", "tests.battery.growing", str(root / "x.duckdb"), str(path)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return Grown(*json.loads(done.stdout))


def through_the_upload(root: Path, path: Path) -> Grown:
    """What a child of the application says, and how it grew."""
    ended = runner.run_and_wait(by_upload, upload_jobs.UploadRequest(path, str(root / "x.duckdb")))
    assert isinstance(ended.result, Grown), ended
    return ended.result


# A new process takes seconds to begin. Every day it is shown one file that is too large, and the
# readers' own tests show it the others.
either_way = pytest.mark.parametrize(
    "way", everyday(through_the_upload, rest=[through_the_command_line])
)


def sent(folder: Path, *chunks: bytes) -> Path:
    """A submission whose file of cases is made of the chunks."""
    write(folder)
    with (folder / "cases.csv").open("wb") as cases:
        cases.writelines(chunks)
    return folder


@either_way
def test_item_21_a_cell_of_100_megabytes_is_refused_within_little_memory(
    tmp_path: Path, way: Way
) -> None:
    cell = (b"x" * (1 << 20) for _ in range(soak_size(CELL_MEGABYTES)))
    answer = way(tmp_path, sent(tmp_path / "big", HEADER, b"k7,", *cell, b"\n"))
    assert answer.rules in (["csv.cell_size"], ["file.too_large"])
    assert answer.megabytes < MOST_GROWN


@pytest.mark.parametrize(
    ("way", "rows"),
    everyday((through_the_upload, TOO_MANY_UPLOADED), rest=[(through_the_command_line, TOO_MANY)]),
)
def test_item_22_more_rows_than_are_read_are_refused_by_their_number(
    tmp_path: Path, way: Way, rows: int
) -> None:
    answer = way(tmp_path, sent(tmp_path / "long", HEADER, ROW * rows))
    assert answer.rules == ["file.too_many_rows"]
    assert answer.megabytes < MOST_GROWN


def test_item_22_an_upload_above_its_size_is_refused_by_its_size(tmp_path: Path) -> None:
    answer = through_the_upload(tmp_path, sent(tmp_path / "long", HEADER, ROW * TOO_MANY))
    assert answer.rules == ["file.too_large"]
    assert answer.megabytes < MOST_GROWN


@either_way
def test_item_22_the_rows_that_an_upload_may_have_are_taken(tmp_path: Path, way: Way) -> None:
    rows = (
        f"k{at * 7919 % 1_000_003},charged_as_trafficking\n".encode()
        for at in range(soak_size(GOOD_ROWS))
    )
    answer = way(tmp_path, sent(tmp_path / "good", HEADER, *rows))
    assert answer.status in {"stored", "checked"}
    assert answer.rules == []


@either_way
@pytest.mark.parametrize("swelling", everyday(containers.lying, rest=[containers.swelling]))
def test_item_31_an_archive_that_swells_is_refused_within_little_memory(
    tmp_path: Path, way: Way, swelling: Callable[[], dict[str, bytes]]
) -> None:
    path = tmp_path / containers.NAME
    path.write_bytes(swelling()[containers.NAME])
    answer = way(tmp_path, path)
    assert answer.status == "refused"
    assert {"zip.ratio", "zip.damaged"} & {*answer.rules}
    assert answer.megabytes < MOST_GROWN
