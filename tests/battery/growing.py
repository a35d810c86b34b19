"""How much a process grows while it reads a submission, by the command line and in an upload."""

import contextlib
import io
import json
import resource
import sys
from pathlib import Path
from typing import NamedTuple

from dashboard.cli import main as command_line
from dashboard.jobs import upload_jobs
from dashboard.jobs.runner import Progress
from tests.submissions import CASES, write


class Grown(NamedTuple):
    """The rules of the errors found, and the megabytes by which the process grew meanwhile."""

    status: str
    rules: list[str]
    megabytes: int


def most_held() -> int:
    """The most megabytes that this process has held at once."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // 1024 if sys.platform != "darwin" else most >> 20


def by_command_line(url: str, path: Path) -> Grown:
    """An import in this process, which has imported a small submission before."""
    small = write(Path(url).parent / "small", 'jurisdiction = "QMA"', cases=CASES)
    _said(url, small)
    before = most_held()
    [receipt] = json.loads(_said(url, path))
    rules = [finding["rule"] for finding in receipt["findings"] if finding["severity"] == "error"]
    return Grown(receipt["status"], rules, most_held() - before)


def by_upload(request: upload_jobs.UploadRequest, progress: Progress) -> Grown:
    """The work of a child process: examine, and look at its own memory."""
    before = most_held()
    [receipt] = upload_jobs.dry_run_upload(request, progress).receipts
    rules = [finding.rule for finding in receipt.findings if finding.severity == "error"]
    return Grown(receipt.status, rules, most_held() - before)


def _said(url: str, path: Path) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        command_line(("--database", url, "import", str(path), "--json"))
    return out.getvalue()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(by_command_line(sys.argv[1], Path(sys.argv[2]))))
