"""The card that asks how many: convictions by year and what first instance decided."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from dashboard import words
from dashboard.frames import trend_breaks
from dashboard.frames import years as frames_years
from dashboard.pages.overview import frames
from dashboard.templates import render_template
from dashboard.ui import filters
from metrics import catalogue, stage_transitions

CONVICTIONS = frames.CONVICTIONS
# What comes before a conviction, in the order it happens.
BEFORE = {"C01": "Investigations opened", "C02": "Charged with trafficking"}
# In its files the conviction rates stand beside what was decided.
COUNT_IDS = (*BEFORE, "P02b", "P02", *frames.VOLUME_IDS)
NO_BREAKS: frames.Broken = {}
NOTHING = words.absence("not_collected").glyph
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Bar:
    """One year's count, its height in percent of the tallest, and whether it is the one told.

    `after_break`: it may not be compared with the year before it.
    """

    year: str
    count: str
    height: float
    told: bool
    after_break: bool = False
    running: str = ""


@dataclass(frozen=True)
class CountBars:
    """A count of the year and its bars."""

    name: str
    count: str
    bars: list[Bar]


def count_bars(
    counts: frames.Counts,
    year: int,
    broken: trend_breaks.Breaks = (),
    covered: range = frames.ALWAYS,
    as_of: date = date.max,
) -> list[Bar]:
    """A bar for each year up to `year`: no height for a true zero and for what is not known.

    That of the year of `as_of` says how far it goes, if it is not over.
    """
    whole = frames.fill_years_without_convictions(counts, year, covered)
    tallest = max(filter(words.known, whole.values()), default=0) or 1
    return [
        Bar(
            str(each),
            words.count(count) if words.known(count) else _unknown(counts, each),
            round(100 * count / tallest, 1) if words.known(count) else 0.0,
            each == year,
            each > min(whole) and is_parted(broken, each - 1, each),
            frames_years.until_text(each, as_of),
        )
        for each, count in whole.items()
    ]


def is_parted(broken: trend_breaks.Breaks, before: int, after: int) -> bool:
    """Whether a break lies between two years, or inside one of them."""
    at = trend_breaks.break_days(broken)
    return trend_breaks.stretch_name(before, at) != trend_breaks.stretch_name(after, at)


def counts_before(
    whole: pd.DataFrame,
    by_year: pd.DataFrame,
    year: int,
    broken: frames.Broken = NO_BREAKS,
    covered: range = frames.ALWAYS,
    as_of: date = date.max,
) -> list[CountBars]:
    """The counts that come before a conviction; `whole` says which of them are recorded at all."""
    return [
        CountBars(
            name,
            write_count(by_id, year, covered),
            count_bars(by_id, year, broken.get(id_, ()), covered, as_of),
        )
        if is_recorded(whole, id_)
        else CountBars(name, NOTHING, [])
        for id_, name in BEFORE.items()
        for by_id in [frames.counts_by_year(by_year, id_)]
    ]


def write_count(counts: frames.Counts, year: int, covered: range) -> str:
    """The count of a year as text; the sign for "not covered" in a year without records."""
    if year not in counts and year not in covered:
        return words.NOT_COVERED.glyph
    return _count_text(frames.count_of_year(counts, year, covered))


def _unknown(counts: frames.Counts, year: int) -> str:
    return "not known" if year in counts else words.NOT_COVERED.glyph


def _count_text(count: float) -> str:
    return words.count(count) if words.known(count) else NOTHING


def is_recorded(whole: pd.DataFrame, id_: str) -> bool:
    """Whether the place records what the count needs: nothing recorded is not a zero."""
    return "not_collected" not in set(whole.loc[whole["measure"] == id_, "status"])


def change_text(year_ago: float, now: float) -> str:
    """The difference of two counts in words: `4 more`, `12 fewer`, `as many`."""
    difference = round(now - year_ago)
    if difference == 0:
        return "as many"
    return f"{words.count(abs(difference))} {'more' if difference > 0 else 'fewer'}"


def outcome_rows(decided: pd.DataFrame, place: str) -> list[tuple[str, str]]:
    """What first instance decided for the place's persons of a year, as words and counts.

    `decided` has the columns of `metrics.stage_transitions.first_instance_outcomes`. The result is
    empty where nobody's outcome is known.
    """
    here = decided[decided["jurisdiction"] == place].to_dict("records")
    if not here or not any(words.known(here[0][line]) and here[0][line] for line in OUTCOMES):
        return []
    return [
        (text, _count_text(here[0][line]))
        for line, text in OUTCOMES.items()
        if here[0][line] or line in MAIN
    ]


OUTCOMES = {
    stage_transitions.OF_TRAFFICKING: "Convicted of trafficking",
    stage_transitions.OF_ANOTHER_OFFENCE: "Convicted of another offence",
    stage_transitions.NOT_CONVICTED: "Acquitted or discontinued",
    stage_transitions.NOT_RECORDED: "Outcome not recorded",
}
MAIN = stage_transitions.OUTCOMES[:-1]


def _row(by_year: pd.DataFrame, id_: str, year: int) -> Row | None:
    rows = by_year[(by_year["measure"] == id_) & (by_year["period"] == str(year))]
    return rows.iloc[0].to_dict() if len(rows) else None


def in_doubt_text(by_year: pd.DataFrame, year: int) -> str:
    """How many more may have been convicted in `year`; empty where all is known."""
    row = _row(by_year, CONVICTIONS, year)
    if row is None or not words.known(row["unknown"]) or not row["unknown"]:
        return ""
    return words.count(row["unknown"])


def _last_break(broken: trend_breaks.Breaks, year: int) -> trend_breaks.Breaks:
    """The last break before the year is over."""
    return trend_breaks.breaks_within(broken, year - 1, year)[-1:]


def breaks_of_counts(happened: pd.DataFrame, place: str) -> frames.Broken:
    """What breaks each of the card's counts, and each share beside convictions."""
    broken = trend_breaks.breaks_of_place(happened, place)
    counted = {id_: broken((catalogue.CATALOGUE[id_],)) for id_ in BEFORE}
    return {**counted, **frames.breaks_of_shares(happened, place)}


