"""Compare a figure with the median of other jurisdictions or offices, and state the result."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import pandas as pd

from dashboard import released_data, words
from dashboard.frames import trend_breaks
from dashboard.frames.tables import ADDED_UP
from dashboard.query_params import Choice
from metrics import Measure, catalogue, comparability, counting_options, results
from metrics import measure as measures
from metrics.statistics import comparison
from schemas import language, vocabulary
from schemas.language import Message, marked, message, n, t

ALONE = marked(
    "These are the records of one jurisdiction. Figures of others are shown only from releases,"
    " and this database has none."
)
OF_OFFICE = marked("Not available for a single office")
# The number of periods of a release that a message lists.
SAID_PERIODS = 3


def eligible_peers(jurisdictions: pd.DataFrame, choice: Choice) -> tuple[str, ...]:
    """Return the ids of jurisdictions that may be compared with the chosen one.

    For a made-up jurisdiction these are the other made-up ones, otherwise those of the release:
    figures of real peers come only from releases. `jurisdictions` has the columns jurisdiction and
    made_up, and `released` if there is a release (`dashboard.records.Records.with_others`).
    """
    is_chosen = jurisdictions["jurisdiction"] == choice.jurisdiction
    if choice.office and not choice.office_alone:
        return ()
    is_made_up = bool(jurisdictions.loc[is_chosen, "made_up"].all())
    others = ~is_chosen & (jurisdictions["made_up"].astype(bool) == is_made_up)
    if not (choice.is_of_release or (is_made_up and not choice.office)):
        others &= jurisdictions.get("released", pd.Series(data=False, index=jurisdictions.index))
    return tuple(sorted(jurisdictions.loc[others, "jurisdiction"]))


def peer_names(jurisdictions: pd.DataFrame, choice: Choice) -> Mapping[str, str]:
    """Return the names of the chosen jurisdiction and its peers by id. Empty without peers.

    `jurisdictions` has the columns of `metrics.results.jurisdictions`.
    """
    beside = eligible_peers(jurisdictions, choice)
    kept = jurisdictions[jurisdictions["jurisdiction"].isin((choice.jurisdiction, *beside))]
    return dict(zip(kept["jurisdiction"], kept["name"], strict=True)) if beside else {}


def describe_peer_group(
    jurisdictions: tuple[str, ...], choice: Choice, release: released_data.About | None
) -> str:
    """Return who the peers are, or why there are none. Their figures come from `release`.

    If the release lacks the chosen period, the text says which ones it has.
    """
    if choice.office and not choice.office_alone:
        return t(OF_OFFICE)
    number = len(jurisdictions)
    if not jurisdictions:
        return t("None. Figures of other jurisdictions come with releases.")
    if release is None:
        return n(
            "{count} other fictional jurisdiction",
            "{count} other fictional jurisdictions",
            number,
        )
    periods = release.periods[released_data.FORM if choice.form else ""]
    if choice.years not in periods:
        last = words.listing([words.period(*span) for span in reversed(periods[:SAID_PERIODS])])
        return t("Not available for these years. The release has: {periods}", periods=last)
    if release.origins:
        return n(
            "{count} other jurisdiction, from its return",
            "{count} other jurisdictions, from their returns",
            number,
        )
    return n(
        "{count} other jurisdiction, from release {release}",
        "{count} other jurisdictions, from release {release}",
        number,
        release=release.number,
    )


# With fewer peers each of them would move the median. Offices of one jurisdiction are few, but
# count in the same way.
FEWEST_PLACES, FEWEST_OFFICES = 5, 3
# The years after a break in series are compared if there are at least this many.
LEAST_YEARS = 3
# Larger than any value, but not infinite, because quartiles are interpolated.
FAR = 1e12
# The rule of `read` and a note on the chart, as pages show them.
NAMED = marked(
    "We report a difference only if the whole 99% confidence interval, allowing for missing data,"
    " is on one side of the median of the others."
)
DRAWN = marked(
    "The lines show 95% confidence intervals, a less strict test. So a line may be on one side"
    " of the median although we report no difference."
)
Row = Mapping[str, Any]
Years = tuple[int, int]
ByMeasure = Mapping[str, Sequence[Row]]


# Features of a jurisdiction's law, each with its heading.
LAWS = {
    "legal_persons_liable": marked("Legal persons can be liable"),
    "self_laundering_punishable": marked("Laundering one’s own proceeds is punishable"),
    "state_compensation_scheme": marked("The State compensates victims"),
    "mandatory_prosecution": marked("Prosecution is mandatory"),
    "plea_agreements": marked("Plea agreements exist"),
}
CURRENCY = "currency"
# Labels of the ways in which two jurisdictions may differ.
DIFFERENCES = {
    vocabulary.CountingRule.INVESTIGATION_STARTS_AT: marked("start of an investigation"),
    vocabulary.CountingRule.CHARGE_COUNTED_AT: marked("counting of charges"),
    vocabulary.CountingRule.CONVICTION_COUNTED_AT: marked("counting of convictions"),
    vocabulary.CountingRule.VICTIM_COUNTED_AT: marked("counting of victims"),
    vocabulary.CountingRule.CASE_SPLITTING: marked("splitting of cases"),
    vocabulary.CountingRule.PERSON_COUNTED: marked("counting of people"),
    "legal_persons_liable": marked("liability of legal persons"),
    "self_laundering_punishable": marked("law on self-laundering"),
    "state_compensation_scheme": marked("compensation by the State"),
    "mandatory_prosecution": marked("duty to prosecute"),
    "plea_agreements": marked("plea agreements"),
    CURRENCY: marked("currency"),
}
TOO_FEW = message("Not compared: too few others have a value")
NO_INTERVAL = message("Not compared: this measure has no confidence interval")
NOT_TOLD = message("Not compared: the median of the others is not in the release")


@dataclass(frozen=True)
class Quartiles:
    """The median and quartiles of the other places, in the unit of the values, and their number.

    A quartile is NaN if it depends on values that the release protects.
    """

    median: float
    low: float
    high: float
    number: int


class ComparisonResult(StrEnum):
    """The result of a comparison; `higher` and `lower` for measures without a good direction."""

    BETTER = "better"
    WORSE = "worse"
    HIGHER = "higher"
    LOWER = "lower"
    NO_CLEAR_DIFFERENCE = "no_clear_difference"


@dataclass(frozen=True)
class PeerGroup:
    """A comparison group: `own` is compared with `places` in `years`.

    `breaks` returns the breaks in series of a place for a measure. `differing` returns the rules
    that matter for a measure and differ between a place and `own`. `rows_of` returns the rows of
    measures in other years. `released_periods` are the only periods of others from a release.
    """

    own: str
    places: tuple[str, ...]
    years: Years
    breaks: Callable[[str, Measure], trend_breaks.Breaks]
    differing: Callable[[str, Measure], Sequence[comparability.Difference]]
    rows_of: Callable[[tuple[str, ...], Years], ByMeasure]
    released_periods: tuple[Years, ...] | None = None
    fewest: int = FEWEST_PLACES


@dataclass(frozen=True)
class Compared:
    """The result of comparing a row with other jurisdictions or offices.

    If `reading` is None, `why` says why there is no result (empty if the status of the row says
    it). `is_across_break` is true if the reason is a break in series. If only the years after a
    break are compared, `years` and `row` are those, and `whole` is the row of the whole period,
    which charts show.
    """

    row: Row
    others: Quartiles | None
    reading: ComparisonResult | None
    why: str = ""
    is_across_break: bool = False
    years: Years | None = None
    whole: Row | None = None

    @property
    def drawn(self) -> Row:
        """Return the row of the whole period."""
        return self.row if self.whole is None else self.whole

    @property
    def others_drawn(self) -> Quartiles | None:
        """Return the other places' quartiles; None if only a part of the period was compared."""
        return self.others if self.years is None else None


