"""Format tables and texts for reports in HTML and PDF."""

from itertools import groupby
from pathlib import Path

import pandas as pd

from dashboard import html_templates, words
from dashboard.export.blocks import LEAST_FOLDED
from dashboard.frames import tables
from schemas import findings
from schemas.language import t

HERE = Path(__file__).parent

# Columns of words among those of numbers.
LABELS = frozenset({tables.RESULT})
# On paper there is no room for these; every other format has them.
NOT_ON_PAPER = (tables.BOUNDS,)
say_heading = tables.heading_text


def write_reasons(table: pd.DataFrame) -> pd.DataFrame:
    """Replace missing values by the reason, and remove the columns of reasons."""
    if tables.VALUE_OR_REASON not in table:
        return table
    instead = table.assign(**{tables.VALUE: table[tables.VALUE_OR_REASON]})
    return instead.drop(columns=[tables.VALUE_OR_REASON, tables.STATUS], errors="ignore")


def for_paper(table: pd.DataFrame) -> pd.DataFrame:
    """Shorten a table for paper: remove wide columns, and merge identical years."""
    is_by_year = table.columns[0] == tables.YEAR
    # Next to a chart there is less room, and the share with data says the same.
    wide = (*NOT_ON_PAPER, tables.MISSING) if is_by_year else NOT_ON_PAPER
    narrow = write_reasons(table).drop(columns=[name for name in wide if name in table])
    return _with_years_folded(narrow) if is_by_year else narrow


def _with_years_folded(table: pd.DataFrame) -> pd.DataFrame:
    """Merge consecutive years that say the same: `2000–2012, each`.

    A brief has no space for twenty years of "too few". Years with a mark are not
    merged.
    """
    lines = []
    for _, of in groupby(table.itertuples(index=False, name=None), key=_line_key):
        run = list(of)
        first, last = run[0], run[-1]
        if len(run) < LEAST_FOLDED:
            lines += run
        else:
            years = words.period(int(first[0]), int(last[0]))
            lines.append((t("{years}, each", years=years), *first[1:]))
    return pd.DataFrame(lines, columns=table.columns, dtype=object)


def _line_key(line: tuple[str, ...]) -> tuple[str, ...]:
    """Return the key for merging. A year with a mark, or another row, is never merged."""
    year, *cells = line
    return ("", *cells) if year.isdigit() else line


def caption(section: str, title: str) -> str:
    """Return the caption of a table: the section, and the title of the block if it has one."""
    return t("{title}: {contents}", title=section, contents=title) if title else section


def whole_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of numbers of cases as texts."""
    return table.map(lambda cell: words.count(cell) if isinstance(cell, float) else cell)


def paragraphs(text: str) -> list[str]:
    """Return the non-blank lines of a text, safe to show."""
    return [plain_line(line.strip()) for line in text.splitlines() if line.strip()]


def plain_line(text: str) -> str:
    """Return the text on one line, with invisible characters replaced.

    Non-breaking spaces stay, because they belong to numbers.
    """
    return findings.NO_BREAK.join(map(findings.show_invisible, text.split(findings.NO_BREAK)))


TEMPLATES = html_templates.jinja_environment([HERE / "markup"], plain_line)
