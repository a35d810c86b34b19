"""What processes and all that they started hold of the memory. Linux alone tells it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

KILOBYTES = 1 << 10
PROPORTIONAL = "Pss:"


def megabytes(processes: Iterable[int]) -> int:
    """Proportional set size: what several share is counted once."""
    return sum(_kilobytes(one) for process in processes for one in _family(process)) // KILOBYTES


def _family(process: int) -> Iterator[int]:
    yield process
    # Any of its threads may have started one.
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            # It ended in between.
            continue
        for child in children:
            yield from _family(int(child))


def _kilobytes(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(PROPORTIONAL))
