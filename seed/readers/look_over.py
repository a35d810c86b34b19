"""A file before it is read: its size, its first bytes, its lines, in memory of one chunk."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from schemas import errors, findings
from seed.readers import raw
from seed.readers.limits import Limits

CHUNK = 1 << 20
# A smaller file is looked at as it is read.
SMALL = 32 << 20


# Which file it is, how large, and when it was written or renamed last.
Stamp = tuple[int, ...]


CHANGED = (
    "the file was changed while it was read, so that nobody can say what would be stored. Import it"
    " again once it is whole and nobody writes it."
)


class Changed(errors.UserError):
    """The file is another one than that which was looked over."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name}: {CHANGED}")


@dataclass(frozen=True)
class File:
    """A file of a folder or a member of an archive, not yet read.

    `name` is without folders; `path` is None in an archive, and `stamp` is that of the path.
    """

    name: str
    size: int
    open: Callable[[], IO[bytes]]
    path: Path | None = None
    stamp: Stamp = ()

    @property
    def suffix(self) -> str:
        """The ending of its name, in lower case, with its dot."""
        return PurePosixPath(self.name.lower()).suffix

    def read(self) -> bytes:
        """All its bytes. Raises Changed where these are not those that were looked over."""
        # Without a number all of a member is unpacked, whatever its archive declares.
        with self.open() as opened:
            data = opened.read(self.size + 1)
        if self.path is not None and (len(data) != self.size or self.is_changed):
            raise Changed(self.path)
        return data

    @property
    def is_changed(self) -> bool:
        """Whether another file stands at its path, or the same with another content, or none."""
        if self.path is None:
            return False
        try:
            return _stamp(self.path.stat()) != self.stamp
        except OSError:
            return True


def on_disk(path: Path) -> File:
    """The file at `path`. Raises Changed where it has gone.

    Raises SubmissionUnreadable, once opened, where it may not be read.
    """

    def opened() -> IO[bytes]:
        try:
            return path.open("rb")
        except PermissionError as error:
            raise errors.SubmissionUnreadable(
                f"[{path.name}] may not be read by this user. Change its permissions."
            ) from error
        except FileNotFoundError as error:
            raise Changed(path) from error

    try:
        stat = path.stat()
    except FileNotFoundError as error:
        raise Changed(path) from error
    return File(path.name, stat.st_size, opened, path, _stamp(stat))


def _stamp(stat: os.stat_result) -> Stamp:
    # The day of the last change of a file can be set back, that of its entry cannot.
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def changed(files: Iterable[File]) -> Iterator[findings.Finding]:
    """A finding for each of the files that is not the one that was looked over any more."""
    yield from (written_meanwhile(file.name) for file in files if file.is_changed)


def written_meanwhile(name: str) -> findings.Finding:
    """The finding on a file that somebody wrote, replaced or took away while it was read."""
    return findings.Finding(name, "file.changed", CHANGED)


def fault(file: File, limits: Limits, encoding: str = "utf-8") -> findings.Finding | None:
    """Why the text file is not read: too large, no text, too many lines, or too long a line."""
    if file.size > limits.most_bytes:
        return raw.too_large(file.name, file.size, limits.most_bytes)
    if file.size <= SMALL:
        return None
    with file.open() as opened:
        if not_text := raw.no_text(opened.read(raw.LOOKED_AT), file.name, encoding):
            return not_text
    with file.open() as opened:
        return _of_lines(opened, file.name, limits)


def _of_lines(opened: IO[bytes], name: str, limits: Limits) -> findings.Finding | None:
    sign, lines, begun = b"", 0, 0
    while chunk := opened.read(CHUNK):
        if not sign:
            sign = b"\r" if b"\n" not in chunk and b"\r" in chunk else b"\n"
        first = chunk.find(sign)
        begun += len(chunk) if first < 0 else first
        if begun > CHUNK:
            return too_long(name, lines + 1)
        if first >= 0:
            begun = len(chunk) - 1 - chunk.rfind(sign)
            lines += chunk.count(sign)
        if lines > limits.most_rows + 1:
            return too_many(name, limits.most_rows)
    return None


def too_many(name: str, most: int) -> findings.Finding:
    """The finding on a file of more lines than are read."""
    wording = f"there are more than {most:,} rows. Split the submission by period or by office."
    return findings.Finding(name, "file.too_many_rows", wording)


def too_long(name: str, row: int) -> findings.Finding:
    """The finding on a line that no table of codes and dates has."""
    wording = (
        f"the row is longer than {CHUNK:,} bytes. Is a line end or a quotation mark missing?"
        " Export the file anew."
    )
    return findings.Finding(name, "csv.cell_size", wording, row=row)
