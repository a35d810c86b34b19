"""The card of counts: convictions by year, and what courts decided at first instance."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard import words
from dashboard.frames import trend_breaks
from dashboard.frames import yearly_figures as frames_years
from dashboard.html_templates import render_template
from dashboard.pages.overview import frames
from dashboard.ui import filters
from metrics import catalogue, results, stage_transitions
from schemas import language
from schemas.language import comma_list, marked, n, t

CONVICTIONS = frames.CONVICTIONS
# Counts of the stages before conviction, in order.
BEFORE = {
    "C01": marked("Investigations opened, {year}"),
    "C02": marked("People charged with trafficking, {year}"),
}
# The download of the card also has the conviction rates.
COUNT_IDS = (*BEFORE, "P02b", "P02", *frames.VOLUME_IDS)
NO_BREAKS: frames.Broken = {}
NOTHING = words.ABSENCES["not_collected"].glyph
# Counts by year, as text and as number; the number of an unknown count is 0.
YearCounts = Mapping[int, tuple[str, float]]


@dataclass(frozen=True)
class Bar:
    """The bar of a year's count, with its height in percent of the tallest.

    The bar `is_last` is highlighted. `after_break` if a break in series is before it or in it.
    `running` is the last day with data of an unfinished year, as text.
    """

    year: str
    count: str
    height: float
    is_last: bool
    after_break: bool = False
    running: str = ""

    @property
    def says(self) -> str:
        """Return the text of the bar for screen readers."""
        year = comma_list(filter(None, (self.year, self.running)))
        if self.after_break:
            return t("{year}: {count} (after a break in series)", year=year, count=self.count)
        return t("{year}: {count}", year=year, count=self.count)


@dataclass(frozen=True)
class CountBars:
    """The name of a count, its number as text, and its bars by year."""

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
    """Return a bar for each year up to `year`; zeros and unknown numbers have no height.

    The bar of the unfinished year of `as_of` names its last day with data.
    """
    by_year = {}
    for each, count in frames.fill_years_without_convictions(counts, year, covered).items():
        if words.is_known_number(count):
            by_year[each] = (words.count(count), count)
        else:
            text = t("not recorded") if each in counts else words.NOT_COVERED.glyph
            by_year[each] = (text, 0.0)
    return _year_bars(by_year, broken, as_of)


def released_bars(by_year: pd.DataFrame, id_: str, broken: frames.Broken) -> list[Bar]:
    """Return a bar for each year in a release; "<10" has no height."""
    released = {
        int(row["period"]): (words.value(row), row["value"] if words.is_value_shown(row) else 0.0)
        for row in results.row_dicts(by_year[by_year["measure"] == id_])
        if words.is_value_shown(row) or words.protected_value_text(row)
    }
    return _year_bars(dict(sorted(released.items())), broken.get(id_, ()), date.max)


def _year_bars(by_year: YearCounts, broken: trend_breaks.Breaks, as_of: date) -> list[Bar]:
    """Return a bar for each year; `by_year` is sorted."""
    tallest = max((number for _, number in by_year.values()), default=0) or 1
    first, last = min(by_year, default=0), max(by_year, default=0)
    return [
        Bar(
            str(year),
            text,
            round(100 * number / tallest, 1),
            year == last,
            year > first and has_break_between(broken, year - 1, year),
            frames_years.unfinished_year_text(year, as_of),
        )
        for year, (text, number) in by_year.items()
    ]


def has_break_between(broken: trend_breaks.Breaks, before: int, after: int) -> bool:
    """Return whether a break in series is between two years or inside one of them."""
    at = trend_breaks.break_decimal_years(broken)
    return trend_breaks.stretch_name(before, at) != trend_breaks.stretch_name(after, at)


def earlier_stage_counts(
    whole: pd.DataFrame,
    by_year: pd.DataFrame,
    year: int,
    broken: frames.Broken = NO_BREAKS,
    covered: range = frames.ALWAYS,
    as_of: date = date.max,
) -> list[CountBars]:
    """Return the counts of the stages before conviction, with bars by year.

    `whole` has the rows of the whole period, which show whether a count is recorded at all.
    """
    return [
        CountBars(
            t(name, year=year),
            year_count_text(by_id, year, covered),
            count_bars(by_id, year, broken.get(id_, ()), covered, as_of),
        )
        if is_count_recorded(whole, id_)
        else CountBars(t(name, year=year), NOTHING, [])
        for id_, name in BEFORE.items()
        for by_id in [frames.counts_by_year(by_year, id_)]
    ]


def year_count_text(counts: frames.Counts, year: int, covered: range) -> str:
    """Return the count of a year as text, or the glyph for "not covered"."""
    if year not in counts and year not in covered:
        return words.NOT_COVERED.glyph
    return _count_text(frames.count_of_year(counts, year, covered))


def _count_text(count: float) -> str:
    return words.count(count) if words.is_known_number(count) else NOTHING


def is_count_recorded(whole: pd.DataFrame, id_: str) -> bool:
    """Return whether the jurisdiction records a count at all: if not, a missing row is not zero."""
    return "not_collected" not in set(whole.loc[whole["measure"] == id_, "status"])


def change_sentence(year_ago: float, now: float, year_before: int) -> str:
    """Return a sentence on the difference of a count to the preceding year."""
    difference = round(now - year_ago)
    values = {"year": year_before}
    if difference > 0:
        return n(
            "{count} more than in {year}.", "{count} more than in {year}.", difference, **values
        )
    if difference < 0:
        fewer = -difference
        return n("{count} fewer than in {year}.", "{count} fewer than in {year}.", fewer, **values)
    return t("As many as in {year}.", year=year_before)


def outcome_rows(decided: pd.DataFrame, jurisdiction: str) -> list[tuple[str, str]]:
    """Return the outcomes at first instance of a year as pairs of text and count.

    `decided` has the columns of `metrics.stage_transitions.first_instance_outcomes`. Empty if no
    outcome is known.
    """
    here = results.row_dicts(decided[decided["jurisdiction"] == jurisdiction])
    row = here[0] if here else {}
    if not any(words.is_known_number(row.get(line)) and row[line] for line in OUTCOMES):
        return []
    return [
        (t(text), _count_text(row[line]))
        for line, text in OUTCOMES.items()
        if row[line] or line in MAIN
    ]


OUTCOMES = {
    stage_transitions.OF_TRAFFICKING: marked("Convicted of trafficking"),
    stage_transitions.OF_ANOTHER_OFFENCE: marked("Convicted of another offence"),
    stage_transitions.NOT_CONVICTED: marked("Acquitted or discontinued"),
    stage_transitions.NOT_RECORDED: marked("Outcome not recorded"),
}
MAIN = stage_transitions.OUTCOMES[:-1]


def _missing_sentence(number: str) -> str:
    """Return that `number` more people may have been convicted; empty if none or not known."""
    if number in ("", "0"):
        return ""
    return t("{number} more may have been convicted, but this is not recorded.", number=number)


def breaks_of_counts(happened: pd.DataFrame, jurisdiction: str) -> frames.Broken:
    """Return by measure the breaks of the card's counts, and of shares shown with convictions."""
    counted = {
        id_: trend_breaks.find_breaks(happened, (catalogue.CATALOGUE[id_],), jurisdiction)
        for id_ in BEFORE
    }
    return {**counted, **frames.breaks_of_shares(happened, jurisdiction)}


