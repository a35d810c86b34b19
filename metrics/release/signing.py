"""Sign files with Ed25519, and find out which key signed a file.

A signature file has two lines of base64: the public key, and the signature of the file's bytes.
"""

import base64
import binascii
import hashlib
import os
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from metrics.release import key
from schemas import errors
from schemas.language import message, sentences

KEY_FILE = "PROSECUTION_QUALITY_SIGNING_KEY_FILE"
SUFFIX = ".sig"
FIRST_LINE = "prosecution-quality signature 1 Ed25519"
KEY_BYTES, SIGNATURE_BYTES = 32, 64
LONGEST = 400
# Points of small order are no keys: with them a signature that anybody can write holds for files.
# The encodings of all of them, without the sign bit.
PRIME = 2**255 - 19
_OF_ORDER_EIGHT = 2707385501144840649318225287225658788936804267575313519463743609750303402022
SMALL_ORDER = frozenset(
    (0, 1, PRIME - 1, PRIME, PRIME + 1, _OF_ORDER_EIGHT, PRIME - _OF_ORDER_EIGHT)
)
# Digits are said alike on every telephone line; letters such as B and D are not.
GROUPS, DIGITS = 8, 5
LOST = message(
    "Restore the key file from its safe copy. If it is lost, create another key and read its"
    " fingerprint to everyone who imports your returns (docs/body.md)."
)


class Signed(NamedTuple):
    """Who signed a file: the public key, and its fingerprint as digits without spaces."""

    public_key: bytes
    fingerprint: str


def make(path: Path) -> str:
    """Write a new signing key into a new file, and return the fingerprint of its public key.

    Raises UserError if the file exists or cannot be written.
    """
    secret = Ed25519PrivateKey.generate()
    key.write_key_file(
        path,
        secret.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )
    return fingerprint(_public_bytes(secret))


def read() -> Ed25519PrivateKey:
    """Return the signing key in the file that the environment names; UserError if there is none."""
    named = os.environ.get(KEY_FILE)
    if not named:
        raise errors.UserError(
            "A return must be signed, but {variable} is not set. Set it to your key file, or"
            " create one with `prosecution-quality release key --sign FILE`.",
            variable=KEY_FILE,
        )
    return load(Path(named))


def load(path: Path) -> Ed25519PrivateKey:
    """Return the signing key in a file. Raises UserError if there is none that can be read."""
    written = key.read_key_file(path, LOST)
    try:
        secret = serialization.load_pem_private_key(written, password=None)
    except (ValueError, TypeError):
        secret = None
    if not isinstance(secret, Ed25519PrivateKey):
        raise errors.UserError(
            sentences(message("The file [{file}] is not a signing key.", file=path), LOST)
        )
    return secret


def sign(secret: Ed25519PrivateKey, content: bytes) -> bytes:
    """Return the content of the signature file for these bytes."""
    lines = (base64.b64encode(part) for part in (_public_bytes(secret), secret.sign(content)))
    return b"\n".join((FIRST_LINE.encode(), *lines, b""))


def verify(content: bytes, signature: bytes) -> Signed:
    """Return who signed these bytes.

    Raises UserError if `signature` is no signature file, or is the signature of other bytes.
    """
    public_key, signed = _read_signature(signature)
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signed, content)
    except InvalidSignature as error:
        raise errors.UserError(
            "The signature does not match the file: one of the two was changed after signing."
        ) from error
    return Signed(public_key, fingerprint(public_key))


def fingerprint(public_key: bytes) -> str:
    """Return the fingerprint of a public key: forty digits, made of 132 bits of its SHA-256."""
    number = int.from_bytes(hashlib.sha256(public_key).digest(), "big")
    length = GROUPS * DIGITS
    return f"{number % 10**length:0{length}d}"


def in_groups(digits: str) -> str:
    """Return a fingerprint in groups of five digits, to be read out over the telephone."""
    return " ".join(digits[start : start + DIGITS] for start in range(0, len(digits), DIGITS))


def _read_signature(written: bytes) -> tuple[bytes, bytes]:
    """Return public key and signature from a signature file. Raises UserError if it is not one."""
    lines = written.split(b"\n") if len(written) <= LONGEST else []
    try:
        [first, *encoded, last] = lines
        [public_key, signed] = [base64.b64decode(line, validate=True) for line in encoded]
    except (ValueError, binascii.Error):
        first = public_key = signed = last = b""
    lengths = (len(public_key), len(signed), len(last))
    is_weak = int.from_bytes(public_key, "little") % 2**255 in SMALL_ORDER
    if first != FIRST_LINE.encode() or lengths != (KEY_BYTES, SIGNATURE_BYTES, 0) or is_weak:
        raise errors.UserError(
            "The signature file is not a signature of `release export`, or is damaged."
        )
    return public_key, signed


def _public_bytes(secret: Ed25519PrivateKey) -> bytes:
    return secret.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw
    )
