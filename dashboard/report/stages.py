"""What is done of a report, as it is told to whoever waits for it."""

from collections.abc import Callable

# Reports how far the work is: what, how many are done, of how many.
Progress = Callable[[str, int, int], None]
COUNTING = "Counting"
WRITING = "Writing"
