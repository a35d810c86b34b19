"""The ways in, each from a folder of files to an answer; and what is stored thereafter."""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import Any, NamedTuple

import polars as pl
import pytest
from sqlalchemy import select

from dashboard.cli import main
from dashboard.jobs import runner, upload_jobs
from schemas import scopes, tables
from schemas.store import database
from seed import batches
from tests.battery import containers
from tests.battery.case import COMMAND_LINE, UPLOAD, A, Case, Files, Q, W
from tests.soak import everyday

EXTRACTED = "extracted_on = 2025-06-30"
# A file with this suffix is a submission alone.
NEVER_READ = {".xlsm", ".xlsb", ".xls", ".ods"}
WHOLE = {".zip", ".xlsx", *NEVER_READ}
STORED = {A, W, Q}
MANIFEST = "submission.toml"
NOT_SAID = "jurisdiction = -"
# Stands in the table for the jurisdiction of each case.
NO_CODE = "XAA"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Answer(NamedTuple):
    """What became of one submission, what was found, and every text that came out."""

    source: str
    status: str
    batch_id: int | None
    findings: list[dict[str, Any]]
    said: str


class Held(NamedTuple):
    """What a database holds: rows by table, findings of its batches, and all of it as text."""

    rows: Mapping[str, pl.DataFrame]
    findings: pl.DataFrame
    text: str


Send = Callable[[str, Path, Sequence[int]], Answer]


def code_of(case: Case) -> str:
    """A jurisdiction of the case's own; none is a real country's."""
    first, second = divmod(case.place, len(LETTERS))
    return f"X{LETTERS[first]}{LETTERS[second]}"


def place(case: Case, files: Files, root: Path) -> Path:
    """The files as a submission of the case's jurisdiction: a folder, or a file that is one."""
    code, only = code_of(case), PurePath(next(iter(files)))
    if len(files) == 1 and only.suffix in WHOLE:
        path = root / f"{code}{only.suffix}"
        data = files[str(only)]
        path.write_bytes(_with_code(data, code) if case.outcome in STORED else data)
        return path
    path = root / code
    path.mkdir()
    (path / MANIFEST).write_text(_manifest(case, code))
    for name, data in files.items():
        text = name.endswith(".csv")
        (path / name).write_bytes(data.replace(NO_CODE.encode(), code.encode()) if text else data)
    return path


def by_command_line(url: str, path: Path, *options: str) -> list[Answer]:
    """What `import --json` answers for each submission at the path."""
    said = _said(url, "import", str(path), "--json", *options)
    if not said.startswith("["):
        return [Answer(path.name, "refused", None, [], said)]
    receipts, _ = json.JSONDecoder().raw_decode(said)
    return [
        Answer(
            PurePath(receipt["source"]).stem,
            receipt["status"],
            receipt["batch_id"],
            receipt["findings"],
            said if len(receipts) == 1 else json.dumps(receipt, ensure_ascii=False),
        )
        for receipt in receipts
    ]


def text_by_command_line(url: str, path: Path) -> str:
    """What `import` tells a person."""
    return _said(url, "import", str(path))


def by_source(text: str) -> dict[str, str]:
    """What is told of each submission: its name stands before a colon, the rest is indented."""
    parts: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith(" "):
            name = PurePath(line.partition(": ")[0]).stem
        parts[name] = parts.get(name, "") + line + "\n"
    return parts


def together_by_command_line(url: str, paths: list[Path]) -> dict[str, Answer]:
    """What became of each submission, by its name, all stored in one import but for the refused.

    The paths are the folders and files of one folder.
    """
    answers = {one.source: one for one in by_command_line(url, paths[0].parent, "--accept-partial")}
    refused = [path for path in paths if answers[path.stem].status == "refused"]
    if refused:
        # One that is refused keeps the others out.
        for path in refused:
            path.rename(path.parent.with_name(f"refused {path.parent.name} {path.name}"))
        without = by_command_line(url, paths[0].parent, "--accept-partial")
        answers |= {one.source: one for one in without}
    return answers


def by_upload(work: runner.Work, requests: Iterable[upload_jobs.UploadRequest]) -> list[Answer]:
    """What a child process answers for each request, two at work at once as on the page."""
    started = [runner.start_job(work, request) for request in requests]
    return [_of_upload(job.wait()) for job in started]


def send_by_command_line(url: str, path: Path, supersedes: Sequence[int] = ()) -> Answer:
    """What `import` made of the submission."""
    named = [word for number in supersedes for word in ("--supersedes", str(number))]
    [answer] = by_command_line(url, path, *named)
    return answer


def send_by_upload(url: str, path: Path, supersedes: Sequence[int] = ()) -> Answer:
    """What became of the submission that was accepted on the page."""
    [answer] = by_upload(
        upload_jobs.store_upload,
        [upload_jobs.UploadRequest(path, url, supersedes=tuple(supersedes))],
    )
    return answer


def _of_upload(ended: runner.Ended) -> Answer:
    outcome = ended.result
    if not isinstance(outcome, upload_jobs.Examined | upload_jobs.Accepted):
        # The child gave no answer: whatever was expected, this was not.
        return Answer("", f"ended: {ended.fault}", None, [], repr(ended))
    [receipt] = outcome.receipts
    return Answer(
        PurePath(receipt.source).stem,
        receipt.status,
        receipt.batch_id,
        [asdict(finding) for finding in receipt.findings],
        repr(outcome),
    )


SENDERS: dict[str, Send] = {COMMAND_LINE: send_by_command_line, UPLOAD: send_by_upload}
# In every run by the command line alone: what uploads find of cases is asked beside it.
OFTEN = everyday(COMMAND_LINE, rest=[UPLOAD])
either_way = pytest.mark.parametrize("send", [SENDERS[way] for way in OFTEN], ids=OFTEN)


def held(url: str) -> Held:
    """All that the database holds."""
    with database.reading(url).connect() as connection:
        rows = {
            str(table.name): database.read_frame(connection, select(table))
            for table in tables.RECORD_TABLES
        }
        stored = batches.all_batches(connection, scopes.EVERYTHING)["batch_id"]
        found = pl.concat(
            batches.findings_of(connection, scopes.EVERYTHING, number).with_columns(
                batch_id=pl.lit(number)
            )
            for number in stored
        )
    text = "".join(frame.write_csv() for frame in (*rows.values(), found) if frame.height)
    return Held(rows, found, text)


def _with_code(data: bytes, code: str) -> bytes:
    """The archive or workbook, with the jurisdiction in its parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changed = {name: part.replace(NO_CODE.encode(), code.encode()) for name, part in parts.items()}
    return containers.archive(changed)


def _manifest(case: Case, code: str) -> str:
    """The case's own lines; the jurisdiction and the extraction where it says nothing of them."""
    said = {line.partition(" =")[0] for line in case.manifest}
    usual = (f'jurisdiction = "{code}"', EXTRACTED)
    lines = [*case.manifest, *(line for line in usual if line.partition(" =")[0] not in said)]
    return "\n".join(line for line in lines if line != NOT_SAID).replace(NO_CODE, code)


def _said(url: str, *arguments: str) -> str:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), suppress(SystemExit):
        main(("--database", url, *arguments))
    return out.getvalue() + err.getvalue()
