"""Keep uploaded files in a private folder that is removed after an hour at the latest."""

import re
import unicodedata
import weakref
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Protocol

from dashboard.timer import call_after_delay
from schemas import errors, findings
from schemas.language import message
from schemas.store import scratch_dir
from seed import readers

PREFIX = "prosecution-quality-upload-"
SECONDS_KEPT = 3600
LONGEST_NAME = 80
LONGEST_SUFFIX = 10
# File systems allow 255 bytes; numbers added to equal names need some.
MOST_NAME_BYTES = 200
STRANGE = re.compile(r"[^\w. -]")
# A single file of these types is a whole submission.
WHOLE = {".zip", ".xlsx"}
SEVERAL = "files"
MANIFEST = "submission.toml"
JURISDICTION = re.compile(r"[A-Z]{3}(-[A-Z0-9]{1,3})?")
MEGABYTE = 1 << 20


class ReceivedFile(Protocol):
    """A file as the page received it."""

    name: str
    size: int

    def getbuffer(self) -> memoryview: ...


class UploadedFiles:
    """The files of one upload, in a private folder.

    The folder is removed with the last reference to this object, at the end of the process, or
    after an hour. Raises UserError if there is not enough disk space.
    """

    def __init__(self, sent: Iterable[ReceivedFile]) -> None:
        self._held = scratch_dir.ScratchDir(PREFIX)
        self._home, self.let_go = self._held.path, self._held.release
        weakref.finalize(self, call_after_delay(SECONDS_KEPT, self.let_go).cancel)
        self._folder = self._home / SEVERAL
        self.names: tuple[str, ...] = ()
        try:
            with scratch_dir.convert_temp_dir_errors():
                self._folder.mkdir(mode=0o700)
            for file in sent:
                self._add_file(file)
        except BaseException:
            # The traceback of the error keeps this object alive, so the files are removed here.
            self.let_go()
            raise

    @property
    def folder(self) -> Path:
        """Return the folder with all files of the upload."""
        return self._folder

    @property
    def path(self) -> Path:
        """Return the path of the submission: the only file if it is a zip or workbook, else the
        folder.
        """
        only = self._folder / self.names[0] if len(self.names) == 1 else None
        return only if only is not None and only.suffix.lower() in WHOLE else self._folder

    @property
    def title(self) -> str:
        """Return the name of the submission for people."""
        tables = [name for name in self.names if not name.endswith(".toml")] or [*self.names]
        more = len(tables) - 1
        return f"{tables[0]} and {more} more" if more else tables[0]

    def state(self, jurisdiction: str) -> None:
        """State the jurisdiction in a new manifest, if the files are CSV files without one.

        Raises UserError if the code is invalid.
        """
        if not JURISDICTION.fullmatch(jurisdiction):
            raise errors.UserError(
                "The code of a jurisdiction has three capital letters, such as AAA. For a part"
                " of a country with its own prosecution service, add its code, such as USA-CA."
            )
        if self.path == self._folder and MANIFEST not in {name.lower() for name in self.names}:
            text = f'jurisdiction = "{jurisdiction}"\n'
            self._write(MANIFEST, text.encode())

    def _add_file(self, file: ReceivedFile) -> None:
        name = unused_name(safe_name(file.name), self.names)
        with file.getbuffer() as content:
            self._write(name, content)
        self.names = (*self.names, name)

    def _write(self, name: str, content: bytes | memoryview) -> None:
        file = self._folder / name
        with scratch_dir.convert_temp_dir_errors():
            # Not readable for other users from the start.
            file.touch(mode=0o600)
            file.write_bytes(content)


def safe_name(name: str) -> str:
    """Return a safe file name without path or control characters and of limited length."""
    last = PurePosixPath(unicodedata.normalize("NFKC", name).replace("\\", "/")).name
    plain = STRANGE.sub("_", last).strip(" .") or "file"
    suffix = PurePosixPath(plain).suffix
    suffix = suffix if len(suffix) <= LONGEST_SUFFIX else ""
    stem = plain.removesuffix(suffix)[: LONGEST_NAME - len(suffix)]
    room = MOST_NAME_BYTES - len(suffix.encode())
    return f"{stem.encode()[:room].decode(errors='ignore')}{suffix}"


def unused_name(name: str, taken: Iterable[str]) -> str:
    """Return a file name with a number added if it is taken, ignoring case."""
    in_use = {one.lower() for one in taken}
    path, number, candidate = PurePosixPath(name), 1, name
    while candidate.lower() in in_use:
        number += 1
        candidate = f"{path.stem}-{number}{path.suffix}"
    return candidate


def too_large_finding(sent: Iterable[ReceivedFile]) -> findings.Finding | None:
    """Return a finding if the files are too large in total, else None; nothing is written yet."""
    sizes = {file.name: file.size for file in sent}
    most = readers.UPLOAD.most_bytes
    if sum(sizes.values()) <= most:
        return None
    largest = safe_name(max(sizes, key=lambda name: sizes[name]))
    wording = message(
        "The files have {megabytes} MB in total. This page accepts at most {most} MB. Pack them"
        " into one .zip file, or import them from the command line.",
        megabytes=f"{sum(sizes.values()) / MEGABYTE:,.0f}",
        most=most // MEGABYTE,
    )
    return findings.Finding(largest, "upload.size", wording)
