"""Quotation marks and line ends of CSV text: whether they are sound, and which record is where."""

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
QUOTE, LINE_END = ord('"'), ord("\n")


def places(text: bytes, byte: int) -> Places:
    """Where the byte stands."""
    return np.flatnonzero(np.frombuffer(text, np.uint8) == byte)


def stray_quote(text: bytes, delimiter: str) -> tuple[str, int] | None:
    """The first quotation mark that breaks RFC 4180: the rule, and where it stands; or None.

    A cell is quoted whole or not at all, and a mark inside it is doubled. pyarrow and Python's csv
    read other marks each in its own way, without an error.
    """
    if b'"' not in text:
        return None
    marks = places(text, QUOTE)
    around = np.frombuffer(text, np.uint8)
    apart = np.array([ord(delimiter), LINE_END], np.uint8)
    opening, closing = marks[0::2], marks[1::2]
    # A closing mark right before an opening one is a doubled mark inside the cell.
    doubled = np.zeros(opening.size, bool)
    doubled[1:] = closing[: opening.size - 1] + 1 == opening[1:]
    opens = doubled | (opening == 0) | np.isin(around[opening - 1], apart)
    after = np.minimum(closing + 1, around.size - 1)
    closes = (closing + 1 == around.size) | np.isin(around[after], np.append(apart, QUOTE))
    broken = [(int(opening[at]), "csv.quote") for at in np.flatnonzero(~opens)[:1]]
    # A mark that closes nothing was left open where its cell began.
    open_ended = [*np.flatnonzero(~closes)[:1], *([opening.size - 1] if marks.size % 2 else [])]
    broken += [(_beginning(opening, doubled, int(at)), "csv.unclosed_quote") for at in open_ended]
    return min(((rule, at) for at, rule in broken), key=lambda found: found[1], default=None)


def _beginning(opening: Places, doubled: npt.NDArray[np.bool_], at: int) -> int:
    while doubled[at]:
        at -= 1
    return int(opening[at])


def record_numbers(text: bytes) -> Places:
    """The number of each record that is not blank, from 0; line ends inside quotes end none."""
    ends = places(text, LINE_END)
    if b'"' in text:
        marks = places(text, QUOTE)
        ends = ends[np.searchsorted(marks, ends) % 2 == 0]
    if not text.endswith(b"\n"):
        ends = np.append(ends, len(text))
    starts = np.concatenate([np.zeros(1, np.int64), ends[:-1] + 1])
    return np.flatnonzero(ends > starts)
