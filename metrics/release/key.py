"""The secret key of the rounding: 32 random bytes in a file that only its owner may read."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from schemas import errors
from schemas.store import atomic_write

KEY_FILE = "PROSECUTION_QUALITY_RELEASE_KEY_FILE"
LENGTH = 32
LOST = (
    " Without the key that rounded them, releases that were made go on being shown as they are, and"
    " no further one can be made beside them: another key would round every figure anew, and from"
    " two roundings of one count much of it could be reckoned back. Bring the key file back from"
    " where it is kept safe. Where it is gone for good, publish no more from these records; begin"
    " with a new database of releases (--releases) only where the earlier ones were never public."
)


def make(path: Path) -> None:
    """Write a new key into a new file. Raises UserError if the file exists or cannot be written."""
    try:
        atomic_write.write_new_private(path, secrets.token_bytes(LENGTH))
    except FileExistsError as error:
        raise errors.UserError(
            f"[{path}] is there already, and was left as it is: a key that is in use must not be"
            " replaced. Name a file that is not there."
        ) from error
    except OSError as error:
        raise errors.UserError(
            f"[{path}] cannot be written ({error.strerror}). Name a file in a folder of your own."
        ) from error


def read() -> bytes:
    """Return the key in the file that the environment names. Raises UserError without one."""
    named = os.environ.get(KEY_FILE)
    if not named:
        raise errors.UserError(
            f"A release is rounded with a key, and {KEY_FILE} names no file of one. Make a key once"
            " with `prosecution-quality release key FILE`, keep a copy of it in a safe place, and"
            f" set {KEY_FILE} to the file." + LOST
        )
    path = Path(named)
    try:
        key, mode = atomic_write.read_private(path)
    except OSError as error:
        raise errors.UserError(
            f"The key file [{path}] cannot be read ({error.strerror}).{LOST}"
        ) from error
    if mode is not None:
        raise errors.UserError(
            f"The key file [{path}] may be read by others (mode {mode:04o}). Close it to them with"
            f" `chmod 600`, and think of the key as known if others use this computer."
        )
    if len(key) != LENGTH:
        raise errors.UserError(
            f"The key file [{path}] does not hold {LENGTH} bytes: it is no key.{LOST}"
        )
    return key


def problems() -> list[str]:
    """Return what is wrong with the key that the environment names; [] if nothing, or no key."""
    if not os.environ.get(KEY_FILE):
        return []
    try:
        read()
    except errors.UserError as error:
        return [str(error)]
    return []


def fingerprint(key: bytes) -> str:
    """Return a short hash that tells keys apart and reveals nothing else about them."""
    return hmac.new(key, b"fingerprint of a release key", hashlib.sha256).hexdigest()[:16]
