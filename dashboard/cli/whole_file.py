"""Write the file of a command whole or not at all, with a UserError where it cannot be written."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas import errors
from schemas.store import atomic_write


@contextmanager
def os_errors(file: Path) -> Iterator[None]:
    """Raise an error of the operating system as a UserError that names the file."""
    try:
        yield
    except OSError as error:
        raise errors.UserError(
            f"[{file.name}] cannot be written ({error.strerror}). Name another file."
        ) from error


def write(file: Path, content: bytes) -> None:
    """Write the whole file or leave what is there. Raises UserError where it cannot be written."""
    copy = file.with_name(f".{file.name}.writing")
    with os_errors(file):
        try:
            copy.write_bytes(content)
            atomic_write.replace_durably(copy, file)
        finally:
            copy.unlink(missing_ok=True)
