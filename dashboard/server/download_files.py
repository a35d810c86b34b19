"""Files to download: each only for the user for whom it was made, for some minutes."""

import csv
import fcntl
import hashlib
import io
import os
import secrets
import sys
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard import access
from schemas import errors
from schemas.language import marked, t
from schemas.store import atomic_write

# The environment variable with the path of the counts; without it nothing is counted.
COUNTS_FILE = "PROSECUTION_QUALITY_DOWNLOADS"
COUNT_COLUMNS = ("day", "file", "times")
NO_COUNTS = marked("The file has no counts of downloads")
Counts = Counter[tuple[str, str]]


def _today_utc() -> date:
    return datetime.now(UTC).date()


class DownloadCounts:
    """Counts downloads by day and file name, and adds them to a file."""

    def __init__(self, today: Callable[[], date] = _today_utc) -> None:
        self._today, self._new, self._lock = today, Counts(), threading.Lock()

    def add(self, name: str) -> None:
        """Count one download of a file with that name."""
        if os.environ.get(COUNTS_FILE):
            with self._lock:
                self._new[self._today().isoformat(), name] += 1

    def write(self) -> None:
        """Add the new counts to the file; if this fails, keep them for the next time."""
        path = os.environ.get(COUNTS_FILE)
        with self._lock:
            if not path or not self._new:
                return
            try:
                with _locked(Path(path)):
                    atomic_write.write_private(
                        Path(path), _counts_text(_read_counts(Path(path)) + self._new)
                    )
            except (OSError, ValueError) as error:
                why = error.strerror if isinstance(error, OSError) else t(NO_COUNTS)
                sys.stderr.write(
                    t(
                        "Cannot write the counts of downloads to [{path}]: {reason}. The server"
                        " tries again every ten minutes, and keeps the counts until it ends. Allow"
                        " it to write there, or name another file in {variable}.",
                        path=path,
                        reason=why,
                        variable=COUNTS_FILE,
                    )
                    + "\n"
                )
            else:
                self._new.clear()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Let other processes of the server, which add to the same file, wait during the block."""
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        # Closing the file ends the lock.
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _read_counts(path: Path) -> Counts:
    if not path.exists():
        return Counts()
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        next(lines, None)
        return Counts({(day, name): int(times) for day, name, times in lines})


def _counts_text(counts: Counts) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COUNT_COLUMNS)
    writer.writerows((*key, times) for key, times in sorted(counts.items()))
    return text.getvalue()


DOWNLOAD_COUNTS = DownloadCounts()
PLACE = "/files"
# Seconds that a file is kept. After that the page makes it again.
LASTS = 15 * 60
MEGABYTE = 1024 * 1024
# The most bytes for one user and for all; beyond that the oldest files are removed.
MOST_OF_ONE, MOST = 128 * MEGABYTE, 512 * MEGABYTE
MOST_FILES_OF_ONE, MOST_FILES = 200, 10_000
CANNOT = marked(
    "This file cannot be downloaded now, because the download cannot be written to the audit log."
)


@dataclass(frozen=True)
class Recorded:
    """A file for which `write` logs each download before it is sent.

    `write` raises DatabaseUnavailable.
    """

    content: bytes
    write: Callable[[], None]


Content = bytes | Recorded | Callable[[], bytes]


@dataclass(frozen=True)
class File:
    """A file that is ready to download.

    If `content` is a function, it is called at each download.
    """

    holder: access.RequestUser
    name: str
    kind: str
    content: Content
    until: float

    @property
    def size(self) -> int:
        """Return the number of bytes in memory."""
        there = _bytes_in_memory(self.content)
        return 0 if there is None else len(there)

    def content_to_send(self) -> bytes:
        """Return the content for a download. Raises DatabaseUnavailable if it cannot be logged."""
        match self.content:
            case bytes():
                return self.content
            case Recorded():
                self.content.write()
                return self.content.content
        return self.content()


class DownloadStore:
    """The downloads of a server, each under a random token."""

    def __init__(
        self,
        most_of_one: int = MOST_OF_ONE,
        most: int = MOST,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._most_of_one, self._most, self._clock = most_of_one, most, clock
        self._files: OrderedDict[str, File] = OrderedDict()
        self._tokens: dict[tuple[access.RequestUser, str, str], str] = {}
        self._lock = threading.Lock()

    def store(self, holder: access.RequestUser, content: Content, *, name: str, kind: str) -> str:
        """Store a file for download and return its address. The same file keeps its address."""
        with self._lock:
            same = (holder, name, _content_hash(content))
            token = self._tokens.get(same) or secrets.token_urlsafe(24)
            self._files[token] = File(holder, name, kind, content, self._clock() + LASTS)
            self._files.move_to_end(token)
            self._tokens[same] = token
            self._make_room(holder)
        return f"{PLACE}/{token}/{quote(name, safe='')}"

    def take(self, token: str, holder: access.RequestUser) -> File | None:
        """Return a file for the user who asks; None if there is none or it is somebody else's."""
        file = self._files.get(token)
        if file is None or file.until <= self._clock() or file.holder != holder:
            return None
        return file

    def let_go(self, key: str) -> None:
        """Remove the files of a session that has ended."""
        with self._lock:
            self._remove_files(
                [token for token, file in self._files.items() if file.holder.key == key]
            )

    def _make_room(self, holder: access.RequestUser) -> None:
        now = self._clock()
        self._remove_files([token for token, file in self._files.items() if file.until <= now])
        own = [token for token, file in self._files.items() if file.holder == holder]
        self._remove_files(self._oldest_beyond_limits(own, self._most_of_one, MOST_FILES_OF_ONE))
        self._remove_files(self._oldest_beyond_limits(list(self._files), self._most, MOST_FILES))

    def _oldest_beyond_limits(self, tokens: list[str], most: int, number: int) -> list[str]:
        """Return the oldest files to remove, until the others fit the limits; never the newest."""
        too_much = sum(self._files[token].size for token in tokens) - most
        too_many = len(tokens) - number
        going: list[str] = []
        for token in tokens[:-1]:
            if too_much <= 0 and len(going) >= too_many:
                break
            too_much -= self._files[token].size
            going.append(token)
        return going

    def _remove_files(self, tokens: list[str]) -> None:
        for token in tokens:
            del self._files[token]
        if tokens:
            self._tokens = {
                same: token for same, token in self._tokens.items() if token in self._files
            }


