"""Quotation marks and line ends of CSV text: whether they are sound, and which record is where."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
QUOTE, LINE_END = ord('"'), ord("\n")
# Each mark takes eight bytes while it is looked at.
BLOCK = 1 << 22


def stray_quote(text: bytes, delimiter: str) -> tuple[str, int] | None:
    """The first quotation mark that breaks RFC 4180: the rule, and where it stands; or None.

    A cell is quoted whole or not at all, and a mark inside it is doubled. pyarrow and Python's csv
    read other marks each in its own way, without an error.
    """
    if b'"' not in text:
        return None
    around = np.frombuffer(text, np.uint8)
    apart = np.array([ord(delimiter), LINE_END], np.uint8)
    # Of the blocks before: the last closing mark, and where the last quoted cell began.
    closed, begun = -1, 0
    for marks in _in_pairs(around):
        opening, closing = marks[0::2], marks[1::2]
        # A closing mark right before an opening one is a doubled mark inside the cell.
        doubled = np.append(closed, closing)[: opening.size] + 1 == opening
        doubled &= opening > 0
        begins = np.where(doubled, -1, opening)
        begins[0] = begun if doubled[0] else begins[0]
        begins = np.maximum.accumulate(begins)
        opens = doubled | (opening == 0) | np.isin(around[opening - 1], apart)
        after = np.minimum(closing + 1, around.size - 1)
        closes = (closing + 1 == around.size) | np.isin(around[after], np.append(apart, QUOTE))
        broken = [(int(opening[at]), "csv.quote") for at in np.flatnonzero(~opens)[:1]]
        # A mark that closes nothing was left open where its cell began.
        open_ended = [*np.flatnonzero(~closes)[:1], *([-1] if marks.size % 2 else [])]
        broken += [(int(begins[at]), "csv.unclosed_quote") for at in open_ended]
        if broken:
            at, rule = min(broken, key=lambda fault: fault[0])
            return rule, at
        closed, begun = int(closing[-1]), int(begins[-1])
    return None


def _in_pairs(around: Bytes) -> Iterator[Places]:
    """The marks, block by block: an opening and a closing each, but for the last of all."""
    unpaired = np.zeros(0, np.int64)
    for at, block in _blocks(around):
        marks = np.append(unpaired, np.flatnonzero(block == QUOTE) + at)
        whole = marks.size - marks.size % 2
        unpaired = marks[whole:]
        if whole:
            yield marks[:whole]
    if unpaired.size:
        yield unpaired


def _blocks(around: Bytes) -> Iterator[tuple[int, Bytes]]:
    for at in range(0, around.size, BLOCK):
        yield at, around[at : at + BLOCK]


def record_numbers(text: bytes, start: int = 0) -> Places:
    """The number of each record from `start` on that is not blank, from 0.

    Line ends inside quotes end none.
    """
    around = np.frombuffer(text, np.uint8)[start:]
    line_ends, quoted = [], 0
    for at, block in _blocks(around):
        ends, marks = np.flatnonzero(block == LINE_END), np.flatnonzero(block == QUOTE)
        outside = (np.searchsorted(marks, ends) + quoted) % 2 == 0
        line_ends.append(ends[outside] + at)
        quoted = (quoted + marks.size) % 2
    if not text.endswith(b"\n"):
        line_ends.append(np.array([around.size]))
    ends = np.concatenate([np.full(1, -1), *line_ends])
    return np.flatnonzero(np.diff(ends) > 1)
