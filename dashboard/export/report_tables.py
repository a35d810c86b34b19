"""Format tables and texts for reports in HTML and PDF."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from dashboard import html_templates, words
from dashboard.charts import theme
from dashboard.export.blocks import LEAST_FOLDED
from dashboard.frames import tables
from dashboard.frames.scale_positions import Track, has_others
from metrics import results
from schemas import findings, language
from schemas.language import t

HERE = Path(__file__).parent

# Columns of words among those of numbers.
LABELS = frozenset({tables.CHANGE, tables.OTHERS, tables.RESULT})
# On paper there is no room for these; every other format has them.
NOT_ON_PAPER = (tables.BOUNDS,)
# Where a table has change or others, these share a column, each on its own line.
STACKED: Mapping[str, Sequence[str]] = {
    tables.VALUE_AND_INTERVAL: (tables.VALUE, tables.INTERVAL),
    tables.OTHERS: (tables.OTHERS_MEDIAN, tables.OTHERS_MIDDLE, tables.OTHERS_NUMBER),
}
say_heading = tables.heading_text


def write_reasons(table: pd.DataFrame) -> pd.DataFrame:
    """Replace missing values by the reason, and remove the columns of reasons."""
    if tables.VALUE_OR_REASON not in table:
        return table
    instead = table.assign(**{tables.VALUE: table[tables.VALUE_OR_REASON]})
    return instead.drop(columns=[tables.VALUE_OR_REASON, tables.STATUS], errors="ignore")


def for_paper(table: pd.DataFrame) -> pd.DataFrame:
    """Shorten a table for paper: drop or stack wide columns, and merge years with equal cells."""
    is_by_year = table.columns[0] == tables.YEAR
    # Next to a chart there is less room, and the share with data says the same.
    wide = (*NOT_ON_PAPER, tables.MISSING) if is_by_year else NOT_ON_PAPER
    narrow = write_reasons(table).drop(columns=[name for name in wide if name in table])
    if tables.CHANGE in narrow or tables.OTHERS_NUMBER in narrow:
        narrow = narrow.drop(columns=tables.DATA_AVAILABLE, errors="ignore")
        if tables.COUNTED in narrow and tables.OF in narrow:
            narrow = _with_counts_in_words(narrow)
        for heading, names in STACKED.items():
            narrow = _stack(narrow, heading, [name for name in names if name in narrow])
    return _with_years_folded(narrow) if is_by_year else narrow


def _with_counts_in_words(table: pd.DataFrame) -> pd.DataFrame:
    """Merge counts into one cell: `34 of 111`, then lines on missing ones and the largest case."""

    def lines(row: Mapping[str, str]) -> Iterator[str]:
        number, total, missing = row[tables.COUNTED], row[tables.OF], row.get(tables.MISSING, "")
        yield t("{number} of {total}", number=number, total=total) if number else total
        if missing not in ("", "0"):
            yield t("{number} not recorded", number=missing)
        if largest := row.get(tables.LARGEST, ""):
            yield t("largest case: {share}", share=largest)

    cells = ["\n".join(filter(None, lines(row))) for row in results.row_dicts(table)]
    instead = table.assign(**{tables.COUNTED: cells})
    return instead.drop(columns=[tables.OF, tables.MISSING, tables.LARGEST], errors="ignore")


def _stack(table: pd.DataFrame, heading: str, names: Sequence[str]) -> pd.DataFrame:
    """Merge columns into one column under `heading`, one line each. Blank cells have no line."""
    if not names:
        return table
    rows = table[names].itertuples(index=False, name=None)
    stacked = table.assign(**{names[0]: ["\n".join(filter(None, row)) for row in rows]})
    return stacked.drop(columns=names[1:]).rename(columns={names[0]: heading})


def _with_years_folded(table: pd.DataFrame) -> pd.DataFrame:
    """Merge rows of consecutive years whose cells are the same: `2000–2012, each`.

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
    """Return the key for merging rows: the cells after the year, if the year has no mark."""
    year, *cells = line
    return ("", *cells) if year.isdigit() else line


def caption(section: str, title: str) -> str:
    """Return the caption of a table: the section, and the title of the block if it has one."""
    return t("{title}: {contents}", title=section, contents=title) if title else section


def whole_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with each float cell, which is a count, as text: `1,234`."""
    return table.map(lambda cell: words.count(cell) if isinstance(cell, float) else cell)


def track_position(table: pd.DataFrame) -> int:
    """Return how many columns are to the left of the column with the small scales (`Track`)."""
    before = (tables.VALUE, tables.INTERVAL, tables.VALUE_AND_INTERVAL)
    return max([1, *(at for at, name in enumerate(table.columns, 1) if name in before)])


def track_svg(track: Track) -> Markup:
    """Return a track as SVG without text. The caller must show `track.spoken` as description."""
    template = TEMPLATES.get_template("track.svg")
    return Markup(template.render(track=track, look=theme.LIGHT).strip())


def track_heading(drawn: Sequence[Track]) -> str:
    """Return the heading of the column with the small scales; another one if any shows peers."""
    return t("Value and others") if has_others(drawn) else t("Value and interval")


def track_ends(track: Track) -> str:
    """Return the ends of a small scale as text; empty for shares, which all have the same scale."""
    return language.between(*track.ends) if track.ends else ""


def paragraphs(text: str) -> list[str]:
    """Return the non-blank lines of a text, safe to show."""
    return [plain_line(line.strip()) for line in text.splitlines() if line.strip()]


def plain_line(text: str) -> str:
    """Return the text on one line, with invisible characters replaced.

    Non-breaking spaces stay, because they belong to numbers.
    """
    return findings.NO_BREAK.join(map(findings.show_invisible, text.split(findings.NO_BREAK)))


TEMPLATES = html_templates.jinja_environment([HERE / "markup"], plain_line)
