"""A file before it is read: its size, its first bytes, its lines, in memory of one chunk."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from schemas import errors, findings
from seed.readers import raw
from seed.readers.limits import Limits

CHUNK = 1 << 20
# A smaller file is looked at as it is read.
SMALL = 32 << 20


@dataclass(frozen=True)
class File:
    """A file of a folder or a member of an archive, not yet read.

    `name` is without folders; `path` is None in an archive.
    """

    name: str
    size: int
    open: Callable[[], IO[bytes]]
    path: Path | None = None

    @property
    def suffix(self) -> str:
        """The ending of its name, in lower case, with its dot."""
        return PurePosixPath(self.name.lower()).suffix

    def read(self) -> bytes:
        # Without a number all of a member is unpacked, whatever its archive declares.
        with self.open() as opened:
            return opened.read(self.size + 1)


def on_disk(path: Path) -> File:
    """The file at `path`. Raises SubmissionUnreadable, once opened, where it may not be read."""

    def opened() -> IO[bytes]:
        try:
            return path.open("rb")
        except PermissionError as error:
            raise errors.SubmissionUnreadable(
                f"[{path.name}] may not be read by this user. Change its permissions."
            ) from error

    return File(path.name, path.stat().st_size, opened, path)


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
