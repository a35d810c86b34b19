"""The names of a table's columns: none blank, none twice, each as the record model writes it."""

import unicodedata
from collections.abc import Iterator

from schemas import findings

# The column of row numbers beside those of the file.
ROW = "row_number"
NO_ROWS = "file.no_rows"


def faults(names: tuple[str, ...], file: str) -> Iterator[findings.Finding]:
    """A finding for each name that is blank, reserved, or there twice after normalising."""
    if ROW in map(normalised, names):
        wording = f"a column may not be called {ROW}: rows are numbered here. Rename it."
        yield findings.Finding(file, "header.reserved", wording, column=ROW)
    blank = [number for number, name in enumerate(names, start=1) if not name]
    if blank or not names:
        places = ", ".join(str(number) for number in blank[:10]) or "1"
        yield findings.Finding(
            file,
            "header.blank",
            f"the header has no name for column {places}. Name each column, or take it out.",
        )
    first: dict[str, int] = {}
    for number, name in enumerate(names, start=1):
        same = normalised(name)
        if name and same in first:
            yield findings.Finding(
                file,
                "header.duplicate",
                f"columns {first[same]} and {number} have the same name. Keep one of them.",
            )
        first.setdefault(same, number)


def normalised(name: str) -> str:
    """The name as the record model writes it: NFKC, without blanks around it, lower case."""
    return unicodedata.normalize("NFKC", name).strip().strip("\ufeff").lower()


def no_rows(file: str) -> findings.Finding:
    """The finding on a header with nothing under it.

    A sender with nothing to report says so in `coverage`; unsaid, the table is not collected.
    """
    wording = (
        "there is a header and no row. Leave the file out; whether its table is collected is"
        " said in coverage.csv."
    )
    return findings.Finding(file, NO_ROWS, wording)
