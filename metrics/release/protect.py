"""Sticky keyed rounding: every count becomes a multiple of five, always the same way."""

import hashlib
import hmac
from collections.abc import Callable

STEP = 5
# What rounds a count: of the count, the cell's identity, and the key.
Protect = Callable[[int, str, bytes], int]


def protect(x: int, identity: str, key: bytes) -> int:
    """The multiple of five that stands for a count of the cell; within 4 of it, and of 0 it is 0.

    y = 5 floor((x + u) / 5) with u of 0 to 4 from the cell's identity and the key: on average it is
    the count, and as it is the same each time nothing is gained by asking again.
    """
    drawn = hmac.new(key, identity.encode(), hashlib.sha256).digest()
    return STEP * ((x + int.from_bytes(drawn, "big") % STEP) // STEP)
