"""Prepare result rows for charts: numbers only if the status allows it, and texts for all."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard import words
from metrics import results
from schemas import columns
from schemas.language import comma_list, marked, sort_by_name, t

Row = Mapping[str, Any]
REGION, VERDICT = ("region_low", "region_high"), ("verdict_low", "verdict_high")
NUMBERS = ("value", "low", "high", "chance_low", "chance_high", *REGION, *VERDICT)
BOUNDS = ("bound_low", "bound_high", "sure_low", "sure_high")
# Missing-data bounds are shown with a value, or instead of it if too much is unknown.
WITH_BOUNDS = (words.SHOWN, "bounds_only")


def hide_by_status(rows: pd.DataFrame) -> pd.DataFrame:
    """Blank the numbers that may not be shown, by the status of each row, and add texts for charts.

    `low` and `high` become the limits for comparisons (`results.confidence_limits`). `chance_low`
    and `chance_high` allow for chance only, `sure_low` and `sure_high` also for missing data; these
    are kept in rows that have bounds. New columns: `number` and `glyph` (a symbol instead of the
    number), one of them empty; `says` (the number, or the reason why it is missing); `known` (how
    many units the number counts), and `short`, the same for narrow screens; `reason` (the reason
    alone);
    `between` (the interval as text for a value such as `<10%`). Durations are converted from days
    to the unit that is shown.
    """
    records = results.row_dicts(rows)
    ends = [results.confidence_limits(row) for row in records]
    numbers = {
        **{name: rows[name] for name in ("value", *REGION, "bound_low", "bound_high")},
        **{name: rows[name] for name in VERDICT if name in rows},
        **{name: [end[side] for end in ends] for side, name in enumerate(("low", "high"))},
        "chance_low": rows["low"],
        "chance_high": rows["high"],
        "sure_low": rows[REGION[0]],
        "sure_high": rows[REGION[1]],
    }
    stand = {
        **dict.fromkeys(NUMBERS, rows["status"] == words.SHOWN),
        **dict.fromkeys(BOUNDS, rows["status"].isin(WITH_BOUNDS)),
    }
    of_one = np.array([words.chart_divisor(row) for row in records])
    basis = [words.row_basis(row) for row in records]
    in_words = {
        "number": [words.value(row) if words.is_value_shown(row) else "" for row in records],
        "glyph": [missing_glyph(row) for row in records],
        "says": [words.row_text(row) for row in records],
        "known": basis,
        "short": basis,
        "reason": [_reason(row) for row in records],
        "between": [
            words.interval(row) if words.protected_value_text(row) else "" for row in records
        ],
    }
    drawn = {
        name: np.where(stand[name], _float_array(of), np.nan) / of_one
        for name, of in numbers.items()
    }
    return rows.assign(**drawn, **in_words)


def _reason(row: Row) -> str:
    """Return only the reason why a row has no number; for a row with a number, `says`."""
    has_number = words.is_value_shown(row) or words.protected_value_text(row)
    return words.row_text(row) if has_number else words.no_number_reason(row).words


def possible_limits(row: Row) -> tuple[float, float] | None:
    """Return the limits (0-1) of a share without a value: its bounds, or 0 and 0.1 for `<10%`.

    None if nothing is known.
    """
    if row["kind"] != "Share":
        return None
    if row["status"] == words.BOUNDS_ONLY and words.bounds(row):
        return row["bound_low"], row["bound_high"]
    if not words.protected_value_text(row) or (limit := results.released_limit(row)) is None:
        return None
    sign, end = limit
    return (0.0, end) if sign == results.SIGNS[0] else (end, 1.0)


def add_possible_limits(rows: pd.DataFrame) -> pd.DataFrame:
    """Set `bound_low` and `bound_high` by `possible_limits` in rows without value, for a chart.

    Do not use it for files: the limits of `<10%` are not bounds for missing data.
    """
    limits = [
        None if words.is_value_shown(row) else possible_limits(row)
        for row in results.row_dicts(rows)
    ]
    drawn = {
        name: [
            own if end is None else end[side] for own, end in zip(rows[name], limits, strict=True)
        ]
        for side, name in enumerate(("bound_low", "bound_high"))
    }
    return rows.assign(**drawn)


def _float_array(numbers: Iterable[object]) -> "np.ndarray[Any, np.dtype[np.float64]]":
    if isinstance(numbers, pd.Series) and numbers.dtype == np.float64:
        return numbers.to_numpy()
    return np.asarray(pd.to_numeric(pd.Series(numbers)), dtype=float)


def missing_glyph(row: Row) -> str:
    """Return the symbol that a chart shows instead of a hidden value, or an empty text."""
    return "" if words.is_value_shown(row) else words.short_value_text(row)


def signs_sentence(rows: Iterable[Row]) -> str:
    """Return what each symbol of a hidden value means; empty if no value is hidden."""
    signs = {
        words.no_number_reason(row).words: sign for row in rows if (sign := missing_glyph(row))
    }
    pairs = [t("{sign} = {meaning}", sign=sign, meaning=meaning) for meaning, sign in signs.items()]
    return t("Years without a value: {signs}.", signs=comma_list(pairs)) if pairs else ""


OWN, OTHER, BEYOND_LIMITS = "own", "other", "outside"
# Amounts in different currencies on one axis would look like more and less, so they are listed.
OWN_CURRENCIES = marked(
    "In alphabetical order, each in its own currency: the amounts cannot be compared."
)


def rows_by_jurisdiction(rows: pd.DataFrame, names: Mapping[str, str], own: str) -> pd.DataFrame:
    """Return one row per jurisdiction, sorted by name. `own` is the id of the chosen one.

    A jurisdiction without a row gets one with the status that there is nothing to count.
    """
    order = sort_by_name(names)
    drawn = hide_by_status(_fill_missing(rows, order))
    return drawn.assign(
        label=[names[id_] for id_ in order], role=[OWN if id_ == own else OTHER for id_ in order]
    )


def _fill_missing(rows: pd.DataFrame, order: Sequence[str]) -> pd.DataFrame:
    """Return the rows in the order of the jurisdictions, with a new row where one is missing."""
    at = {id_: position for position, id_ in enumerate(rows["jurisdiction"].tolist())}
    if at.keys() >= set(order):
        return rows.iloc[[at[id_] for id_ in order]].reset_index(drop=True)
    kind = str(rows["kind"].iloc[0]) if len(rows) else "Share"
    filled = rows.set_index("jurisdiction").reindex(order)
    filled["kind"] = filled["kind"].fillna(kind)
    filled["status"] = filled["status"].fillna("empty")
    return filled.rename_axis("jurisdiction").reset_index()


def rows_by_measure(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return one row per measure of `names` (by id), in their order, with the name as label."""
    order = {id_: position for position, id_ in enumerate(names)}
    here = rows[rows["measure"].isin(order)]
    drawn = hide_by_status(
        here.sort_values("measure", key=lambda ids: ids.map(order), ignore_index=True)
    )
    return drawn.assign(label=[names[id_] for id_ in drawn["measure"]], role=OWN)