class Verdicts(NamedTuple):
    """What is said of all years up to the last of the period, in the state of a day."""

    as_of: date
    apart: list[str]
    undecided: list[str]


def write_verdicts(
    by_year: pd.DataFrame,
    choice: filters.Choice,
    as_of: date,
    broken: frames.Broken,
    covered: range = frames.ALWAYS,
) -> Verdicts:
    """Where convictions and quality move apart; `by_year` holds `volume.IDS` of the place."""
    last = frames.last_ended_year(min(choice.year_to, as_of.year), as_of)
    return Verdicts(
        as_of,
        frames.parting_sentences(by_year, last, broken, covered),
        frames.undecided_sentences(by_year, last, broken, covered),
    )


def card_year(choice: filters.Choice, as_of: date) -> int:
    """The year that the card is of.

    Of a year after the state of the records nothing is known, not that nobody was convicted.
    """
    return min(choice.year_to, as_of.year)


def write_count_card(
    rows: pd.DataFrame,
    by_year: pd.DataFrame,
    choice: filters.Choice,
    broken: frames.Broken,
    verdicts: Verdicts,
    decided: pd.DataFrame,
    covered: range = frames.ALWAYS,
) -> str:
    """The card for the last year of the period; `rows` and `by_year` hold `IDS`.

    `broken` are the place's breaks, as `breaks` finds them; `decided` are the outcomes of
    `year_of`, as `stages.first_instance_outcomes`; of years that are not `covered` nothing is
    said to be none.
    """
    as_of = verdicts.as_of
    by_year = by_year[by_year["jurisdiction"] == choice.jurisdiction]
    whole = rows[rows["jurisdiction"] == choice.jurisdiction]
    convicted = frames.counts_by_year(by_year)
    year = card_year(choice, as_of)
    collected = is_recorded(whole, CONVICTIONS)
    undated = frames_years.undated_sentence(by_year[by_year["measure"] == CONVICTIONS])
    # Where no conviction has its date, none of a year is known, and not that there was none.
    dated = collected and (bool(convicted) or not undated)
    now = frames.count_of_year(convicted, year, covered) if dated else math.nan
    year_ago = frames.count_of_year(convicted, year - 1, covered)
    compared = words.known(now) and words.known(year_ago)
    parted = is_parted(broken[CONVICTIONS], year - 1, year)
    # A year that has not ended is not held against one that has.
    ended = as_of >= date(year, 12, 31)
    context = {
        "year": str(year) if ended else f"{year} to {words.day(as_of)}",
        "recorded": words.known(now),
        "convicted": write_count(convicted, year, covered) if dated else NOTHING,
        "in_doubt": in_doubt_text(by_year, year),
        "undated": undated,
        "ended": ended,
        "change": change_text(year_ago, now) if ended and compared else "",
        "parted": trend_breaks.breaks_text(_last_break(broken[CONVICTIONS], year))
        if ended and parted
        else "",
        "year_before": str(year - 1) if year - 1 >= min(convicted, default=year) else "",
        "bars": count_bars(convicted, year, broken[CONVICTIONS], covered, as_of) if dated else [],
        "before": counts_before(whole, by_year, year, broken, covered, as_of),
        "outcomes": outcome_rows(decided, choice.jurisdiction) if dated else [],
        "apart": verdicts.apart,
        "undecided": verdicts.undecided,
    }
    return render_template("count_card.html", context)


