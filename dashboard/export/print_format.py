"""Tables and text as they are read on paper and on a screen."""

from itertools import groupby
from pathlib import Path

import pandas as pd

from dashboard import templates, words
from dashboard.export.blocks import LEAST_FOLDED
from dashboard.export.template import YEAR
from schemas import findings
from schemas.language import t

HERE = Path(__file__).parent

STATUS, VALUE = "Status", "Value"
ENDS = ("<", ">")
# Columns of words among those of numbers.
LABELS = frozenset({"Reading"})
# On paper there is no room for these; every other format has them.
NOT_ON_PAPER = ("If unknown were no–yes",)


def write_reasons(table: pd.DataFrame) -> pd.DataFrame:
    """The table in words with why there is no number in the number's place."""
    if STATUS not in table:
        return table
    instead = [_value_text(*cells) for cells in zip(table[VALUE], table[STATUS], strict=True)]
    return table.assign(**{VALUE: instead}).drop(columns=STATUS)


def _value_text(value: str, status: str) -> str:
    """What stands for a value: of a release `<10%` is one, and so is one of an earlier release."""
    if status.startswith(t(words.EARLIER, number="")):
        return f"{value}, {status}"
    return value if value.startswith(ENDS) else status or value


def for_paper(table: pd.DataFrame) -> pd.DataFrame:
    """The same, without the columns for which paper is too narrow, and years alike in one line."""
    narrow = write_reasons(table).drop(columns=[name for name in NOT_ON_PAPER if name in table])
    return _with_years_folded(narrow) if narrow.columns[0] == words.code(YEAR) else narrow


def _with_years_folded(table: pd.DataFrame) -> pd.DataFrame:
    """Years in a row of which each says the same as one line: `2000–2012, each`.

    A brief of two pages has no room for twenty years of too few. One with a mark stands alone.
    """
    lines = []
    for _, of in groupby(table.itertuples(index=False, name=None), key=_line_key):
        run = list(of)
        first, last = run[0], run[-1]
        if len(run) < LEAST_FOLDED:
            lines += run
        else:
            lines.append((f"{words.period(int(first[0]), int(last[0]))}, each", *first[1:]))
    return pd.DataFrame(lines, columns=table.columns, dtype=object)


def _line_key(line: tuple[str, ...]) -> tuple[str, ...]:
    """What a year says: one that is marked, or no year, is like no other."""
    year, *cells = line
    return ("", *cells) if year.isdigit() else line


def paragraphs(text: str) -> list[str]:
    """The lines of a text that say something, each as it can be shown."""
    return [plain_line(line.strip()) for line in text.splitlines() if line.strip()]


def plain_line(text: str) -> str:
    """The text on one line, with a mark for each sign that cannot be seen or turns it round.

    Spaces that do not break stay: they belong to numbers.
    """
    return findings.NO_BREAK.join(map(findings.visible, text.split(findings.NO_BREAK)))


TEMPLATES = templates.environment([HERE / "markup"], plain_line)