def rows_by_group(rows: pd.DataFrame, column: str, names: Mapping[str, str]) -> pd.DataFrame:
    """Return one row per group of a breakdown, in the order of `names`, with unknown last.

    Groups that are not in `names` are labelled by their code.
    """
    order = {name: position for position, name in enumerate(names)}
    groups = [columns.UNKNOWN if pd.isna(group) else str(group) for group in rows[column]]
    placed = {
        "group": groups,
        "label": [
            t("Not recorded") if group == columns.UNKNOWN else names.get(group, words.code(group))
            for group in groups
        ],
        "role": [OTHER if group == columns.UNKNOWN else OWN for group in groups],
        "place": [
            len(order) + (group == columns.UNKNOWN)
            if group not in order or group == columns.UNKNOWN
            else order[group]
            for group in groups
        ],
    }
    drawn = hide_by_status(rows.reset_index(drop=True)).assign(**placed)
    return drawn.sort_values(["place", "label"], ignore_index=True)


def rows_as_text(drawn: pd.DataFrame) -> str:
    """Describe a chart for screen readers: `Avaria 54% (44-63); Norland not recorded.`"""
    pairs = zip(drawn["label"], drawn["says"], strict=True)
    return "; ".join(f"{label} {says}" for label, says in pairs) + "."


def strip_common_words(names: Mapping[str, str]) -> Mapping[str, str]:
    """Return the names without the words with which all of them begin.

    `Prosecution office of Arlen` and `Prosecution office of Vessik` become `Arlen` and `Vessik`.
    """
    split = [name.split() for name in names.values()]
    shared = 0
    # The last word of a name always stays.
    while len(names) > 1 and all(
        len(words_) > shared + 1 and words_[shared] == split[0][shared] for words_ in split
    ):
        shared += 1
    return {id_: " ".join(name.split()[shared:]) for id_, name in names.items()}


def value_of_whole(whole: pd.DataFrame, jurisdiction: str) -> float | None:
    """Return a jurisdiction's value over all groups, in the unit of charts; None if hidden."""
    here = results.row_dicts(whole[whole["jurisdiction"] == jurisdiction])
    if not here or not words.is_value_shown(here[0]):
        return None
    return float(here[0]["value"]) / words.chart_divisor(here[0])


BOTH = marked("95% interval, allowing for missing data")
SURE = ("sure_low", "sure_high")


def sample_size_texts(drawn: pd.DataFrame) -> list[str]:
    """Return a text for each row: on how many units it is based, and how many are unknown."""
    return [
        comma_list(filter(None, (row["known"], _unknown_text(row))))
        for row in results.row_dicts(drawn)
    ]


def _unknown_text(row: Row) -> str:
    number = words.count_text(row, "unknown")
    return t("{number} not recorded", number=number) if number not in ("", "0") else ""


def missing_data_limits_texts(sure: pd.DataFrame) -> list[str]:
    """Return, for each row, the interval that allows for missing answers as text: `43% to 64%`."""
    ends = zip(*(sure[name] for name in SURE), strict=True)
    return [words.between(low, high) if words.is_known_number(low) else "" for low, high in ends]


def missing_answers_sentence(row: Row) -> str:
    """Return what a share would be if all missing answers were no, or all yes; or empty."""
    if not words.is_known_number(row["bound_low"]):
        return ""
    number = words.count_text(row, "unknown")
    if not number:
        return ""
    if number == "0":
        return t("No answers are missing: the confidence interval allows for chance alone.")
    ends = {"low": words.share(row["bound_low"]), "high": words.share(row["bound_high"])}
    if number == words.few_text():
        bounds = t(
            "Fewer than 10 answers are missing. If all were no, the share would be {low}; if all"
            " were yes, {high}.",
            **ends,
        )
    else:
        bounds = t(
            "Missing answers: {number}. If all were no, the share would be {low}; if all were yes,"
            " {high}.",
            number=words.with_about(row, number),
            **ends,
        )
    [region] = missing_data_limits_texts(pd.DataFrame([row]))
    both = t(
        "Allowing for chance too, the 95% confidence interval is {interval}.",
        interval=region,
    )
    return f"{bounds} {both}"