def card_year(choice: filters.Choice, as_of: date) -> int:
    """Return the year that the card shows: the period's last, or that of the reference date.

    After the reference date nothing is known; it is not known that nobody was convicted.
    """
    return min(choice.year_to, as_of.year)


def count_card_html(
    rows: pd.DataFrame,
    by_year: pd.DataFrame,
    choice: filters.Choice,
    broken: frames.Broken,
    decided: pd.DataFrame,
    as_of: date,
    covered: range = frames.ALWAYS,
) -> str:
    """Return the HTML of the card for the last year of the period; rows contain `COUNT_IDS`.

    `broken` comes from `breaks_of_counts`. `decided` has the outcomes of `card_year`. In years that
    are not `covered`, nothing is shown as zero. `as_of` is the reference date.
    """
    by_year = by_year[by_year["jurisdiction"] == choice.jurisdiction]
    whole = rows[rows["jurisdiction"] == choice.jurisdiction]
    convicted = frames.counts_by_year(by_year)
    year = card_year(choice, as_of)
    of_convictions = by_year[by_year["measure"] == CONVICTIONS]
    undated = frames_years.undated_sentence(of_convictions)
    # If no conviction has a date, the counts of years are unknown, not zero.
    dated = is_count_recorded(whole, CONVICTIONS) and (bool(convicted) or not undated)
    now = frames.count_of_year(convicted, year, covered) if dated else math.nan
    change = _change_from_year_before(convicted, now, year, as_of, broken[CONVICTIONS], covered)
    of_year = results.row_dicts(of_convictions[of_convictions["period"] == str(year)])
    missing = _missing_sentence(words.count_text(of_year[0], "unknown")) if of_year else ""
    ended = as_of >= date(year, 12, 31)
    last_ended = frames.last_ended_year(year, as_of)
    return _write_card(
        str(year)
        if ended
        else language.between(language.day_of_year(date(year, 1, 1)), words.day(as_of)),
        year_count_text(convicted, year, covered) if dated else NOTHING,
        (change, missing, undated),
        count_bars(convicted, year, broken[CONVICTIONS], covered, as_of) if dated else [],
        earlier_stage_counts(whole, by_year, year, broken, covered, as_of),
        outcomes=outcome_rows(decided, choice.jurisdiction) if dated else [],
        apart=frames.divergence_sentences(by_year, last_ended, broken, covered),
        undecided=frames.too_few_years_sentences(by_year, last_ended, broken, covered),
    )


