"""An upload of some 200,000 rows, checked, compared and accepted, against the command's import.

The upload reads, checks and counts twice: once to say what would change, once to store it. The
command line does it once, in a process of its own, as people start it.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from bench.ratio import Ratio, in_turns
from dashboard.jobs import runner, upload_jobs

LIMIT = 3.0
ROWS = 200_000
ROOT = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-c", "from dashboard.cli import main; main()"]


def rows_of(submission: Path) -> int:
    """The lines below the headers."""
    return sum(file.read_bytes().count(b"\n") - 1 for file in submission.glob("*.csv"))


def chosen(folder: Path) -> Path:
    """The submission of the made-up world whose size is nearest to an upload's largest."""
    inside = [path for path in folder.iterdir() if path.is_dir()]
    return min(inside, key=lambda path: abs(rows_of(path) - ROWS))


def upload(file: Path, url: str) -> None:
    """What the page does between the file and the stored batch."""
    request = upload_jobs.UploadRequest(file, url)
    examined = runner.run_and_wait(upload_jobs.dry_run_upload, request).result
    assert isinstance(examined, upload_jobs.Examined)
    shown = replace(request, content_hash=examined.content_hash, version=examined.version)
    accepted = runner.run_and_wait(upload_jobs.store_upload, shown).result
    assert isinstance(accepted, upload_jobs.Accepted)
    if accepted.receipts[0].status != "stored":
        raise AssertionError("The upload was not stored.")


def command(file: Path, url: str) -> None:
    """The same by the command line."""
    line = [*COMMAND, "--database", url, "import", str(file)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run(line, check=True, capture_output=True, env=environment)


def ratio(folder: Path, scratch: Path) -> Ratio:
    """`folder` holds the submissions of the made-up world."""
    submission = chosen(folder)
    packed = Path(shutil.make_archive(str(scratch / "upload"), "zip", submission))
    database = scratch / "uploaded.duckdb"

    def into_nothing(way: object) -> None:
        database.unlink(missing_ok=True)
        assert callable(way)
        way(packed, f"duckdb:///{database}")

    mine, theirs = in_turns(lambda: into_nothing(upload), lambda: into_nothing(command))
    remark = f"{rows_of(submission):,} rows in a zip of {packed.stat().st_size:,} bytes"
    return Ratio("Upload, shown and accepted", mine, theirs, LIMIT, remark)