def compare_with_peers(
    rows: ByMeasure, circle: PeerGroup, measures: Mapping[str, Measure] = catalogue.CATALOGUE
) -> dict[str, Compared]:
    """Compare the chosen place (jurisdiction or office) with the other places, for each measure.

    All comparisons use this function. `rows` has the rows of all places in the period, by a key.
    `measures` maps each key to the measure whose rules apply.
    """
    across: dict[str, Message] = {}
    later: dict[Years, list[str]] = {}
    for id_ in rows:
        broken = trend_breaks.breaks_within(circle.breaks(circle.own, measures[id_]), *circle.years)
        if broken:
            at = dict.fromkeys(str(one.on.year) for one in broken)
            across[id_] = message(
                "Not compared: break in series in {years}", years=words.listing(list(at))
            )
            if (span := _years_after_break(broken, circle)) is not None:
                later.setdefault(span, []).append(id_)
    found = {}
    for span, ids in later.items():
        of_span = circle.rows_of(tuple(ids), span)
        for id_ in ids:
            part = _compare_measure(of_span.get(id_, ()), measures[id_], circle, span)
            if part is not None and words.is_value_shown(part.row):
                found[id_] = replace(part, years=span, whole=_own_row(rows[id_], circle))
    for id_ in rows.keys() - found.keys():
        whole = _compare_measure(rows[id_], measures[id_], circle, circle.years)
        if whole is not None and id_ in across:
            # The row has years before and after a break, so it is not compared with others.
            said = across[id_] if whole.why or whole.reading else ""
            whole = Compared(whole.row, None, None, said, is_across_break=bool(said))
        if whole is not None:
            found[id_] = whole
    return found


