"""Make keyed pseudonyms: the same value and key always give the same pseudonym."""

import hashlib
import hmac
import os
import secrets
import unicodedata
from pathlib import Path

import polars as pl

from schemas import errors
from schemas.language import Message, message, sentences

# The environment variable with the key, used if no key file is named.
KEY_VARIABLE = "PROSECUTION_QUALITY_PSEUDONYM_KEY"
# A shorter key can be guessed. RFC 2104 (section 3) advises against keys shorter than the hash.
# Keys made by `make_key` are as long as the hash.
SHORTEST_KEY = 16
# Refuses repeated words and the like.
FEWEST_SIGNS = 8
# In hexadecimal digits: 128 bits, so two values never share them by chance. This is half of the
# hash, the least that RFC 2104 (section 5) advises.
LENGTH = 32
NEW_KEY_BYTES = 32
ONLY_THE_OWNER = 0o600


def keyed_hash(key: str, value: str) -> str:
    """Return the HMAC-SHA-256 (RFC 2104) of the value, cut to 32 hexadecimal digits."""
    # A hash without a key can be undone: names and numbers are few enough to hash them all.
    return hmac.new(key.encode(), value.encode(), hashlib.sha256).hexdigest()[:LENGTH]


def hash_value(key: str, value: str) -> str:
    """Return the pseudonym of a cell. Unicode composition and outer blanks make no difference."""
    return keyed_hash(key, _plain_text(value))


def hash_cells(key: str, cells: pl.Series, *, scope: str) -> pl.Series:
    """Return keyed hashes of a column of text; NULL stays NULL.

    Equal cells within one `scope`, such as a jurisdiction, get equal hashes. As in `hash_value`,
    Unicode composition and outer blanks make no difference.
    """
    known = cells.drop_nulls().unique()
    # One key may serve several jurisdictions. It must not link persons across them.
    hashes = [keyed_hash(key, f"{scope}\n{_plain_text(cell)}") for cell in known]
    return cells.replace_strict(known, hashes, default=None, return_dtype=pl.String)


def _plain_text(value: str) -> str:
    # Systems may write é as one character or as two; the person is the same.
    return unicodedata.normalize("NFC", value).strip()


def key_fault(key: str) -> Message | None:
    """Return why the text is not a valid key; None if it is valid.

    The result never repeats the key.
    """
    if not key:
        return message("The key is missing.")
    if len(key) < SHORTEST_KEY:
        return message("The key has fewer than {most} characters.", most=SHORTEST_KEY)
    if len(set(key)) < FEWEST_SIGNS:
        return message("The key has fewer than {most} different characters.", most=FEWEST_SIGNS)
    return None


def load_key(path: Path | None = None) -> str:
    """Return the key in the file, or in the environment if `path` is None.

    Raises UserError where there is no valid key.
    """
    if path is not None:
        return read_key(path)
    key = os.environ.get(KEY_VARIABLE, "")
    if (fault := key_fault(key)) is not None:
        raise errors.UserError(
            sentences(
                message("Pseudonyms need a key, in {variable} or a file.", variable=KEY_VARIABLE),
                fault,
                message(
                    "Name a key file with --key-file. To create one, run: prosecution-quality"
                    " pseudonymise FILE --column COLUMN --key-file KEY --make-key --out COPY"
                ),
            )
        )
    return key


def make_key(path: Path) -> None:
    """Write a random key to a new file that only its owner can read.

    Raises UserError where the file exists.
    """
    try:
        path.touch(ONLY_THE_OWNER, exist_ok=False)
    except FileExistsError as error:
        raise errors.UserError(
            "File already exists: [{file}]. It was not replaced, because another key gives the"
            " same person another pseudonym.",
            file=path.name,
        ) from error
    path.write_text(secrets.token_hex(NEW_KEY_BYTES) + "\n", encoding="ascii")


def read_key(path: Path) -> str:
    """Return the key in a file, without the line end. Raises UserError where it is not valid."""
    try:
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise errors.UserError(
            "The key file [{file}] cannot be read as text. Create one with --make-key.",
            file=path.name,
        ) from error
    if (fault := key_fault(key)) is not None:
        raise errors.UserError(
            sentences(
                message("The key file [{file}] is not valid.", file=path.name),
                fault,
                message("Create one with --make-key."),
            )
        )
    return key
