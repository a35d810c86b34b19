"""The work on uploaded returns in a child process: check them, and import them."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from dashboard import released_data
from dashboard.jobs.runner import Progress
from metrics.release import reading, return_file, returns, signing
from schemas import errors
from schemas.language import marked, message, sentences

CHECKING, STORING = marked("Checking the returns"), marked("Storing the returns")
ZIP = ".zip"


class CheckedReturn(NamedTuple):
    """A return that may be imported: its file name, its content, and what it would change."""

    name: str
    sent: returns.Sent
    change: reading.LastChange | None


class Checked(NamedTuple):
    """The returns of an upload, none of which is refused."""

    returns: tuple[CheckedReturn, ...]


class Imported(NamedTuple):
    """The returns of an upload that were imported."""

    returns: tuple[returns.Stored, ...]


NONE_IMPORTED = Imported(())


@dataclass(frozen=True)
class CheckRequest:
    """The request to check the returns in `folder`; `url` is the database of records."""

    folder: Path
    url: str


@dataclass(frozen=True)
class ImportRequest:
    """The request to import checked returns. `trusted` are fingerprints of trusted keys."""

    url: str
    checked: tuple[CheckedReturn, ...]
    trusted: frozenset[str]


def are_returns(names: list[str]) -> bool:
    """Return whether uploaded files are returns: only these come with a signature."""
    return any(name.lower().endswith(signing.SUFFIX) for name in names)


def check_returns(request: CheckRequest, progress: Progress) -> Checked:
    """Return the content of the returns. Raises UserError, with the file's name, on a refusal."""
    releases_url = released_data.releases_address(request.url)
    files = sorted(file for file in request.folder.iterdir() if file.suffix.lower() == ZIP)
    if not files:
        raise errors.UserError(
            "A signature was chosen, but no return. Choose both files of each return."
        )
    checked = []
    for number, file in enumerate(files):
        progress(CHECKING, number, len(files))
        try:
            sent = returns.check(
                releases_url, _read_limited(file), _read_limited(signature_of(file))
            )
        except errors.DatabaseUnavailable:
            raise
        except errors.UserError as error:
            refused = message("[{file}] is refused, and nothing was imported.", file=file.name)
            raise errors.UserError(sentences(refused, error.wording)) from error
        checked.append(CheckedReturn(file.name, sent, returns.change_by(releases_url, sent.made)))
    return Checked(tuple(checked))


def import_returns(request: ImportRequest, progress: Progress) -> Imported:
    """Import the returns, all or none. Raises UserError if one is refused meanwhile."""
    progress(STORING, 0, 1)
    stored = returns.import_returns(
        request.url,
        released_data.releases_address(request.url),
        [one.sent for one in request.checked],
        trusts=lambda signed: signed.fingerprint in request.trusted,
    )
    return Imported(stored)


def signature_of(file: Path) -> Path:
    """Return the path of the signature of a return."""
    return file.with_name(file.name + signing.SUFFIX)


def _read_limited(file: Path) -> bytes:
    """Return the bytes of a file, at most one more than a return may have."""
    try:
        with file.open("rb") as opened:
            return opened.read(return_file.MOST_BYTES + 1)
    except OSError as error:
        raise errors.UserError(
            "[{file}] is missing. Choose both files of each return.", file=file.name
        ) from error
