"""Keyed pseudonyms: one value and key give one of them, and without the key nobody can tell."""

import hashlib
import hmac
import os
import secrets
import unicodedata
from pathlib import Path

import polars as pl

from schemas import errors

# In the environment, where no key file is named.
KEY_VARIABLE = "PROSECUTION_QUALITY_PSEUDONYM_KEY"
# A shorter text can be found by trying. RFC 2104 (section 3) advises against keys shorter than the
# hash; those that are made here are as long as it.
SHORTEST_KEY = 16
# A word repeated is no key.
FEWEST_SIGNS = 8
# Hexadecimal digits: 128 bits, which no two values share by chance. It is half of the hash, and RFC
# 2104 (section 5) advises to keep no less.
LENGTH = 32
NEW_KEY_BYTES = 32
ONLY_THE_OWNER = 0o600


def keyed_hash(key: str, value: str) -> str:
    """HMAC-SHA-256 (RFC 2104) of the value, 32 hexadecimal digits."""
    # Names and numbers are few enough to hash them all: without a key a hash is undone by trying.
    return hmac.new(key.encode(), value.encode(), hashlib.sha256).hexdigest()[:LENGTH]


def hash_value(key: str, value: str) -> str:
    """The pseudonym of a cell, however its letters are composed; blanks around it do not count."""
    return keyed_hash(key, _plain(value))


def hash_cells(key: str, cells: pl.Series, *, scope: str) -> pl.Series:
    """Keyed hashes of the cells; equal cells of a scope, such as a jurisdiction, stay equal.

    However their letters are composed, and whatever blanks are around them, as in `hash_value`.
    """
    known = cells.drop_nulls().unique()
    # One key may serve several jurisdictions, and must not link the persons of one to another's.
    hashes = [keyed_hash(key, f"{scope}\n{_plain(cell)}") for cell in known]
    return cells.replace_strict(known, hashes, default=None, return_dtype=pl.String)


def _plain(value: str) -> str:
    # Two systems may write é as one sign or as two: the person is the same.
    return unicodedata.normalize("NFC", value).strip()


def key_fault(key: str) -> str | None:
    """Why the text is no key, in words that follow "the key"; it is not repeated."""
    if not key:
        return "is missing"
    if len(key) < SHORTEST_KEY:
        return f"has fewer than {SHORTEST_KEY} characters"
    if len(set(key)) < FEWEST_SIGNS:
        return f"is made of fewer than {FEWEST_SIGNS} different characters"
    return None


def load_key(path: Path | None = None) -> str:
    """The key in that file, or without one in the environment; UserError where there is none."""
    if path is not None:
        return read_key(path)
    key = os.environ.get(KEY_VARIABLE, "")
    if (fault := key_fault(key)) is not None:
        raise errors.UserError(
            f"Pseudonyms need a key, and the key in {KEY_VARIABLE} {fault}. Name a key file with"
            " --key-file. Any text file with 32 or more random characters will do;"
            " prosecution-quality pseudonymise FILE --column COLUMN --key-file KEY --make-key"
            " --out COPY makes one."
        )
    return key


def make_key(path: Path) -> None:
    """Write a random key that the owner of the file alone can read; UserError where one is."""
    try:
        path.touch(ONLY_THE_OWNER, exist_ok=False)
    except FileExistsError as error:
        raise errors.UserError(
            f"[{path.name}] is there already, and is not replaced: with another key the same"
            " person gets another pseudonym."
        ) from error
    path.write_text(secrets.token_hex(NEW_KEY_BYTES) + "\n", encoding="ascii")


def read_key(path: Path) -> str:
    """The key in a file, without the line end; UserError where it is none."""
    try:
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise errors.UserError(
            f"The key file [{path.name}] cannot be read as text. Make one with --make-key."
        ) from error
    if (fault := key_fault(key)) is not None:
        raise errors.UserError(f"The key in [{path.name}] {fault}. Make one with --make-key.")
    return key
