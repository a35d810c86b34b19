"""Where an edition stands: made beside its folder, and put in its place when all of it is there.

Only an edition as it was written, or nothing, is replaced: what people put there stays.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from schemas import errors

# Each file with its SHA-256, as `sha256sum --check` reads it.
LISTED = "files.txt"
MOST_NAMED = 3


@dataclass
class Making:
    """The folder in the making, and what was written into it so far."""

    path: Path
    hashes: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, content: bytes) -> None:
        """Write a file under a name with slashes."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        self.hashes[name] = hashlib.sha256(content).hexdigest()


@contextmanager
def made(folder: Path) -> Iterator[Making]:
    """Something to write an edition into, which stands as `folder` once the block is left.

    Whoever cancels leaves what was there before. UserError where `folder` holds what is no edition,
    where another is being written into it, or where it cannot be written.
    """
    folder = folder.absolute().resolve()
    beside, before = (folder.with_name(f".{folder.name}.{what}") for what in ("making", "before"))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _held(beside) as making:
            _mend(folder, before)
            check(folder)
            yield making
            listed = [f"{digest}  {name}\n" for name, digest in sorted(making.hashes.items())]
            (making.path / LISTED).write_text("".join(listed), encoding="utf-8")
            # It took minutes, in which somebody may have put something there.
            check(folder)
            _put(making.path, folder, before)
    except OSError as error:
        raise errors.UserError(
            f"[{folder.name}] cannot be written: {error.strerror}. Name another folder."
        ) from error


def check(folder: Path) -> None:
    """UserError where the folder holds anything but an edition as it was written."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise errors.UserError(f"[{folder.name}] is a file. Name a folder.")
    here = {one.relative_to(folder).as_posix(): one for one in folder.rglob("*")}
    files = {name: one for name, one in here.items() if one.is_symlink() or not one.is_dir()}
    if not here:
        return
    if LISTED not in files:
        raise errors.UserError(
            f"[{folder.name}] holds {_named(here)}, and is no edition. Name another folder, or an"
            " empty one."
        )
    written = _listed(files.pop(LISTED))
    strange = [
        name
        for name, one in files.items()
        if one.is_symlink() or written.get(name) != hashlib.sha256(one.read_bytes()).hexdigest()
    ]
    if strange:
        raise errors.UserError(
            f"[{folder.name}] holds {_named(strange)}, which is not as the edition was written."
            " Take it away, or name another folder."
        )


def _listed(file: Path) -> Mapping[str, str]:
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _named(names: "Mapping[str, Path] | list[str]") -> str:
    first = sorted(names)[:MOST_NAMED]
    more = len(names) - len(first)
    return ", ".join(first) + (f" and {more} more" if more else "")


@contextmanager
def _held(beside: Path) -> Iterator[Making]:
    """A new folder that no other process writes into; what a killed one left there goes first."""
    lock = beside.with_suffix(".lock")
    handle = os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        if not _locked(handle, lock):
            raise errors.UserError(
                "Another edition is being written into this folder. Wait until it is done, or"
                " name another folder."
            )
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        try:
            yield Making(beside)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
            lock.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _locked(handle: int, lock: Path) -> bool:
    """Whether this process holds the lock, and not one that another has just let go of."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(handle), lock.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


def _mend(folder: Path, before: Path) -> None:
    """What a kill between two moves left: the edition before goes back, or is done with."""
    if before.exists() and not folder.exists():
        before.rename(folder)
    shutil.rmtree(before, ignore_errors=True)


def _put(made_: Path, folder: Path, before: Path) -> None:
    """Put the new folder in its place, or the one before again where somebody cancels between."""
    if folder.exists():
        folder.rename(before)
    try:
        made_.rename(folder)
    except BaseException:
        if before.exists():
            before.rename(folder)
        raise
    shutil.rmtree(before, ignore_errors=True)
