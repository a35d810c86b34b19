"""Write an edition safely into a folder: the new one replaces the old one, or nothing changes."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from schemas import errors

# The list of files with their SHA-256, in the format of `sha256sum --check`.
LISTED = "files.txt"
MOST_NAMED = 3


@dataclass
class FolderInTheMaking:
    """A temporary folder that will become the edition, with hashes of its files."""

    path: Path
    hashes: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, content: bytes) -> None:
        """Write a file. The name may include folders."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        self.hashes[name] = hashlib.sha256(content).hexdigest()

    def hash(self, name: str) -> None:
        """Add the hash of a file that was written into the folder without `add`."""
        with (self.path / name).open("rb") as file:
            self.hashes[name] = hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def make_folder(folder: Path) -> Iterator[FolderInTheMaking]:
    """Yield a temporary folder that replaces `folder` at the end of the block.

    After an exception, `folder` is unchanged. Raises UserError if `folder` has content that is not
    an edition, if another edition is being written into it, or if it cannot be written.
    """
    folder = folder.absolute().resolve()
    beside, before = (folder.with_name(f".{folder.name}.{what}") for what in ("making", "before"))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _lock_folder(beside) as making:
            _recover_interrupted_replace(folder, before)
            check_folder(folder)
            yield making
            listed = [f"{digest}  {name}\n" for name, digest in sorted(making.hashes.items())]
            (making.path / LISTED).write_text("".join(listed), encoding="utf-8")
            # Check again: the content may have changed in these minutes.
            check_folder(folder)
            _swap_folders(making.path, folder, before)
    except OSError as error:
        raise errors.UserError(
            "Cannot write into {folder}: {reason}. Choose another folder.",
            folder=folder.name,
            reason=error.strerror,
        ) from error


def check_folder(folder: Path) -> None:
    """Raise UserError if the folder contains anything except an unchanged edition."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise errors.UserError("{name} is a file. Choose a folder.", name=folder.name)
    here = {one.relative_to(folder).as_posix(): one for one in folder.rglob("*")}
    files = {name: one for name, one in here.items() if one.is_symlink() or not one.is_dir()}
    if not here:
        return
    if LISTED not in files:
        raise errors.UserError(
            "The folder {folder} has other contents than an edition: {names}. Choose another"
            " folder, or an empty one.",
            folder=folder.name,
            names=_list_names(here),
        )
    written = _read_listed(files.pop(LISTED))
    strange = [
        name
        for name, one in files.items()
        if one.is_symlink() or written.get(name) != hashlib.sha256(one.read_bytes()).hexdigest()
    ]
    if strange:
        raise errors.UserError(
            "The folder {folder} has files that were added or changed after the edition was"
            " written: {names}. Remove them, or choose another folder.",
            folder=folder.name,
            names=_list_names(strange),
        )


def _read_listed(file: Path) -> Mapping[str, str]:
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _list_names(names: "Mapping[str, Path] | list[str]") -> str:
    first = sorted(names)[:MOST_NAMED]
    return ", ".join([*first, *(["..."] if len(names) > len(first) else [])])


@contextmanager
def _lock_folder(beside: Path) -> Iterator[FolderInTheMaking]:
    """Yield a new temporary folder, locked. The folder of a killed process is removed first."""
    lock = beside.with_suffix(".lock")
    handle = os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        if not _is_locked(handle, lock):
            raise errors.UserError(
                "Another edition is being written into this folder. Wait until it is complete,"
                " or choose another folder."
            )
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        try:
            yield FolderInTheMaking(beside)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
            lock.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _is_locked(handle: int, lock: Path) -> bool:
    """Return whether this process has the lock, and nobody has removed the lock file since."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(handle), lock.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


def _recover_interrupted_replace(folder: Path, before: Path) -> None:
    """Repair the folder if a process was killed while it was replaced."""
    if before.exists() and not folder.exists():
        before.rename(folder)
    shutil.rmtree(before, ignore_errors=True)


def _swap_folders(made_: Path, folder: Path, before: Path) -> None:
    """Replace the site's folder by the new one `made_`. If interrupted, put the old one back."""
    if folder.exists():
        folder.rename(before)
    try:
        made_.rename(folder)
    except BaseException:
        if before.exists():
            before.rename(folder)
        raise
    shutil.rmtree(before, ignore_errors=True)