def _years_after_break(broken: trend_breaks.Breaks, circle: PeerGroup) -> Years | None:
    """Return the years after the last break, or None if they are too few or not released."""
    years = trend_breaks.years_since_break(
        list(range(circle.years[0], circle.years[1] + 1)), broken
    )
    if len(years) < LEAST_YEARS:
        return None
    span = (years[0], years[-1])
    periods = circle.released_periods
    return span if periods is None or span in periods else None


def _own_row(rows: Sequence[Row], circle: PeerGroup) -> Row | None:
    return next((row for row in rows if row["jurisdiction"] == circle.own), None)


def _compare_measure(
    rows: Sequence[Row], measure: Measure, circle: PeerGroup, years: Years
) -> Compared | None:
    """Compare the chosen place with the other places for one measure; None if it has no row."""
    own = _own_row(rows, circle)
    if own is None:
        return None
    if measure.kind in ADDED_UP or not circle.places:
        return Compared(own, None, None)
    others, why = _find_others(rows, own, measure, circle, years)
    if others is not None:
        own = {**own, words.OTHERS_MEDIAN: others.median}
    reading = compare_with_value(own, others.median if others else None, measure.direction)
    if reading is not None or not words.is_value_shown(own):
        return Compared(own, others, reading)
    if not why and others is not None and _is_at_an_end(own, others.median):
        median = words.share(others.median)
        why = message("Not compared: the median of the others is {median}", median=median)
    return Compared(own, others, None, why or NO_INTERVAL)


def _find_others(
    rows: Sequence[Row], own: Row, measure: Measure, circle: PeerGroup, years: Years
) -> tuple[Quartiles | None, str]:
    """Return (quartiles, "") of the comparable other places, or (None, reason)."""
    beside = frozenset(circle.places) - {circle.own}
    there = [
        row
        for row in rows
        if row["jurisdiction"] in beside
        and has_comparable_value(row)
        and not trend_breaks.breaks_within(circle.breaks(row["jurisdiction"], measure), *years)
    ]
    apart = [_differently_counted_subjects(row, own, measure, circle) for row in there]
    alike = [row for row, subjects in zip(there, apart, strict=True) if not subjects]
    if len(alike) < circle.fewest:
        return None, _why_few(apart, circle)
    others = find_quartiles(alike)
    return others, "" if others else NOT_TOLD


def _differently_counted_subjects(
    row: Row, own: Row, measure: Measure, circle: PeerGroup
) -> dict[str, bool]:
    """Return the rules in which a place differs, each with whether the chosen place states it."""
    subjects = {
        one.subject: one.own is not None
        for one in circle.differing(str(row["jurisdiction"]), measure)
    }
    if words.is_money(measure) and row.get("currency") != own.get("currency"):
        subjects[CURRENCY] = True
    return subjects


