"""Runs of pages take turns: a few at once, and the others wait for theirs.

What was made of the records goes when these change, and then everybody asks for it anew. Fifty runs
at once would each take as long as all of them, and nobody would see a page for a minute.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# What a run waits for of the database leaves the processor to another.
AT_ONCE = 2 * (os.cpu_count() or 1)
_turns = threading.Semaphore(AT_ONCE)


@contextmanager
def turn() -> Iterator[None]:
    """Wait for a turn; it is over with the block, however that ends."""
    with _turns:
        yield
