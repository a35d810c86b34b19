"""What a register of assets holds, step by step in words."""

import math
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.ui.lead_sentence import REGISTER_STEPS
from schemas import columns, vocabulary
from schemas.language import n, t

Row = Mapping[str, Any]
CLASS, YEAR, UNDATED = "class", "year", "undated"
NOT_COVERED = words.NOT_COVERED.glyph


def steps_in_all(rows: pd.DataFrame, none: str = "0") -> list[str]:
    """Each step of the register in words. `rows` are its own in one place and group.

    `none` is said of a step without a row.
    """
    found = {row["measure"]: row for row in rows.to_dict("records")}
    return [
        _step_text(found.get(number), found.get(worth), none)
        for number, worth in REGISTER_STEPS.values()
    ]


def steps_by_class(rows: pd.DataFrame) -> pd.DataFrame:
    """Each step of the register by class of asset, in the order of the list, in words.

    `rows` are the register's in one place, split by CLASS. Columns: Class, and the steps' names.
    """
    names = {one.value: words.code(one.value) for one in vocabulary.AssetClass}
    names[columns.UNKNOWN] = t("Not recorded")
    return _steps_by(rows, CLASS, t("Class"), names)


def steps_by_year(rows: pd.DataFrame, covered: range) -> pd.DataFrame:
    """The same by year, those without a day last. `rows` are split by YEAR.

    Of a year that is not `covered` nothing is said to be none.
    """
    years = sorted(year for year in set(rows["period"]) if year.isdigit())
    names = {**{year: year for year in years}, UNDATED: t("No date recorded")}
    outside = {year for year in years if int(year) not in covered}
    return _steps_by(rows.assign(**{YEAR: rows["period"]}), YEAR, t("Year"), names, outside)


def _steps_by(
    rows: pd.DataFrame,
    column: str,
    heading: str,
    names: Mapping[str, str],
    outside: Collection[str] = (),
) -> pd.DataFrame:
    """A line for each group of which something is counted."""
    groups = set(rows[column])
    written = [
        (name, *steps_in_all(rows[rows[column] == group], NOT_COVERED if group in outside else "0"))
        for group, name in names.items()
        if group in groups
    ]
    return pd.DataFrame(written, columns=[heading, *map(t, REGISTER_STEPS)])


def _step_text(number: Row | None, worth: Row | None, none: str) -> str:
    """`12, EUR 15.5 k for 9, 3 missing`; without a row it is known that nothing belongs.

    Where few amounts are known: `12, at least EUR 5 k for 2, 3 missing`.
    """
    counted = number is not None and words.shown(number)
    how_many = float(number["value"]) if number is not None and counted else math.inf
    parts = [words.count(how_many)] if counted else []
    if worth is not None and how_many and (sum_ := _sum_text(worth)):
        some = words.count(worth["denominator"])
        of_some = t("{amount} for {number}", amount=sum_, number=some)
        parts.append(of_some if 0 < worth["denominator"] < how_many else sum_)
    in_doubt = number is not None and number["status"] == words.BOUNDS_ONLY
    if number is not None and (counted or in_doubt) and number["unknown"]:
        parts.append(n("{count} missing", "{count} missing", number["unknown"]))
    if not parts:
        if number is not None and number["status"] == words.NOT_COLLECTED:
            return words.absence(words.NOT_COLLECTED).glyph
        return none if number is None or words.is_covered(number) else NOT_COVERED
    return ", ".join(parts)


def _sum_text(worth: Row) -> str:
    """The sum, or the least that it is; of things without any amount that there is none."""
    if words.shown(worth):
        return words.value(worth)
    none = worth["status"] == words.BOUNDS_ONLY and words.known(worth["coverage"])
    return words.possible(worth) or (t("no amount") if none else "")
