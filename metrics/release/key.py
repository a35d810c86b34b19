"""Make and read the secret key of the rounding: 32 random bytes in a file of its owner alone."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from schemas import errors
from schemas.language import Message, message, sentences
from schemas.store import atomic_write

KEY_FILE = "PROSECUTION_QUALITY_RELEASE_KEY_FILE"
LENGTH = 32
LOST = message(
    "Published releases stay available. Restore the key file from its safe copy: no other key can"
    " continue them (docs/releases.md)."
)


def make(path: Path) -> None:
    """Write a new key into a new file. Raises UserError if the file exists or cannot be written."""
    write_key_file(path, secrets.token_bytes(LENGTH))


def write_key_file(path: Path, content: bytes) -> None:
    """Write a key into a new file that only its owner may read.

    Raises UserError if the file exists or cannot be written.
    """
    try:
        atomic_write.write_new_private(path, content)
    except FileExistsError as error:
        raise errors.UserError(
            "File already exists: [{file}]. It was not changed, because a key in use must not"
            " be replaced. Name a new file.",
            file=path,
        ) from error
    except OSError as error:
        raise errors.UserError(
            "[{file}] cannot be written ({reason}). Name a file in a folder of your own.",
            file=path,
            reason=error.strerror,
        ) from error


def read() -> bytes:
    """Return the key in the file that the environment names. Raises UserError if there is none."""
    named = os.environ.get(KEY_FILE)
    if not named:
        raise errors.UserError(
            "A release needs a key, but {variable} is not set. Set it to your key file, or"
            " create one with `prosecution-quality release key FILE`.",
            variable=KEY_FILE,
        )
    path = Path(named)
    key = read_key_file(path, LOST)
    if len(key) != LENGTH:
        raise errors.UserError(
            sentences(
                message(
                    "The file [{file}] is not a key: it must have {length} bytes.",
                    file=path,
                    length=LENGTH,
                ),
                LOST,
            )
        )
    return key


def read_key_file(path: Path, lost: Message) -> bytes:
    """Return the content of a key file that only its owner may read.

    Raises UserError if others may read it, or if it cannot be read; `lost` is then the message on
    what to do.
    """
    try:
        key, mode = atomic_write.read_private(path)
    except OSError as error:
        raise errors.UserError(
            sentences(
                message(
                    "The key file [{file}] cannot be read ({reason}).",
                    file=path,
                    reason=error.strerror,
                ),
                lost,
            )
        ) from error
    if mode is not None:
        raise errors.UserError(
            "Other users can read the key file [{file}] (mode {mode}). Protect it with `chmod"
            " 600`. If others use this computer, they may know the key.",
            file=path,
            mode=f"{mode:04o}",
        )
    return key


def problems() -> list[str]:
    """Return what is wrong with the key that the environment names; [] if good or none is named."""
    if not os.environ.get(KEY_FILE):
        return []
    try:
        read()
    except errors.UserError as error:
        return [str(error)]
    return []


def fingerprint(key: bytes) -> str:
    """Return a short hash of the key, by which keys are distinguished; it reveals nothing else."""
    return hmac.new(key, b"fingerprint of a release key", hashlib.sha256).hexdigest()[:16]