HERE = DownloadStore()


def send_file(request: Request) -> Response:
    """Send a file to the user for whom it was made; the user is checked at each download."""
    holder = access.user_of_session(request.headers.get(access.HEADER, ""))
    file = HERE.take(request.path_params["token"], holder)
    # Anonymous users without a session get no files, because they would share them.
    if file is None or holder.scope_id == access.NOTHING or holder == access.ANYBODY:
        # The same response as for a file that does not exist.
        return PlainTextResponse("Not Found", status_code=404)
    try:
        content = file.content_to_send()
    except errors.DatabaseUnavailable:
        return PlainTextResponse(t(CANNOT), status_code=503)
    if holder.scope_id == access.RELEASE:
        DOWNLOAD_COUNTS.add(file.name)
    headers = {
        "cache-control": "no-store",
        "content-disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
    }
    return Response(content, media_type=file.kind, headers=headers)


ROUTE = Route(f"{PLACE}/{{token}}/{{name}}", send_file, methods=["GET"])


def _bytes_in_memory(content: Content) -> bytes | None:
    """Return the bytes in memory; None if they are made at the download."""
    if isinstance(content, Recorded):
        return content.content
    return content if isinstance(content, bytes) else None


def _content_hash(content: Content) -> str:
    if (there := _bytes_in_memory(content)) is not None:
        return hashlib.sha256(there).hexdigest()
    assert callable(content)
    # A file made at the download is the same as long as the same function makes it.
    return f"{content.__module__}.{content.__qualname__}"