def _why_few(apart: Sequence[Mapping[str, bool]], circle: PeerGroup) -> str:
    """Return why too few places are comparable; if enough exist, the most common difference."""
    if len(apart) < circle.fewest:
        return TOO_FEW
    times = Counter(subject for subjects in apart for subject in subjects)
    first, _ = times.most_common(1)[0]
    is_stated = next(subjects[first] for subjects in apart if first in subjects)
    return differing_rule_message(first, is_stated=is_stated)


def most_common_reason(compared: Iterable[Compared]) -> str:
    """Return the reason why most rows have no result, to show it once instead of per row.

    Empty if most rows have a result, or there is no common reason.
    """
    of_shown = [one for one in compared if words.is_value_shown(one.row)]
    times = Counter(one.why for one in of_shown if one.why)
    if not times:
        return ""
    why, number = times.most_common(1)[0]
    return why if number > len(of_shown) / 2 and number > 1 else ""


def group_rows_by_measure(rows: pd.DataFrame, key: str = "measure") -> dict[str, list[Row]]:
    """Return the rows as dicts, grouped by measure, because frames would be much slower."""
    found: dict[str, list[Row]] = {}
    for row in results.row_dicts(rows):
        found.setdefault(str(row[key]), []).append(row)
    return found


def rules_by_jurisdiction(context: pd.DataFrame) -> comparability.Stated:
    """Return what jurisdictions state on law and counting rules, by (jurisdiction, subject).

    `context` is from `Records.rules`.
    """
    return {
        (str(row["jurisdiction"]), str(row["subject"])): str(row["value"])
        for row in results.row_dicts(context)
    }


def build_office_group(
    choice: Choice,
    jurisdictions: tuple[str, ...],
    *,
    happened: pd.DataFrame,
    rows_of: Callable[[tuple[str, ...], Years], ByMeasure],
    fewest: int = FEWEST_OFFICES,
) -> PeerGroup:
    """Build the comparison group of the chosen office, with other offices of its jurisdiction.

    All offices count by the same rules. In the rows, their ids are in column `jurisdiction`. A
    break in series of the jurisdiction applies to all its offices.
    """
    breaks = trend_breaks.breaks_finder(happened)
    return PeerGroup(
        own=choice.office,
        places=jurisdictions,
        years=(choice.year_from, choice.year_to),
        breaks=lambda _, measure: breaks(choice.jurisdiction, measure),
        differing=lambda *_: (),
        rows_of=rows_of,
        fewest=fewest,
    )


def find_quartiles(rows: Iterable[Row]) -> Quartiles | None:
    """Return median and quartiles of the rows with a value or a protected one such as "<10%".

    The value of "<10%" is unknown. The result is None if the median depends on it.
    """
    values = [float(row["value"]) for row in rows if words.is_value_shown(row)]
    coded = [end for row in rows if (end := _end_of(row)) is not None]
    at_ends, beyond = (
        comparison.peer_middle_half([*values, *(one[side] for one in coded)]) for side in range(2)
    )
    if at_ends is None or beyond is None or at_ends.median != beyond.median:
        return None
    low, high = (
        end if end == other else math.nan
        for end, other in ((at_ends.low, beyond.low), (at_ends.high, beyond.high))
    )
    return Quartiles(at_ends.median, low, high, len(values) + len(coded))


def has_comparable_value(row: Row) -> bool:
    """Return whether a row has a value, or a protected one such as "<10%"."""
    return words.is_value_shown(row) or _end_of(row) is not None


def _end_of(row: Row) -> tuple[float, float] | None:
    """Return the limit of a row such as "<10%" or ">90%", and -FAR or FAR as its other end."""
    if row["status"] != words.PROTECTED:
        return None
    for name, far in (("value_below", -FAR), ("value_above", FAR)):
        if words.is_known_number(row.get(name)):
            return float(row[name]), far
    return None


def add_peer_median(rows: pd.DataFrame, others: Quartiles | None) -> pd.DataFrame:
    """Add the median of others as a column: limits are written so that none looks equal to it."""
    return rows if others is None else rows.assign(**{words.OTHERS_MEDIAN: others.median})


