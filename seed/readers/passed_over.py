"""Files that lie beside what is read and are not: they are named, with what to save them as."""

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from schemas import findings
from seed.readers import archive
from seed.readers import workbook as workbooks
from seed.readers.limits import COMMAND_LINE

# Of these kinds there may be records in a file, and no reader.
UNREAD = frozenset(workbooks.OTHERS)
# Read by themselves, and from a folder.
ALONE = (".xlsx", ".parquet")
RULE = "file.passed_over"


def names_at(path: Path) -> tuple[str, ...]:
    """The names of the files in a folder, or in an archive that may be unpacked; else none."""
    if path.is_dir():
        return tuple(sorted(one.name for one in path.iterdir() if one.is_file()))
    if path.suffix.lower() != ".zip":
        return ()
    packed = archive.opened(path)
    if isinstance(packed, findings.Finding):
        return ()
    with packed:
        if archive.faults(packed, path, COMMAND_LINE):
            return ()
        return tuple(file.name for file in archive.members(packed))


def of_unread_kinds(names: Iterable[str]) -> Iterator[findings.Finding]:
    """A warning for each file whose kind may hold records and is not read; copies in use aside."""
    for name in names:
        what = workbooks.OTHERS.get(_suffix(name))
        if what is not None and not name.startswith((".", "~$")):
            yield _told(name, f"this is {what}, which is passed over. {workbooks.SAVE_AS}")


def of_archive(path: Path) -> Iterator[findings.Finding]:
    """The same of an archive, in which workbooks are not read either."""
    for name in names_at(path) if path.suffix.lower() == ".zip" else ():
        if _suffix(name) in ALONE:
            wording = "this is not read from inside an archive. Send it alone, or as CSV UTF-8."
            yield _told(name, wording)
        yield from of_unread_kinds((name,))


def beside_submissions(names: Iterable[str]) -> Iterator[findings.Finding]:
    """A warning for each of the files that lie among submissions and are none."""
    for name in names:
        if _suffix(name) in UNREAD:
            yield from of_unread_kinds((name,))
            continue
        wording = (
            "this file is passed over: submissions are folders of CSV files, .zip and .xlsx. If it"
            " holds records, save each table as CSV UTF-8 into a folder of its own; a mapping reads"
            " other exports."
        )
        yield _told(name, wording)


def _told(name: str, wording: str) -> findings.Finding:
    return findings.Finding(name, RULE, wording, findings.Severity.WARNING)


def _suffix(name: str) -> str:
    return PurePosixPath(name.lower()).suffix
