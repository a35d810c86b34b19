"""The rights of somebody who is not root, for whoever runs the tests."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

# capabilities(7): of the third version, whose sets are two words of 32 bits each.
VERSION = 0x20080522
# To write and read whatever the mode of a file or folder says: CAP_DAC_OVERRIDE, _READ_SEARCH.
PASSES_BY_MODES = 1 << 1 | 1 << 2


@contextmanager
def held_to_modes() -> Iterator[None]:
    """Let files and folders be closed to this thread by their mode, to root as well."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    head, sets = (ctypes.c_uint32 * 2)(VERSION, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(head, sets) == 0
    effective = sets[0]
    sets[0] = effective & ~PASSES_BY_MODES
    assert libc.capset(head, sets) == 0
    try:
        yield
    finally:
        sets[0] = effective
        assert libc.capset(head, sets) == 0