def compare_with_value(
    row: Row, value: float | None, direction: measures.Direction
) -> ComparisonResult | None:
    """Compare a row with a value, usually the median of the other places.

    There is a difference only if the whole 99% interval is on one side of the value. Returns None
    if a value or the interval is missing, or if the median of a share is 0% or 100%, because no
    value could be on one side of it.
    """
    if value is None or not words.is_value_shown(row) or _is_at_an_end(row, value):
        return None
    low, high = results.comparison_limits(row)
    if not (words.is_known_number(low) or words.is_known_number(high)):
        return None
    # If one limit is NaN, the interval is open on that side.
    above, below = low > value, high < value
    if not (above or below):
        return ComparisonResult.NO_CLEAR_DIFFERENCE
    match direction:
        case measures.Direction.CONTEXT:
            return ComparisonResult.HIGHER if above else ComparisonResult.LOWER
        case measures.Direction.HIGHER:
            return ComparisonResult.BETTER if above else ComparisonResult.WORSE
        case measures.Direction.LOWER:
            return ComparisonResult.BETTER if below else ComparisonResult.WORSE


def _is_at_an_end(row: Row, median: float) -> bool:
    return row["kind"] == "Share" and median in (0, 1)


def rule_heading(code: str) -> str:
    """Return the heading of a feature of law, a counting rule or a counting option."""
    if code in counting_options.OPTIONS:
        return t(counting_options.OPTIONS[code].title)
    return t(LAWS[code]) if code in LAWS else words.code(code)


def stated_text(subject: str, stated: str) -> str:
    """Return in words what a place states on a rule, `Indictment`, or on an option, `12 months`."""
    option = counting_options.OPTIONS.get(subject)
    return words.option_value(option, stated) if option else words.code(stated)


def differing_rule_message(subject: str, *, is_stated: bool) -> Message:
    """Return the message that a rule differs between places, or that one does not state it."""
    rule = message(
        DIFFERENCES[subject] if subject in DIFFERENCES else counting_options.OPTIONS[subject].title
    )
    if is_stated:
        return message("Not comparable: {rule}", rule=rule)
    return message("Not comparable, because this is not stated: {rule}", rule=rule)


@dataclass(frozen=True)
class ComparisonText:
    """The result of a comparison as a symbol and as text, because colour alone is not enough.

    `part` says which years were compared and with which numbers, if that is not the whole period.
    """

    glyph: str
    words: str
    look: str
    part: str = ""

    @property
    def line(self) -> str:
        """Return the symbol, the result and the compared years in one line."""
        said = t("{result}. {part}", result=self.words, part=self.part) if self.part else self.words
        return f"{self.glyph} {said}".strip()


AFTER_THE_BREAK = marked("Only the years after the break in series are compared.")
PART_AFTER_THE_BREAK = marked("Only the years after the break in series are compared: {part}.")
# The symbol and the look of each result.
SIGNS = {
    ComparisonResult.BETTER: ("▲", "better"),
    ComparisonResult.WORSE: ("▼", "behind"),
    ComparisonResult.HIGHER: ("△", "plain"),
    ComparisonResult.LOWER: ("▽", "plain"),
    ComparisonResult.NO_CLEAR_DIFFERENCE: ("●", "plain"),
}
# Texts of the results, by who the others are, for all pages and files.
BESIDE_JURISDICTIONS = {
    ComparisonResult.BETTER: marked("Better than other jurisdictions"),
    ComparisonResult.WORSE: marked("Worse than other jurisdictions"),
    ComparisonResult.HIGHER: marked("Higher than other jurisdictions"),
    ComparisonResult.LOWER: marked("Lower than other jurisdictions"),
    ComparisonResult.NO_CLEAR_DIFFERENCE: marked("No clear difference"),
}
BESIDE_OTHER_OFFICES = BESIDE_JURISDICTIONS | {
    ComparisonResult.BETTER: marked("Better than the other offices"),
    ComparisonResult.WORSE: marked("Worse than the other offices"),
    ComparisonResult.HIGHER: marked("Higher than the other offices"),
    ComparisonResult.LOWER: marked("Lower than the other offices"),
}
BESIDE_ALL_OFFICES = BESIDE_JURISDICTIONS | {
    ComparisonResult.BETTER: marked("Better than all offices together"),
    ComparisonResult.WORSE: marked("Worse than all offices together"),
    ComparisonResult.HIGHER: marked("Higher than all offices together"),
    ComparisonResult.LOWER: marked("Lower than all offices together"),
}


