"""Columns of ids: drawn at random by many schemes, and codes with one id that tells of a person."""

import random
import string
import uuid
from base64 import b32encode, urlsafe_b64encode
from collections.abc import Callable, Iterator

from tests import names

Draw = Callable[[random.Random], str]
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
OF_NANOID = string.ascii_letters + string.digits + "_-"
LEET = str.maketrans("aeiostAEIOST", "431057431057")
# Milliseconds of some years, as ULIDs begin.
FIRST_MOMENT, LAST_MOMENT = 1_420_000_000_000, 1_750_000_000_000


def _of(alphabet: str, length: int, prefix: str = "") -> Draw:
    return lambda draws: prefix + "".join(draws.choices(alphabet, k=length))


def _ulid(draws: random.Random) -> str:
    moment = draws.randint(FIRST_MOMENT, LAST_MOMENT)
    head = "".join(CROCKFORD[moment >> 5 * position & 31] for position in range(9, -1, -1))
    return head + "".join(draws.choices(CROCKFORD, k=16))


def _base32(draws: random.Random) -> str:
    return b32encode(draws.randbytes(10)).decode()


def _base64(draws: random.Random) -> str:
    return urlsafe_b64encode(draws.randbytes(16)).decode().rstrip("=")


SCHEMES: dict[str, Draw] = {
    "ULID": _ulid,
    "UUID": lambda draws: str(uuid.UUID(int=draws.getrandbits(128), version=4)),
    "nanoid": _of(OF_NANOID, 21),
    "nanoid of 12": _of(OF_NANOID, 12),
    "base32": _base32,
    "base32 of 12, small": _of(CROCKFORD.lower(), 12),
    "base36 of 12": _of(string.ascii_uppercase + string.digits, 12),
    "base58 of 16": _of(BASE58, 16),
    "base64url": _base64,
    "a prefix and base32 of 12": _of(CROCKFORD, 12, "P-"),
    **{f"hexadecimal of {n}": _of("0123456789abcdef", n) for n in range(5, 17)},
    "C- and hexadecimal of 5": _of("0123456789abcdef", 5, "C-"),
    "CASE- and hexadecimal of 8": _of("0123456789ABCDEF", 8, "CASE-"),
    **{f"decimal of {n}": _of(string.digits, n) for n in range(4, 19)},
    "P and decimal of 5": _of(string.digits, 5, "P"),
    "HT- and decimal of 6": _of(string.digits, 6, "HT-"),
}  # fmt: skip


def drawn(scheme: str, height: int, seed: int) -> list[str]:
    """Different ids of that scheme."""
    draws = random.Random(f"{scheme}{height}{seed}")
    found: dict[str, None] = {}
    while len(found) < height:
        found[SCHEMES[scheme](draws)] = None
    return list(found)


def _initials(name: str, draws: random.Random) -> str:
    letters = [name[0].upper(), *draws.choices("ABCDEFGHJKLMNPRSTVW", k=2)]
    return ".".join(letters) + f".{draws.randint(1950, 2005)}"


WRITTEN: dict[str, Callable[[str, random.Random], str]] = {
    "plain": lambda name, _: name,
    "small": lambda name, _: name.lower(),
    "with a number": lambda name, draws: f"{name}-{draws.randint(1, 99)}",
    "leet": lambda name, _: name.translate(LEET),
    "leet with a year": lambda name, draws: f"{name.translate(LEET)}{draws.randint(1950, 2005)}",
    "hexadecimal": lambda name, _: name.encode().hex(),
    "with a year": lambda name, draws: f"{name}{draws.randint(1950, 2005)}",
    "initials with a year": _initials,
}


def of_names(written: str) -> Iterator[tuple[str, str]]:
    """Language and id, of the names that a clerk can type with A to Z."""
    draws = random.Random(written)
    for language, known in sorted(names.of_languages().items()):
        for typed in sorted({names.typed(name) for name in known}):
            if len(typed) > 1 and typed.isascii():
                yield language, WRITTEN[written](typed, draws)
