"""Figures by year: one row per year, tests for shifts (run charts), and change over time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, TypeAlias

import pandas as pd

from dashboard import charts, words
from dashboard.filter_options import Options
from dashboard.frames import tables, trend_breaks
from dashboard.frames.chart_rows import hide_by_status
from dashboard.frames.tables import ADDED_UP
from dashboard.query_params import Choice
from metrics import Measure, catalogue, comparability, counting_options, results
from metrics.statistics import trends
from schemas import language
from schemas.language import comma_list, marked, n, t

# Pending cases are carried over to the next year, so runs appear without any shift.
CARRIED_OVER = "FlowRatio"


@dataclass(frozen=True)
class Run:
    """A measure by year: rows of `add_judged_stretches`, events (`marks`), verdicts and chart."""

    yearly: pd.DataFrame
    marks: pd.DataFrame
    verdicts: tuple[str, ...]
    chart: "partial[charts.Chart]"


UNDATED = "undated"
NOT_A_YEAR = ("all", UNDATED)
UNTOLD = ("not_yet_due", words.NOT_COLLECTED)


def one_row_per_year(
    rows: pd.DataFrame,
    years: range,
    *,
    due_until: date,
    covered: range,
    is_collected: bool = True,
    as_of: date = date.max,
) -> pd.DataFrame:
    """Return one row per year of `years`, from the rows of one measure in one place.

    A year without a row gets a status: no units; too recent, if it ends after `due_until`; or not
    collected, if not `is_collected`. For a year outside `covered` it is unknown whether there were
    units. `running` (also part of `says`) is the last day with data, if the year of `as_of` is not
    over.
    """
    dated = rows[~rows["period"].isin(NOT_A_YEAR)]
    kind = str(rows["kind"].iloc[0]) if len(rows) else "Share"
    filled = dated.set_index("period").reindex([str(year) for year in years])
    filled["kind"] = filled["kind"].fillna(kind)
    missing = filled["status"].isna()
    later = [date(int(year), 12, 31) > due_until for year in filled.index]
    none = words.EMPTY if is_collected else words.NOT_COLLECTED
    filled.loc[missing, "status"] = [
        "not_yet_due" if late and is_collected else none
        for late, lacks in zip(later, missing, strict=True)
        if lacks
    ]
    filled["covered"] = [int(year) in covered for year in filled.index]
    drawn = hide_by_status(filled.rename_axis("period").reset_index())
    # How far a year goes is shown only if there is something to say about it.
    running = [
        unfinished_year_text(int(row["period"]), as_of)
        if words.is_known_number(row["value"]) or (row["covered"] and row["status"] not in UNTOLD)
        else ""
        for row in results.row_dicts(drawn)
    ]
    says = [comma_list(filter(None, of)) for of in zip(drawn["says"], running, strict=True)]
    return drawn.assign(running=running, says=says)


def unfinished_year_text(year: int, as_of: date) -> str:
    """Return up to which day an unfinished year has data: `to 30 June`; empty for other years."""
    is_running = year == as_of.year and as_of < date(year, 12, 31)
    return t("to {day}", day=language.day_of_year(as_of)) if is_running else ""


def year_labels(drawn: pd.DataFrame) -> list[str]:
    """Return the years as labels for a table: `2026, to 30 June` if the year is not over."""
    pairs = zip(drawn["period"], drawn["running"], strict=True)
    return [comma_list(filter(None, pair)) for pair in pairs]


def undated_sentence(rows: pd.DataFrame) -> str:
    """Return how many units are in no year because they have no date; empty if there are none.

    `rows` are the rows by year of one measure in one place.
    """
    for row in results.row_dicts(rows[rows["period"] == UNDATED]):
        parts = ("numerator",) if row["kind"] in ADDED_UP else ("denominator", "unknown")
        known = [row[part] for part in parts if words.is_known_number(row[part])]
        # For a sum this would be an amount of money, not a number of units.
        if not known or row["kind"] in (*words.SUMS, "Amount"):
            return t("Those without a date are not shown in any year.")
        if number := sum(known):
            return n(
                "{count} has no date and is not shown in any year.",
                "{count} have no date and are not shown in any year.",
                number,
            )
    return ""


def last_due_day(as_of: date, matures_after: int) -> date:
    """Return the last day whose units can be judged: `matures_after` months before `as_of`."""
    return (pd.Timestamp(as_of) - pd.DateOffset(months=matures_after)).date()


def last_due_day_of_measure(
    measure: Measure, as_of: date, chosen: counting_options.OptionValues
) -> date:
    """Return the last day whose units are old enough to be judged in a measure."""
    return last_due_day(as_of, measure.window(chosen)) if measure.waits else date.max


def last_due_year(as_of: date, matures_after: int) -> int:
    """Return the last year whose units are all `matures_after` months old on `as_of`."""
    due = last_due_day(as_of, matures_after)
    return due.year if due == date(due.year, 12, 31) else due.year - 1


def years_as_text(yearly: pd.DataFrame) -> str:
    """Return the first and last value of each stretch of years as text, or that no year has one.

    A year that is not over is mentioned separately, with the last day that it covers.
    """
    by_stretch: dict[str, list[str]] = {}
    so_far = ""
    for row in results.row_dicts(yearly[["value", "stretch", "says", "period", "running"]]):
        if not words.is_known_number(row["value"]):
            continue
        if row["running"]:
            so_far = t("So far in {year}: {value}.", year=row["period"], value=row["says"])
        else:
            said = t("{value} in {year}", year=row["period"], value=row["says"])
            by_stretch.setdefault(row["stretch"], []).append(said)
    if not by_stretch:
        return so_far or t("No year has a value to show.")
    ends = (said if len(said) == 1 else [said[0], said[-1]] for said in by_stretch.values())
    return " ".join(filter(None, (f"; {t('break')}; ".join(map(comma_list, ends)) + ".", so_far)))


# With fewer points the rules rarely detect a real shift. With five, a median can be shown.
FEWEST_FOR_RULES, FEWEST_MEDIAN = trends.FEWEST_POINTS, 5


@dataclass(frozen=True)
class Stretch:
    """The years between two breaks: their median, and the result of the run-chart rules."""

    first: int
    last: int
    points: int
    off_median: int
    middle: float
    says: str
    run: trends.Run | None

    @property
    def has_median(self) -> bool:
        return self.points >= FEWEST_MEDIAN


def add_judged_stretches(
    yearly: pd.DataFrame, breaks: Sequence[float], judged_to: int
) -> pd.DataFrame:
    """Add `at` (the middle of the year), `stretch`, `judged` and `mixed` to rows by year.

    A year with a break inside is its own stretch, and is not judged. Nor is a year without a value,
    or after `judged_to`.
    """
    years = [int(period) for period in yearly["period"]]
    stretches = [trend_breaks.stretch_name(year, breaks) for year in years]
    mixed = pd.Series([trend_breaks.INSIDE in stretch for stretch in stretches], dtype=bool)
    ended = pd.Series([year <= judged_to for year in years], dtype=bool)
    return yearly.assign(
        at=[year + 0.5 for year in years],
        stretch=stretches,
        judged=yearly["value"].notna() & ~mixed & ended,
        mixed=mixed,
    )


def judged_stretches(years: pd.DataFrame) -> list[Stretch]:
    """Return the stretches with at least one judged year, oldest first."""
    judged = years[years["judged"]]
    return [_judge_stretch(of) for _, of in judged.groupby("stretch", sort=False)]


def stretch_medians(judged: Sequence[Stretch]) -> pd.DataFrame:
    """Return the medians of stretches. Columns: start, end (years), middle, says."""
    rows = [
        (stretch.first, stretch.last + 1, stretch.middle, t("Median {value}", value=stretch.says))
        for stretch in judged
        if stretch.has_median
    ]
    return pd.DataFrame(rows, columns=["start", "end", "middle", "says"])


def run_chart_sentences(years: pd.DataFrame, judged: Sequence[Stretch]) -> list[str]:
    """Return one sentence per stretch, and one on the years left out because of a break."""
    sentences = [_stretch_sentence(stretch, alone=len(judged) == 1) for stretch in judged]
    if not judged:
        sentences = [t("Too few years to test for a lasting change: none has a value.")]
    mixed = list(years.loc[years["mixed"], "period"])
    if mixed:
        sentences.append(
            n(
                "{years} is left out: the law or the way of counting changed during this year.",
                "{years} are left out: the law or the way of counting changed during these years.",
                len(mixed),
                years=words.listing(mixed),
            )
        )
    return sentences


def _judge_stretch(of: pd.DataFrame) -> Stretch:
    """Return one stretch, from its judged years: its median and the result of run-chart rules."""
    middle = float(of["value"].median())
    kind, measure = str(of["kind"].iloc[0]), of["measure"].dropna()
    row = {"kind": kind, "status": words.SHOWN}
    row["measure"] = str(measure.iloc[0]) if len(measure) else ""
    return Stretch(
        first=int(of["period"].iloc[0]),
        last=int(of["period"].iloc[-1]),
        points=len(of),
        off_median=int((of["value"] != middle).sum()),
        middle=middle,
        says=words.value({**row, "value": middle * words.chart_divisor(row)}),
        run=trends.run_rules(of["value"].to_numpy(float)),
    )


def _stretch_sentence(of: Stretch, *, alone: bool) -> str:
    verdict = _verdict_text(of)
    if alone:
        return verdict
    return t("{years}: {result}", years=words.period(of.first, of.last), result=verdict)


def _verdict_text(of: Stretch) -> str:
    """Return a sentence on the run-chart rules for a stretch, or why they do not apply."""
    if of.points < FEWEST_FOR_RULES:
        return t(
            "Too few years to test for a lasting change: the test needs at least {least}, and has"
            " {points}.",
            points=of.points,
            least=FEWEST_FOR_RULES,
        )
    if of.off_median == 0:
        return t("No lasting change: every year has the median value ({median}).", median=of.says)
    run = of.run
    if run is None:
        return t(
            "Too few years to test for a lasting change: {off} of {points} differ from the median"
            " ({median}), and at least {least} are needed.",
            off=of.off_median,
            points=of.points,
            median=of.says,
            least=FEWEST_FOR_RULES,
        )
    if run.longest > run.longest_allowed:
        return n(
            "A lasting change: {count} year in a row is on the same side of the median"
            " ({median}). By chance, at most {most} are expected.",
            "A lasting change: {count} years in a row are on the same side of the median"
            " ({median}). By chance, at most {most} are expected.",
            run.longest,
            median=of.says,
            most=run.longest_allowed,
        )
    if run.shifted:
        return n(
            "A lasting change: the line crosses the median ({median}) only {count} time. By"
            " chance, at least {least} are expected.",
            "A lasting change: the line crosses the median ({median}) only {count} times. By"
            " chance, at least {least} are expected.",
            run.crossings,
            median=of.says,
            least=run.crossings_least,
        )
    return n(
        "No lasting change: at most {count} year in a row is on the same side of the median"
        " ({median}). Chance explains up to {most}.",
        "No lasting change: at most {count} years in a row are on the same side of the median"
        " ({median}). Chance explains up to {most}.",
        run.longest,
        median=of.says,
        most=run.longest_allowed,
    )


Row = Mapping[str, Any]
Change: TypeAlias = trends.Change
Periods: TypeAlias = comparability.Periods
# Arrows without good or bad: higher may be better or worse.
ARROWS = {Change.HIGHER: "↗", Change.LOWER: "↘", Change.NO_CLEAR_CHANGE: "→"}
FEWEST_TO_COMPARE = 2 * comparability.FEWEST_YEARS
TOO_FEW_TO_COMPARE = marked("Not enough years of data for a trend")
CHANGES = {
    Change.HIGHER: marked("higher"),
    Change.LOWER: marked("lower"),
    Change.NO_CLEAR_CHANGE: marked("no clear change"),
}
CHANGE_SENTENCES = {
    Change.HIGHER: marked(
        "Higher than before: {later} in {later_years}, {earlier} in {earlier_years}."
    ),
    Change.LOWER: marked(
        "Lower than before: {later} in {later_years}, {earlier} in {earlier_years}."
    ),
    Change.NO_CLEAR_CHANGE: marked(
        "No clear change: {later} in {later_years}, {earlier} in {earlier_years}."
    ),
}


@dataclass(frozen=True)
class Progress:
    """A figure in two periods, with its rows. `change` is None if it cannot be judged."""

    periods: Periods
    earlier: Row
    later: Row

    @property
    def change(self) -> Change | None:
        """Return whether the later value is higher, lower or neither; None if not known."""
        return comparability.judge_change(self.earlier, self.later)


@dataclass(frozen=True)
class ProgressCell:
    """The change over time for a table: an arrow, a word, and the years."""

    arrow: str
    word: str
    years: str


# For a figure without a trend.
NO_PROGRESS = ProgressCell("", "", "")


def periods_to_compare(first: int, last: int, broken: trend_breaks.Breaks) -> Periods | None:
    """Return two periods to compare, from the years since the last break; None if too few."""
    return comparability.two_equal_periods(
        trend_breaks.years_since_break(list(range(first, last + 1)), broken)
    )


# Kinds without comparison over time: counts and sums grow with the jurisdiction, and flows carry
# over cases from earlier years.
WITHOUT_CHANGE = ("Count", "Amount", "FlowRatio", "AmountRatio")
# The two periods to compare, by measure; None if there are too few years.
PeriodsByMeasure: TypeAlias = Mapping[str, Periods | None]


def periods_by_measure(
    ids: Iterable[str],
    choice: Choice,
    known: Options,
    judged: tuple[pd.DataFrame, counting_options.OptionValues, date],
) -> PeriodsByMeasure:
    """Return by measure id two periods to compare: the last years, and the years before them.

    Measures of a kind in WITHOUT_CHANGE are left out, because no interval shows whether they
    changed. The last years end with the chosen period, or earlier if its units are too recent. They
    may begin before that period, so every text names them. `judged` has the events, the counting
    options and the reference date of the jurisdiction.
    """
    happened, chosen, as_of = judged
    chosen_to, breaks = choice.years[1], trend_breaks.breaks_finder(happened)

    def periods(measure: Measure) -> Periods | None:
        last = last_due_year(as_of, measure.window(chosen))
        broken = breaks(choice.jurisdiction, measure)
        if choice.is_of_release:
            return _released_periods(choice, known, last, broken)
        return periods_to_compare(
            known.years[0], last if chosen_to is None else min(last, chosen_to), broken
        )

    of = [catalogue.CATALOGUE[id_] for id_ in ids]
    return {measure.id: periods(measure) for measure in of if measure.kind not in WITHOUT_CHANGE}


def _released_periods(
    choice: Choice, known: Options, last: int, broken: trend_breaks.Breaks
) -> Periods | None:
    """Return a release's chosen period and the period before it; None if they are not comparable.

    Both need several years, no break in series between them, and units old enough to be judged.
    """
    first, end = choice.year_from, choice.year_to
    long = end - first + 1
    before = (first - long, first - 1)
    if (
        long == 1
        or end > last
        or before not in known.release_periods(choice.form)
        or trend_breaks.breaks_within(broken, before[0], end)
    ):
        return None
    return Periods(before, (first, end))


def spans_to_count(periods: PeriodsByMeasure) -> tuple[results.Span, ...]:
    """Return the periods to count: all of `periods`, sorted, without duplicates."""
    return tuple(sorted({span for pair in periods.values() if pair for span in pair}))


def progress_of_measures(
    counted: pd.DataFrame, periods: PeriodsByMeasure, choice: Choice
) -> Mapping[str, Progress | None]:
    """Return the change of each measure between its two periods; None without such periods or rows.

    `counted` has the rows of these periods, from `Records.rows_of_spans`.
    """
    asked = {results.span_name(span): span for span in spans_to_count(periods)}
    is_here = counted["jurisdiction"] == choice.jurisdiction
    here = counted[is_here & counted["period"].isin(list(asked))]
    rows = {(asked[row["period"]], str(row["measure"])): row for row in results.row_dicts(here)}
    by_measure: dict[str, Progress | None] = dict.fromkeys(periods)
    for id_, pair in periods.items():
        if pair is not None and all((span, id_) in rows for span in pair):
            earlier, later = (rows[span, id_] for span in pair)
            by_measure[id_] = Progress(pair, earlier, later)
    return by_measure


def progress_cell(compared: Progress | None) -> ProgressCell:
    """Return the change over time for a table, or why there is none."""
    if compared is None:
        return ProgressCell("", "", t(TOO_FEW_TO_COMPARE))
    years = _compared_years(compared)
    if (change := compared.change) is None:
        why = _why_not_compared(compared)
        return ProgressCell("", "", t("No trend ({reason})", reason=why))
    return ProgressCell(ARROWS[change], t(CHANGES[change]), years)


def progress_text(compared: Progress | None) -> str:
    """Return the change over time for a cell of a table in a file, or why there is none."""
    said = progress_cell(compared)
    if not said.word:
        return said.years
    return t("{arrow} {change}, {years}", arrow=said.arrow, change=said.word, years=said.years)


def progress_sentence(compared: Progress | None) -> str:
    """Return a sentence: `Higher than before: 54% (47% to 61%) in 2021 to 2023, …`"""
    if compared is None:
        return t(
            "At least {least} complete years since the last break in series are needed to report"
            " a trend.",
            least=FEWEST_TO_COMPARE,
        )
    change = compared.change
    if change is None:
        why = _why_not_compared(compared)
        return t("No trend can be reported ({reason}).", reason=why)
    earlier, later = compared.periods
    return t(
        CHANGE_SENTENCES[change],
        later=_number_text(compared.later),
        later_years=words.period(*later),
        earlier=_number_text(compared.earlier),
        earlier_years=words.period(*earlier),
    )


def _compared_years(compared: Progress) -> str:
    earlier, later = compared.periods
    return t(
        "{later} compared with {earlier}",
        later=words.period(*later),
        earlier=words.period(*earlier),
    )


def _number_text(row: Row) -> str:
    return t("{value} ({interval})", value=words.value(row), interval=words.interval(row))


def _why_not_compared(compared: Progress) -> str:
    rows: Sequence[tuple[tuple[int, int], Row]] = list(
        zip(compared.periods, (compared.earlier, compared.later), strict=True)
    )
    absent = [
        t("{years}: {reason}", years=words.period(*years), reason=words.no_number_reason(row).words)
        for years, row in rows
        if not words.is_value_shown(row)
    ]
    return "; ".join(absent) or t("no confidence interval")


def value_axis(measure: Measure, currency: str) -> charts.ValueAxis:
    """Return the axis for the values of a measure, with the currency for amounts."""
    axis = charts.AXIS_OF_KIND[words.format_kind(measure)]
    return replace(axis, title=currency) if words.is_money(measure) else axis


def build_run_chart(
    rows: pd.DataFrame,
    measure: Measure,
    marks: pd.DataFrame,
    span: range,
    *,
    due_until: date,
    covered: range,
    is_collected: bool,
    as_of: date,
    last_full_year: int,
    currency: str,
) -> Run:
    """Build the chart and texts of a measure by year, for the years `span` in one place.

    `marks` are its events (`trend_breaks.event_marks`). The other arguments are those of
    `one_row_per_year`, and the last year that has ended.
    """
    drawn = one_row_per_year(
        rows.assign(kind=measure.kind, currency=currency),
        span,
        due_until=due_until,
        covered=covered,
        is_collected=is_collected,
        as_of=as_of,
    )
    adds_up = measure.kind in tables.ADDED_UP
    # Counts and sums of an unfinished year are lower only because the year is not over.
    judged_to = last_full_year if adds_up else span[-1]
    breaks = list(marks.loc[marks["breaks"].astype(bool), "at"])
    yearly = add_judged_stretches(drawn, breaks, judged_to)
    stretches = judged_stretches(yearly)
    verdicts = [] if measure.kind == CARRIED_OVER else run_chart_sentences(yearly, stretches)
    medians, axis = stretch_medians(stretches), value_axis(measure, currency)
    if adds_up:
        bars = _without_currency(yearly, currency)
        chart = partial(charts.counts_chart, bars, medians, marks, title=axis.title)
    else:
        chart = partial(charts.run_chart, yearly, medians, marks, axis=axis)
    return Run(yearly, marks, tuple(verdicts), chart)


def _without_currency(staged: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Remove the currency from labels: bars have no room for it, and it is the same for all."""
    before, after = language.in_currency("\n", currency).split("\n")
    bare = [one.removeprefix(before).removesuffix(after) for one in staged["number"]]
    return staged.assign(number=bare)