def comparison_text(
    compared: Compared,
    readings: Mapping[ComparisonResult, str] = BESIDE_JURISDICTIONS,
    *,
    median_beside: bool = False,
) -> ComparisonText:
    """Return the result as symbol and text, or the reason why there is none.

    `median_beside` says that the other places' median is shown next to the text.
    """
    if compared.reading is None:
        return ComparisonText("", t(compared.why), "plain")
    glyph, look = SIGNS[compared.reading]
    numbers = _write_own_part if median_beside and compared.years else compared_years_text
    part = numbers(compared)
    if part:
        part = t("Compared only after the break in series: {numbers}", numbers=part)
    return ComparisonText(glyph, t(readings[compared.reading]), look, part)


# The look of a row without a value.
ABSENT = "absent"


def result_cell(compared: Compared, *, median_beside: bool = False) -> ComparisonText:
    """Return the result for a table: why a row has no value, or else `comparison_text`.

    A row without a value may have one after a break in series, and a result of these years.
    """
    if not words.is_value_shown(compared.drawn) and compared.reading is None:
        return ComparisonText("", words.no_number_reason(compared.drawn).words, ABSENT)
    return comparison_text(compared, median_beside=median_beside)


def reading_words(compared: Compared) -> str:
    """Return the result as text without symbol and years, or the reason why there is none."""
    if compared.reading is None:
        return t(compared.why)
    return t(BESIDE_JURISDICTIONS[compared.reading])


def compared_years_text(compared: Compared) -> str:
    """Return the years that were compared, with the chosen place's value and the median.

    Charts show the whole period, so these numbers are shown nowhere else. Empty if the whole period
    was compared.
    """
    if compared.years is None:
        return ""
    own = _write_own_part(compared)
    if not compared.others:
        return own
    return t("{own}, {median}", own=own, median=median_label(compared))


def median_label(compared: Compared) -> str:
    """Return the other places' median as a label: `median of others 54%`."""
    return t("median of others {median}", median=median_text(compared))


def median_text(compared: Compared) -> str:
    """Format the other places' median like the values of the row."""
    assert compared.others is not None
    row = compared.row
    return words.with_unit(row, compared.others.median)


def quartiles_text(compared: Compared) -> str:
    """Return the other places' quartiles as text, `26% to 45%`; empty if they are not known."""
    others = compared.others
    if others is None or not (
        words.is_known_number(others.low) and words.is_known_number(others.high)
    ):
        return ""
    kind = words.value_kind(compared.row)
    return language.between(words.number(kind, others.low), words.number(kind, others.high))


def comparison_sentence(compared: Compared | None, *, own_beside: bool = False) -> str:
    """Return a sentence that compares a row with the median of other jurisdictions.

    If that is not possible, it says why. Empty if the row has no value. If only a part of the
    period was compared, the row's value in that part is added, unless `own_beside`: then it is
    shown next to the text.
    """
    if compared is None:
        return ""
    if compared.reading is None or compared.others is None:
        return t("{reason}.", reason=t(compared.why)) if compared.why else ""
    only = []
    if compared.years:
        after = t(PART_AFTER_THE_BREAK, part=_write_own_part(compared))
        only = [t(AFTER_THE_BREAK) if own_beside else after]
    result = t("{result}.", result=t(BESIDE_JURISDICTIONS[compared.reading]))
    median = n(
        "The median of the {count} other jurisdiction that can be compared is {median}.",
        "The median of the {count} other jurisdictions that can be compared is {median}.",
        compared.others.number,
        median=median_text(compared),
    )
    return " ".join((result, *only, median))


def comparison_rule_sentence(compared: Compared | None) -> str:
    """Return the rule by which the comparison was made; empty without a result."""
    return f"{t(NAMED)} {t(DRAWN)}" if compared is not None and compared.reading else ""


def _write_own_part(compared: Compared) -> str:
    """Return the years that were compared, with the value of the chosen place."""
    assert compared.years is not None
    between = words.interval(compared.row)
    value = words.value(compared.row)
    years = words.period(*compared.years)
    if not between:
        return t("{value} in {years}", value=value, years=years)
    return t("{value} ({interval}) in {years}", value=value, interval=between, years=years)
