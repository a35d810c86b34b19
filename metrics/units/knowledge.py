"""Three-valued tests on records, and their sums: unknown is NULL, never no and never 0."""

from enum import StrEnum

from sqlalchemy import ColumnElement, case, false, func, null, true

from schemas import vocabulary as v


def yes_no(column: ColumnElement) -> ColumnElement:
    """A yes-no code as a truth; unknown and not_applicable are NULL."""
    return case((column == v.YesNo.YES, true()), (column == v.YesNo.NO, false()), else_=null())


def known_yes(column: ColumnElement) -> ColumnElement:
    """Whether a yes-no code is known to be yes; NULL only where the row is missing."""
    return column == v.YesNo.YES


def belongs(column: ColumnElement) -> ColumnElement:
    """A yes-no code as a condition: not_applicable is no, unknown is NULL."""
    return case((column == v.YesNo.UNKNOWN, null()), else_=known_yes(column))


def one_of(column: ColumnElement, *codes: StrEnum) -> ColumnElement:
    """Whether a code is one of these; `unknown` is NULL. All closed lists spell it alike."""
    return case((column == v.YesNo.UNKNOWN, null()), else_=column.in_(codes))


def any_of(truth: ColumnElement) -> ColumnElement:
    """Over the rows of a group: yes if one is, else unknown if one is, else no."""
    # One yes settles it whatever the others are; a no needs the answer of all.
    return case(
        (func.bool_or(func.coalesce(truth, false())), true()),
        (func.bool_or(truth.is_(None)), null()),
        else_=false(),
    )


def whole_sum(amount: ColumnElement) -> ColumnElement:
    """Over the rows of a group: the sum, unknown as soon as one part of it is."""
    return case((func.bool_or(amount.is_(None)), null()), else_=func.sum(amount))