def _change_from_year_before(
    convicted: frames.Counts,
    now: float,
    year: int,
    as_of: date,
    broken: trend_breaks.Breaks,
    covered: range,
) -> str:
    """Return how the count `now` differs from the preceding year, or why they are not compared."""
    if not words.is_known_number(now):
        return t("Not recorded.")
    # An unfinished year is not compared with a full one.
    if as_of < date(year, 12, 31):
        return t("The year is not complete.")
    if has_break_between(broken, year - 1, year):
        return t(
            "Not compared with {year}. Break in series: {breaks}.",
            year=year - 1,
            # The last break up to the end of the year.
            breaks=trend_breaks.breaks_text(
                trend_breaks.breaks_within(broken, year - 1, year)[-1:]
            ),
        )
    year_ago = frames.count_of_year(convicted, year - 1, covered)
    if year - 1 < min(convicted, default=year) or not words.is_known_number(year_ago):
        return ""
    return change_sentence(year_ago, now, year - 1)


def released_card_html(
    rows: pd.DataFrame, by_year: pd.DataFrame, choice: filters.Choice, broken: frames.Broken
) -> str:
    """Return the HTML of the card for a release; `rows` are of the period, `by_year` of each year.

    No difference is shown, because the difference of two rounded counts is not a count.
    """
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    released = {str(row["measure"]): row for row in results.row_dicts(here)}
    years = by_year[by_year["jurisdiction"] == choice.jurisdiction]
    convicted = released[CONVICTIONS]
    return _write_card(
        choice.period,
        words.value(convicted),
        (_missing_sentence(words.count_text(convicted, "unknown")),),
        released_bars(years, CONVICTIONS, broken),
        [
            CountBars(
                t(name, year=choice.period),
                words.value(released[id_]),
                released_bars(years, id_, broken),
            )
            for id_, name in BEFORE.items()
        ],
    )


def _write_card(
    year: str,
    convicted: str,
    notes: Sequence[str],
    bars: list[Bar],
    before: list[CountBars],
    *,
    outcomes: Sequence[tuple[str, str]] = (),
    apart: Sequence[str] = (),
    undecided: Sequence[str] = (),
) -> str:
    """Return the HTML of the card from texts, for exact and for released numbers."""
    context = {
        "year": year,
        "convicted": convicted,
        "notes": list(filter(None, notes)),
        "bars": bars,
        "before": before,
        "outcomes": outcomes,
        "apart": apart,
        "undecided": undecided,
    }
    return render_template("count_card.html", context)
