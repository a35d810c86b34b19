"""Texts put together from columns: `{court}-{number}[-{part}]`."""

import re
from collections.abc import Iterator

import polars as pl

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
# The number of a source's row, beside its columns.
ROW = "row_number"
# The number of a row among those made from one source row, for ids: `{part}`. A source may have a
# column of that name, so the number has one that no column has.
_PART = "part"
PART_COLUMN = "\x1fpart"
# Filled in every row, so that no cell of the source stands behind them.
NUMBERS = frozenset({_PART, ROW})
NO_COLUMN = "[row_number] is no column of the file: it stands in [compose], as {row_number}."
# A column's own name may have brackets, so those in braces are passed over.
_BRACKETS = re.compile(r"\{[^{}]+\}|\[((?:[^\[\]{}]|\{[^{}]+\})*)\]")


def composed(template: str) -> pl.Expr:
    """The template with its columns in place; null where one outside brackets is blank.

    What stands in brackets with a column is left out where that column is blank; where all columns
    are, the signs around them are no text.
    """
    text = pl.concat_str(
        _placed(text).fill_null("") if may_lack else _placed(text)
        for text, may_lack in _pieces(template)
    )
    return pl.when(is_named(template)).then(text)


def is_named(template: str) -> pl.Expr:
    """Whether any of its columns is filled; the numbers of rows always are."""
    named = set(PLACEHOLDER.findall(template))
    if not named or named & NUMBERS:
        return pl.lit(value=True)
    return pl.any_horizontal(pl.col(name).is_not_null() for name in sorted(named))


def columns_in(template: str) -> frozenset[str]:
    """The source columns that stand in it."""
    return frozenset(PLACEHOLDER.findall(template)) - {_PART}


def needed_in(template: str) -> frozenset[str]:
    """Those of them without which there is no text."""
    needed = (PLACEHOLDER.findall(text) for text, may_lack in _pieces(template) if not may_lack)
    return frozenset(name for names in needed for name in names) - NUMBERS


def _pieces(template: str) -> Iterator[tuple[str, bool]]:
    """The texts before, in and behind brackets that hold a column, and whether they may lack."""
    end = 0
    for match in _BRACKETS.finditer(template):
        if match[1] and PLACEHOLDER.search(match[1]):
            yield template[end : match.start()], False
            yield match[1], True
            end = match.end()
    yield template[end:], False


def _placed(text: str) -> pl.Expr:
    # Text and names take turns, beginning with text.
    return pl.concat_str(
        pl.col(PART_COLUMN if piece == _PART else piece).cast(pl.String)
        if position % 2
        else pl.lit(piece)
        for position, piece in enumerate(PLACEHOLDER.split(text))
    )
