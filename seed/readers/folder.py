"""A submission's folder, archive, workbook or single file -> its text tables and findings."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from schemas import errors, findings
from seed.readers import archive, gathering, look_over, manifest, passed_over, raw
from seed.readers import workbook as workbooks
from seed.readers.gathering import Gathered
from seed.readers.limits import COMMAND_LINE, Limits
from seed.readers.look_over import File
from seed.submission import Submission, content_hash

# What a submission may be, when it is one file.
SINGLE = {".csv", ".xlsx", ".parquet"}
# What people set beside records; a folder of submissions may hold them and is none for it.
LISTS = {"targets.csv", "events.csv", "rates.csv", "wages.csv"}


def read(path: Path, limits: Limits = COMMAND_LINE) -> Submission:
    """The submission at `path`: a folder or `.zip` of CSV files, a workbook, or one CSV file.

    A folder may hold Parquet files and workbooks beside them, where `limits` take these. What is
    wrong with its files stands in its findings. Raises SubmissionUnreadable where nothing is there,
    or nothing that could be a submission.
    """
    gathered = Gathered(limits)
    for file in _files(path, gathered):
        gathering.take(file, gathered)
    if changed := tuple(_changed(path, gathered)):
        # Whatever else was found is of files that are no more.
        gathered = Gathered(limits, seen=gathered.seen, faults=list(changed))
    if not gathered.texts and not gathered.faults and (gathered.seen - {manifest.FILE}):
        wording = "no table has a row. Fill at least one; those that stay blank are not collected."
        gathered.faults.append(findings.Finding(path.name, "file.no_rows", wording))
    if not gathered.seen and not gathered.faults:
        raise errors.SubmissionUnreadable(
            f"[{path.name}] holds no CSV file and no workbook. Expected is a folder or .zip with"
            " files such as cases.csv; `prosecution-quality template DIR` writes an empty one."
        )
    return Submission(
        source=path.resolve().name,
        manifest=gathered.manifest,
        texts=tuple(gathered.texts.values()),
        content_hash=content_hash(gathered.hashes, gathered.manifest),
        findings=tuple(gathered.faults),
    )


def submissions(path: Path) -> list[Path]:
    """The submissions at `path`: itself, or those that a folder without tables of its own holds.

    These are folders with tables, archives and workbooks. Raises SubmissionUnreadable where nothing
    is there.
    """
    _require(path)
    if not path.is_dir() or _holds_tables(path):
        return [path]
    inside = sorted(path.iterdir())
    return [one for one in inside if _is_records(one) and _is_submission(one)] or [path]


def beside(path: Path) -> tuple[findings.Finding, ...]:
    """A warning for each file among the submissions of a folder that is none of them."""
    if submissions(path) == [path]:
        return ()
    others = (one for one in sorted(path.iterdir()) if one.is_file() and not _is_submission(one))
    names = (one.name for one in others if _is_records(one) and one.name.lower() not in LISTS)
    return tuple(passed_over.beside_submissions(names))


def _is_records(one: Path) -> bool:
    """Whether it is not known to hold none: hidden, a copy of what is open, written for people."""
    return not one.name.startswith((".", "~$")) and one.name.lower() not in gathering.FOR_PEOPLE


def _is_submission(one: Path) -> bool:
    if one.is_dir():
        return _holds_tables(one)
    return one.is_file() and one.suffix.lower() in (".zip", ".xlsx")


def _holds_tables(folder: Path) -> bool:
    return any(
        one.suffix.lower() in (".csv", ".parquet") and one.name.lower() not in LISTS
        for one in folder.iterdir()
    )


def _require(path: Path) -> None:
    if not path.exists():
        raise errors.SubmissionUnreadable(
            f"Nothing is at [{path.name}]. Expected is a folder or .zip of CSV files or a workbook."
        )


def _changed(path: Path, gathered: Gathered) -> Iterator[findings.Finding]:
    """A finding for each file that is no more as it was when the first of them was read."""
    yield from look_over.changed(gathered.looked_over)
    if path.is_dir():
        before = {file.name for file in gathered.looked_over}
        yield from (
            look_over.written_meanwhile(one.name)
            for one in sorted(path.iterdir())
            if one.is_file() and one.name not in before
        )


def _files(path: Path, gathered: Gathered) -> Iterator[File]:
    _require(path)
    suffix = path.suffix.lower()
    if path.is_dir():
        gathered.looked_over += [
            look_over.on_disk(one) for one in sorted(path.iterdir()) if one.is_file()
        ]
        yield from _manifest_first(gathered.looked_over)
        return
    if suffix not in {".zip", *SINGLE, *workbooks.OTHERS}:
        raise errors.SubmissionUnreadable(
            f"[{path.name}] is neither a folder, a .zip, a .csv file nor an .xlsx workbook. Save"
            " each table as CSV UTF-8 into one folder."
        )
    gathered.looked_over.append(look_over.on_disk(path))
    if suffix == ".zip":
        yield from _unpacked(path, gathered)
    else:
        yield from gathered.looked_over


def _unpacked(path: Path, gathered: Gathered) -> Iterator[File]:
    size = path.stat().st_size
    if size > gathered.limits.most_bytes:
        gathered.faults.append(raw.too_large(path.name, size, gathered.limits.most_bytes))
        return
    opened = archive.opened(path)
    if isinstance(opened, findings.Finding):
        gathered.faults.append(opened)
        return
    with opened as packed:
        faults = archive.faults(packed, path, gathered.limits)
        gathered.faults += faults
        if not faults:
            yield from _manifest_first(archive.members(packed))


def _manifest_first(files: Iterable[File]) -> list[File]:
    """It says how the others are written."""
    return sorted(files, key=lambda file: file.name.lower() != manifest.FILE)