ReleasedRow = Row


def released_bars(by_year: pd.DataFrame, id_: str, broken: frames.Broken) -> list[Bar]:
    """A bar for each year that is told; what reads "<10" has none, and all of it alike."""
    rows = sorted(
        (row for row in by_year[by_year["measure"] == id_].to_dict("records") if _is_told(row)),
        key=lambda row: str(row["period"]),
    )
    tallest = max((row["value"] for row in rows if words.shown(row)), default=0) or 1
    first = min((int(row["period"]) for row in rows), default=0)
    return [
        Bar(
            str(row["period"]),
            words.value(row),
            round(100 * row["value"] / tallest, 1) if words.shown(row) else 0.0,
            row is rows[-1],
            (year := int(row["period"])) > first and is_parted(broken.get(id_, ()), year - 1, year),
        )
        for row in rows
    ]


def _is_told(row: ReleasedRow) -> bool:
    return words.shown(row) or bool(words.coded(row))


def write_released_card(
    rows: pd.DataFrame, by_year: pd.DataFrame, choice: filters.Choice, broken: frames.Broken
) -> str:
    """The card; `rows` are those of the period and `by_year` of each year, of `count_card.IDS`.

    Nothing is said of a difference: those of two rounded counts are no count.
    """
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    told = {str(row["measure"]): row for row in here.to_dict("records")}
    years = by_year[by_year["jurisdiction"] == choice.jurisdiction]
    convicted = told[CONVICTIONS]
    unknown = words.tally(convicted, "unknown")
    nothing = {"undated": "", "change": "", "parted": "", "year_before": ""}
    context = {
        "year": choice.period,
        "recorded": True,
        "ended": True,
        "convicted": words.value(convicted),
        "in_doubt": unknown if unknown != "0" else "",
        "bars": released_bars(years, CONVICTIONS, broken),
        "before": [
            CountBars(name, words.value(told[id_]), released_bars(years, id_, broken))
            for id_, name in BEFORE.items()
        ],
        "outcomes": [],
        "apart": [],
        "undecided": [],
    }
    return render_template("count_card.html", context | nothing)
