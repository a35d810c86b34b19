"""Signs directly before a number that a pattern finds in a cell: without them it is another one."""

import polars as pl

from seed.mapping.language.profile import Extract

# Around what a pattern finds; no text has them.
_BEGINS, _ENDS = "\x1e", "\x1f"
# Also the longer ones that word processors write; accounts put what is negative into brackets.
_MINUSES, _BRACKET = "-\u2212\u2013", "("
_CURRENCY = r"(?:(?:\p{Sc}|[A-Z]{3}) ?)?"
_NUMBER = rf"{_CURRENCY}{_BEGINS}{_CURRENCY}[.,]?[0-9]"
# Behind a word or a number it is a hyphen, or a dash between two.
_AFTER_NO_WORD = r"(?:^|[^\p{L}0-9])"


def is_lost(cell: pl.Expr, extract: Extract) -> pl.Expr:
    """Whether a number that is found has a sign before it which the pattern leaves out.

    What may stand `between` matches is none there; a minus that begins a cell is between nothing.
    """
    marked = cell.str.replace_all(extract.like, f"{_BEGINS}${{0}}{_ENDS}")
    begins = marked.str.contains(rf"^\s*[{_MINUSES}]{_NUMBER}")
    signs = "".join(sign for sign in _MINUSES + _BRACKET if sign not in extract.between)
    if not signs:
        return begins
    return begins | marked.str.contains(rf"{_AFTER_NO_WORD}[{signs}]{_NUMBER}")
