"""The texts of a workbook that its cells share: how many, how long, and what their use comes to."""

import re
import zipfile
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

PART = "xl/sharedstrings.xml"
CHUNK = 4 << 20
# A text as the reader below keeps it, beside its bytes.
ENTRY = 56
_BEGIN = re.compile(rb"<(?:\w+:)?si(?=[\s/>])")
_USED = re.compile(rb"<c\s[^>]*?\bt=[\"']s[\"'][^>]*>\s*<v(?:\s[^>]*)?>([0-9]{1,9})<")


@dataclass(frozen=True)
class Strings:
    """How long each text is at most, by its number: the bytes of its XML."""

    lengths: array = field(default_factory=lambda: array("L"))

    @property
    def longest(self) -> int:
        """The bytes of the longest; 0 where there is none."""
        return max(self.lengths, default=0)

    @property
    def size(self) -> int:
        """What all of them come to in memory, each once."""
        return sum(self.lengths) + len(self.lengths) * ENTRY


def look(packed: zipfile.ZipFile, most: int) -> Strings:
    """The texts of the workbook; those beyond `most` bytes in memory are looked at no more."""
    part = next((name for name in packed.namelist() if name.lower() == PART), None)
    strings = Strings()
    if part is None:
        return strings
    rest, passed, begun, first = b"", 0, -1, 0
    with packed.open(part) as opened:
        while chunk := opened.read(CHUNK):
            # A begin of a text may be cut; the next chunk has the rest of it.
            whole = rest + chunk
            end = max(whole.rfind(b"<"), 0)
            for match in _BEGIN.finditer(whole, 0, end):
                at = passed + match.start()
                if begun >= 0:
                    strings.lengths.append(at - begun)
                begun, first = at, first or at
            rest, passed = whole[end:], passed + end
            if len(strings.lengths) * ENTRY + begun - first > most:
                break
    if begun >= 0:
        strings.lengths.append(passed + len(rest) - begun)
    return strings


def used(pieces: Iterable[bytes], cells: int, strings: Strings) -> int:
    """The bytes of the texts of `cells` cells, each as often as it is used."""
    lengths, size = np.array(strings.lengths, np.int64), 0
    for piece in pieces:
        numbers = np.array(_USED.findall(piece), np.int64)
        known = numbers[numbers < lengths.size]
        size, cells = size + int(lengths[known].sum()), cells - numbers.size
    # A number may be written so that only XML's own rules make one of it.
    return size + max(0, cells) * strings.longest
