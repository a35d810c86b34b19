"""Write numbers, periods, codes and missing numbers as text, for pages, charts and files.

Each `row` is a row of results: a figure of a measure with its status, counts and interval.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Any

from metrics import (
    Measure,
    catalogue,
    column_meaning,
    counting_options,
    measure,
    measure_kinds,
    result_sentences,
    results,
)
from schemas import findings, language
from schemas.language import LEAST, in_context, marked, n, t

NO_BREAK = findings.NO_BREAK
DAYS_IN_MONTH = 365.25 / 12
# Shorter durations are written in days.
DAYS_SHOWN_UP_TO = 60
# Kinds whose denominator is not a number of units.
SUMS = frozenset({"AmountRatio", "Rate", "FlowRatio"})
# From this value on, three significant figures make a whole number.
LEAST_WHOLE = 100
# The number at the start of a value, perhaps with < or > before it and spaces between thousands.
LEADING_NUMBER = re.compile(r"[<>]?\d+(?:[.,\u00a0\u202f]\d+)*")
YEAR = re.compile(r"\d{4}")
# The column with the median of others, if the row is compared with one.
OTHERS_MEDIAN = "others_median"
# Which direction is better, in short for tables.
BETTER = {
    measure.Direction.HIGHER.value: marked("higher"),
    measure.Direction.LOWER.value: marked("lower"),
    measure.Direction.CONTEXT.value: marked("neither"),
}

# Counts of a release are rounded, and written "<10" if they are less than ten.
FEW = "<10"
EARLIER = marked("carried over from release {number}")
ROUNDING_RULE = marked(
    "Every count is rounded to a multiple of five, always in the same way. Counts below ten are"
    " shown as <10."
)

Row = Mapping[str, Any]
is_released, hides = results.is_released, results.is_part_hidden
share, percent, count = language.share, language.whole_percent, language.count
amount, day, listing = language.short_money, language.day, language.listing


@dataclass(frozen=True)
class Absence:
    """The reason why a number is not shown: a glyph instead of the number, and words for it.

    A glyph means the same on every page and in every file; some reasons have words instead. If
    bounds or counts can be shown instead, the functions `value` and `short_value_text` show them.
    `sign` is a form short enough for charts; without one the glyph is used. Fields are messages;
    the properties translate them.
    """

    in_place: str
    named: str
    in_chart: str = ""

    @property
    def glyph(self) -> str:
        """Return what is shown instead of the number, in the reader's language."""
        return _translate_glyph(self.in_place)

    @property
    def words(self) -> str:
        """Return the reason in two or three words, in the reader's language."""
        return t(self.named)

    @property
    def sign(self) -> str:
        """Return the short form for charts; empty if the glyph is used there."""
        return _translate_glyph(self.in_chart)


def _translate_glyph(glyph: str) -> str:
    """Return a glyph in the reader's language: words are translated, symbols stay unchanged."""
    return t(glyph) if any(sign.isalpha() for sign in glyph) else glyph


SHOWN = "ok"
NOT_COLLECTED, EMPTY, TOO_FEW, BOUNDS_ONLY = "not_collected", "empty", "too_few", "bounds_only"
# Statuses in a release: too small to show, left out to protect others, and never released.
PROTECTED, WITHHELD = "protected", "withheld"
NOT_RELEASED = results.Status.NOT_RELEASED.value
ABSENCES: dict[str, Absence] = {
    NOT_COLLECTED: Absence("—", marked("Not collected")),
    EMPTY: Absence(marked("no cases"), marked("No cases to count"), marked("none")),
    "not_yet_due": Absence("…", marked("Too recent")),
    TOO_FEW: Absence(marked("too few"), marked("Too few cases"), marked("few")),
    BOUNDS_ONLY: Absence(marked("unclear"), marked("Not enough data")),
    PROTECTED: Absence("<10", marked("Protected")),
    WITHHELD: Absence(marked("withheld"), marked("Withheld")),
    NOT_RELEASED: Absence(marked("not released"), marked("Not in the release")),
    "not_comparable": Absence("≠", marked("Not comparable")),
}
# Reasons why counted units give no number, for example a median that is not reached.
UNDEFINED = {
    "Duration": Absence(
        marked("not reached"), marked("Fewer than half have finished so far"), marked("open")
    )
}
# A figure calculated from a count of "<10", without a known bound.
MADE_OF_FEW = Absence(marked("protected"), marked("Calculated from fewer than ten"), marked("few"))
# Nothing is known of years that no submission covers; a count of zero would be wrong.
NOT_COVERED = Absence(marked("not covered"), marked("Not covered"), marked("no data"))
NOTHING_BELOW = Absence(marked("no value"), marked("Cannot be calculated: the total is zero"))
# Releases need more records for a figure than pages with exact figures.
TOO_FEW_RELEASED = marked(
    "Too few cases for a release. A share needs at least 30 cases, or 50 next to other"
    " jurisdictions. A median needs at least 10. A sum of money must not come from only a few"
    " cases."
)
OF_OTHER_YEARS = marked("The records that were sent are for other years.")
# Explanations of `too_few`, by cause.
FEW_UNITS = marked("Fewer than ten cases: too few to calculate a reliable figure.")
FEW_CASES = marked(
    "The records come from too few different cases. Records of one case are alike, so they count"
    " as fewer than five independent cases."
)
KNOWN_FOR_LESS = marked(
    "The answer is recorded for less than the {share} of cases that this figure needs."
)
KNOWN_OF_NONE = marked("For none of them is it recorded whether it should be counted.")
# Explanations of statuses for first-time readers.
EXPLANATIONS: dict[str, str] = {
    NOT_COLLECTED: marked("The source does not record the data that this figure needs."),
    EMPTY: marked("No case matches these filters."),
    "not_yet_due": marked("All cases are too recent for this measure."),
    TOO_FEW: marked(
        "Fewer than ten records, or records that count as fewer than five independent cases. A"
        " figure would be mostly random variation."
    ),
    BOUNDS_ONLY: marked(
        "The answer is recorded for fewer than seven in ten records. Where several people of one"
        " case are counted, at least nine in ten are needed."
    ),
    PROTECTED: marked("Not shown: the number is small and could identify a person."),
    WITHHELD: marked("Not in the release: together with other figures it could identify a person."),
    NOT_RELEASED: marked(
        "The release has fixed tables and periods. This figure is in none of them."
    ),
    "not_comparable": marked(
        "The definition or the counting rules differ, so the two figures are not compared."
    ),
}


def is_value_shown(row: Row) -> bool:
    """Return whether the value of a row may be shown."""
    return row["status"] == SHOWN and is_known_number(row["value"])


def is_known_number(number: object) -> bool:
    """Return whether a cell of a frame contains a number."""
    return isinstance(number, Real) and not math.isnan(number)


def days_to_months(days: float) -> float:
    """Convert days into months of average length."""
    return days / DAYS_IN_MONTH


def duration(days: float) -> str:
    """Return days as text: `45 days`, or `19.4 months` from DAYS_SHOWN_UP_TO days on."""
    return days_text(days) if days < DAYS_SHOWN_UP_TO else months_text(days_to_months(days))


def days_text(days: float) -> str:
    """Return a number of days as text: `1 day`, `45 days`; no line break inside."""
    return _without_line_breaks(result_sentences.number_of(measure_kinds.DAYS, round(days)))


def months_text(number: float) -> str:
    """Return a number of months as text: `19.4 months`; no line break inside."""
    return _without_line_breaks(
        result_sentences.number_of(measure_kinds.MONTHS, _in_tenths(number))
    )


def _without_line_breaks(text: str) -> str:
    return text.replace(" ", NO_BREAK)


def value(row: Row) -> str:
    """Return the number of a row as text; else its bounds; else the glyph of the reason."""
    if is_value_shown(row):
        return with_unit(row, row["value"])
    return protected_value_text(row) or possible_values_text(row) or no_number_reason(row).glyph


def split_value_and_unit(row: Row) -> tuple[str, str]:
    """Split the text of a row's value into a part written large and the unit after it.

    `54`, `%`; `40% to 75%`, ` possible`; but `CZK 22 million` is not split.
    """
    text = value(row)
    range_ = bounds(row) if row["status"] == BOUNDS_ONLY else ""
    if range_ and text.startswith(range_):
        end = len(range_)
    else:
        found = LEADING_NUMBER.match(text)
        end = found.end() if found else len(text)
    return text[:end], text[end:]


def protected_value_text(row: Row) -> str:
    """Return the text of a value that a release protects: `<10%`, `>90%`, `<10`; else empty.

    Comparison character and limit are those of `results.released_limit`.
    """
    if row["status"] != PROTECTED:
        return ""
    end = results.released_limit(row)
    if end is None:
        return ""
    return _limit_message(end[0], with_unit(row, end[1]))


def _limit_message(sign: str, value: str) -> str:
    """Return a value after "<" or ">" in the reader's language."""
    if sign == LEAST[0]:
        return t("<{value}", value=value)
    return t(">{value}", value=value)


def possible_values_text(row: Row) -> str:
    """Return what is known if many answers are missing: `40% to 75% possible`, `at least EUR 5`."""
    if row["status"] != BOUNDS_ONLY:
        return ""
    if row["kind"] == "Amount" and is_known_number(row["value"]):
        # No amount is negative, so the known part is a minimum.
        return t("at least {value}", value=with_unit(row, row["value"]))
    range_ = bounds(row)
    return t("{range} possible", range=range_) if range_ else ""


def no_number_reason(row: Row) -> Absence:
    """Return the reason why a row has no number."""
    if row["status"] == SHOWN:
        if row["kind"] == "FlowRatio":
            return Absence(NOTHING_BELOW.glyph, code(result_sentences.undefined_reason(row)))
        return UNDEFINED.get(str(row["kind"]), NOTHING_BELOW)
    if not is_covered(row):
        return NOT_COVERED
    if row["status"] == PROTECTED and is_released(row) and not protected_value_text(row):
        return MADE_OF_FEW
    return ABSENCES[row["status"]]


def is_covered(row: Row) -> bool:
    """Return whether submissions cover a row's years; for any status but EMPTY it is True."""
    return row["status"] != EMPTY or bool(row.get("covered", True))


def no_number_sentence(row: Row) -> str:
    """Return a full sentence on why a row has no number, for first-time readers.

    If several causes lead to the same status, it names the one that applies to this row.
    """
    if row["status"] == TOO_FEW and is_released(row):
        return t(TOO_FEW_RELEASED)
    if not is_covered(row):
        return t(OF_OTHER_YEARS)
    if row["status"] == TOO_FEW and (units_are := results.has_few_units(row)) is not None:
        return t(FEW_UNITS) if units_are else t(FEW_CASES)
    measure = catalogue.CATALOGUE.get(row.get("measure", ""))
    if row["status"] == BOUNDS_ONLY and measure is not None:
        if not is_known_number(row["coverage"]):
            return t(KNOWN_OF_NONE)
        return t(KNOWN_FOR_LESS, share=share(measure.least_coverage))
    return t(EXPLANATIONS.get(str(row["status"]), ""))


def short_value_text(row: Row) -> str:
    """Return a row's value in short for charts: `3/7` for too few, `20–61%` for bounds."""
    if end := protected_value_text(row):
        limit = results.released_limit(row)
        if row["kind"] != "Rate" or limit is None:
            return end
        # There is no room for the unit.
        return _limit_message(limit[0], number(value_kind(row), limit[1]))
    if least := possible_values_text(row):
        low, high = row["bound_low"], row["bound_high"]
        if not (is_known_number(low) and is_known_number(high)):
            return least
        return t("{low}–{high}%", low=percent(low), high=percent(high))
    some = is_known_number(row["denominator"]) and row["denominator"] > 0
    if row["status"] == TOO_FEW and row["kind"] == "Share" and some and not is_released(row):
        return f"{count(row['numerator'])}/{count(row['denominator'])}"
    reason = no_number_reason(row)
    return reason.sign or reason.glyph


def value_kind(row: Row) -> str:
    """Return the kind (share, days, money ...) that decides how the value of a row is written."""
    measure = catalogue.CATALOGUE.get(row.get("measure", ""))
    if measure and measure.kind == row.get("kind", measure.kind):
        return format_kind(measure)
    return str(row["kind"])


def format_kind(measure: Measure) -> str:
    """Return the kind (share, days, money ...) that decides how a measure's values are written.

    Money per unit is not written as a percentage. The clearance rate is.
    """
    if is_money(measure) and not isinstance(measure, measure_kinds.Amount):
        return measure_kinds.Rate.__name__
    if (
        isinstance(measure, measure_kinds.FlowRatio)
        and measure.flow is measure_kinds.Flow.CLEARANCE
    ):
        return measure_kinds.AmountRatio.__name__
    if isinstance(measure, measure_kinds.Duration):
        return measure.shown_in
    return measure.kind


def chart_divisor(row: Row) -> float:
    """Return by what to divide a row's value for a chart: 30.4 turns days into months; else 1.

    Durations are counted in days; charts may show them in months.
    """
    return (
        DAYS_IN_MONTH
        if value_kind(row) in (measure_kinds.MONTHS, measure_kinds.Duration.__name__)
        else 1.0
    )


def is_money(measure: Measure | None) -> bool:
    """Return whether the values of a measure are amounts of money, not shares of other money."""
    match measure:
        case measure_kinds.Amount():
            return True
        case measure_kinds.AmountRatio(is_per_thing=per_thing):
            return per_thing
        case measure_kinds.Median(value_unit=measure_kinds.MONEY):
            return True
        case _:
            return False


def with_unit(row: Row, value: float) -> str:
    """Return a value of a row's measure with its currency or unit: `EUR 90`, `5 days`, `12%`."""
    measure = catalogue.CATALOGUE.get(row.get("measure", ""))
    text = number(value_kind(row), value)
    if is_money(measure) and row.get("currency"):
        return language.in_currency(text, row["currency"])
    match measure:
        case measure_kinds.Median(value_unit=measure_kinds.DAYS | measure_kinds.MONTHS as unit):
            return _without_line_breaks(result_sentences.number_of(unit, _as_shown(value)))
        case measure_kinds.FlowRatio(flow=measure_kinds.Flow.DISPOSITION):
            return _without_line_breaks(
                result_sentences.number_of(measure_kinds.DAYS, _as_shown(value))
            )
        case measure_kinds.Rate(per=per) if per > 1:
            return _without_line_breaks(t("{value} per {number}", value=text, number=count(per)))
        case _:
            return text


def _as_shown(value: float) -> Decimal:
    """Return a value rounded as `number` writes it for kinds without a unit."""
    if abs(value) >= LEAST_WHOLE:
        return Decimal(round(value))
    return Decimal(f"{float(f'{value:.3g}')}".removesuffix(".0"))


def number(kind: str, value: float) -> str:
    """Return a value as text by its kind (`value_kind`): shares in percent, days, months."""
    match kind:
        case "Share" | "AmountRatio":
            return share(value)
        case "days":
            return days_text(value)
        case "months" | "Duration":
            return months_text(days_to_months(value))
        case "Count":
            return count(value)
        case "Amount":
            return amount(value)
        case _:
            return count(value) if abs(value) >= LEAST_WHOLE else language.three_figures(value)


def interval(row: Row, held_against: Sequence[float | None] = ()) -> str:
    """Return the 95% interval of a row: `47% to 61%`, `16.8 to 23.0 months`; empty if it has none.

    The interval of a share allows for missing answers too. A limit has one decimal if it would
    otherwise look the same as a number in `held_against` or as the row's OTHERS_MEDIAN: `47% to
    60.4%` next to a target of 60%.
    """
    low, high = results.confidence_limits(row)
    if not (is_known_number(low) or is_known_number(high)):
        return ""
    kind = value_kind(row)
    if row["kind"] == "Duration":
        return _interval_of_days(low, high) if kind == "days" else _interval_of_months(low, high)
    if kind in ("Share", "AmountRatio"):
        return between(low, high, (*held_against, row.get(OTHERS_MEDIAN)))
    return language.between(number(row["kind"], low), number(row["kind"], high))


def _interval_of_days(low: Any, high: Any) -> str:
    if not is_known_number(low):
        return n("up to {count} day", "up to {count} days", round(high))
    if not is_known_number(high):
        return n("{count} day or more", "{count} days or more", round(low))
    return n("{low} to {count} day", "{low} to {count} days", round(high), low=count(low))


def _interval_of_months(low: Any, high: Any) -> str:
    if not is_known_number(low):
        return n("up to {count} month", "up to {count} months", _days_in_months(high))
    if not is_known_number(high):
        return n("{count} month or more", "{count} months or more", _days_in_months(low))
    least = language.decimal(days_to_months(low), 1)
    return n("{low} to {count} month", "{low} to {count} months", _days_in_months(high), low=least)


def _days_in_months(days: float) -> Decimal:
    return _in_tenths(days_to_months(days))


def _in_tenths(number: float) -> Decimal:
    """Return a number rounded to one decimal."""
    return Decimal(f"{number:.1f}")


def between(low: float, high: float, held_against: Sequence[float | None] = ()) -> str:
    """Return a range of two shares: `47% to 61%`; `held_against` as in `interval`."""
    return language.between(_end(low, held_against), _end(high, held_against))


def _end(end: float, held_against: Sequence[float | None]) -> str:
    """Return a limit as a whole per cent; with one decimal if another number would look alike."""
    whole = percent(end)
    others = (other for other in held_against if other is not None and is_known_number(other))
    reads_alike = any(other != end and percent(other) == whole for other in others)
    return language.percent(f"{100 * end:.1f}") if reads_alike else share(end)


def bounds(row: Row) -> str:
    """Return what a share is if all missing answers are no, and if all are yes: `40% to 75%`.

    Empty if the row has no bounds.
    """
    low, high = row["bound_low"], row["bound_high"]
    return between(low, high) if is_known_number(low) and is_known_number(high) else ""


def sample_size_text(row: Row) -> str:
    """Return how many units a row's number is calculated from: `n = 212`.

    Empty for ratios of sums, which divide money, and if the number is not recorded or is zero.
    """
    if row["kind"] in SUMS or row["status"] == NOT_COLLECTED:
        return ""
    number_ = count_text(row, "denominator")
    if not number_:
        return ""
    if is_released(row):
        said = t("n {number}", number=with_about(row, number_))
    else:
        said = t("n = {number}", number=number_)
    return _without_line_breaks(said)


def few_text() -> str:
    """Return how a release writes a count below ten: `<10`."""
    return t("<{value}", value=10)


def count_text(row: Row, part: str) -> str:
    """Return a count of a row as text: numerator, unknown or denominator; empty if it has none."""
    if hides(row, part):
        return few_text()
    return count(row[part]) if is_known_number(row[part]) else ""


def coverage(row: Row, of: str = marked("records")) -> str:
    """Return for what share of units an answer is known: `recorded for 93% of cases`; or empty."""
    if not is_known_number(row["coverage"]):
        return ""
    return t("recorded for {share} of {units}", share=share(row["coverage"]), units=t(of))


def row_text(row: Row) -> str:
    """Return a row in a few words: `54% (47% to 61%), 98 of 181`, or its status and bounds."""
    status = row["status"]
    if status == SHOWN:
        if not is_known_number(row["value"]):
            return no_number_reason(row).words
        return _with_interval(row, value(row))
    if end := protected_value_text(row):
        return _with_interval(row, end)
    absent = no_number_reason(row).words
    if bounded := possible_values_text(row):
        return t("{reason}: {value}", reason=absent, value=bounded)
    if status == "too_few" and row["kind"] == "Share" and (of_few := row_parts(row)):
        return t("{reason}: {value}", reason=absent, value=of_few)
    return absent


def row_basis(row: Row) -> str:
    """Return how many units or how much money a row is calculated from; for a count, the count."""
    if row["kind"] == "Count":
        return value(row) if is_value_shown(row) else ""
    if not _has_denominator(row):
        return ""
    if row["kind"] in ("Rate", "FlowRatio"):
        number_ = count_text(row, "denominator")
        return t("for {number}", number=number_) if row["kind"] == "Rate" else _total_text(number_)
    if row["kind"] == "AmountRatio":
        if value_kind(row) == "AmountRatio":
            return _total_text(_denominator_text(row))
        return t("for {number}", number=_denominator_text(row))
    return sample_size_text(row)


def _with_interval(row: Row, value: str) -> str:
    """Return a value with its interval, its parts, and the earlier release that it repeats."""
    between = interval(row)
    number = f"{value} ({between})" if between else value
    return language.comma_list(filter(None, (number, row_parts(row), earlier_value_text(row))))


def _has_denominator(row: Row) -> bool:
    """Return whether the denominator of a row is more than zero, or hidden as "<10"."""
    is_hidden = hides(row, "denominator")
    return is_hidden or bool(is_known_number(row["denominator"]) and row["denominator"])


def row_parts(row: Row) -> str:
    """Return the numbers behind a row's value; empty for counts and if the denominator is zero."""
    if not _has_denominator(row):
        return ""
    match row["kind"]:
        case "Share":
            numerator, denominator = (count_text(row, of) for of in ("numerator", "denominator"))
            return t("{number} of {total}", number=with_about(row, numerator), total=denominator)
        case "Amount" | "AmountRatio":
            return _amounts_text(row)
        case "Duration" | "Median":
            return sample_size_text(row)
        case "Rate" | "FlowRatio":
            return _flow_text(row)
        case _:
            return ""


def _amounts_text(row: Row) -> str:
    """Return both sides of a ratio of amounts: `EUR 5 million of EUR 20 million`.

    For a plain amount, return how many units are known and how many are missing.
    """
    if row["kind"] == "AmountRatio":
        above = amount(row["numerator"], row.get("currency") or "")
        if value_kind(row) == "AmountRatio":
            return t("{number} of {total}", number=above, total=_denominator_text(row))
        return t("{number} for {total}", number=above, total=_denominator_text(row))
    counted_ = with_about(row, count_text(row, "denominator"))
    if hides(row, "unknown") or (is_known_number(row["unknown"]) and row["unknown"]):
        unknown = count_text(row, "unknown")
        return t("of {number}, {unknown} more missing", number=counted_, unknown=unknown)
    return _total_text(counted_)


def _total_text(number: str) -> str:
    return t("of {number}", number=number)


def _flow_text(row: Row) -> str:
    """Return the two counts behind a rate or a flow: `12 pending, 30 resolved`."""
    above, below = (count_text(row, end) for end in ("numerator", "denominator"))
    if row["kind"] == "Rate":
        return t("{number} for {total}", number=above, total=below)
    measure = catalogue.CATALOGUE.get(row.get("measure", ""))
    if (
        isinstance(measure, measure_kinds.FlowRatio)
        and measure.flow is measure_kinds.Flow.DISPOSITION
    ):
        return t("{pending} pending, {resolved} resolved", pending=above, resolved=below)
    return t("{resolved} resolved, {incoming} came in", resolved=above, incoming=below)


def _denominator_text(row: Row) -> str:
    """Return the denominator of a ratio of amounts: money with its currency, or a count."""
    if value_kind(row) != "AmountRatio":
        return count_text(row, "denominator")
    return amount(row["denominator"], row.get("currency") or "")


def ratio_basis(measure: Measure, chosen: counting_options.OptionValues) -> str:
    """Return which units a ratio of amounts is summed over, their date and their least age.

    Example: `awards for which both are recorded (paid; awarded), dated by award, at least 12
    months ago. Condition: an award: granted and not 0.`
    """
    assert isinstance(measure, measure_kinds.AmountRatio)
    above, below = (t(column_meaning(side)) for side in measure.sides)
    return t(
        "{units} for which both are recorded ({above}; {below}), {dated_by}. Condition:"
        " {condition}.",
        units=t(measure.unit_words),
        condition=t(column_meaning(measure.eligible)),
        above=above,
        below=below,
        dated_by=dated_by(measure, chosen),
    )


def dated_by(measure: Measure, chosen: counting_options.OptionValues) -> str:
    """Return by which date a measure's units are counted, and how long ago this must be."""
    date_ = t(column_meaning(measure.dated_by))
    if window := measure.window(chosen):
        return n(
            "dated by {date}, at least {count} month ago",
            "dated by {date}, at least {count} months ago",
            window,
            date=date_,
        )
    return t("dated by {date}", date=date_)


def largest_case(row: Row) -> str:
    """Return the largest case's share of a sum, which one case can dominate; empty if unknown."""
    if not is_known_number(row["largest_share"]) or row["status"] != SHOWN:
        return ""
    return t("largest case: {share} of the sum", share=share(row["largest_share"]))


def with_about(row: Row, number: str) -> str:
    """Return a count, with the word `about` before it if the row is from a release, which rounds.

    "<10" is returned unchanged.
    """
    is_about = is_released(row) and number != few_text()
    return t("about {number}", number=number) if is_about else number


def earlier_value_text(row: Row) -> str:
    """Return the number of the earlier release whose figure a row repeats; else empty."""
    is_stale = is_released(row) and row.get("not_refreshed") is True
    return t(EARLIER, number=f"{row[results.OF_RELEASE]:.0f}") if is_stale else ""


def period(year_from: int | None, year_to: int | None) -> str:
    """Return years in words: `2024`, `2020 to 2024`, `all years`."""
    if year_from is None and year_to is None:
        return t("all years")
    if year_from is None:
        return t("up to {year}", year=year_to)
    if year_to is None:
        return t("{year} onwards", year=year_from)
    return str(year_to) if year_from == year_to else language.between(str(year_from), str(year_to))


def period_code(text: str) -> str:
    """Return a period in words as files for programs have it: `2021 to 2025` is `2021-2025`.

    A text that is not a period of years is returned unchanged.
    """
    years_ = [int(year) for year in YEAR.findall(text)]
    if years_ and text == period(years_[0], years_[-1]):
        return "-".join(map(str, dict.fromkeys((years_[0], years_[-1]))))
    return text


def code(of_list: str) -> str:
    """Return a code of a closed list in words: `forced_labour` is `Forced labour`."""
    text = of_list.replace("_", " ")
    return t(text[:1].upper() + text[1:])


def measure_label(measure: Measure) -> str:
    """Return the id and the title of a measure: `N01 More than one link charged`."""
    return t("{id} {title}", id=measure.id, title=t(measure.title))


def option_value(option: counting_options.Option, written: str) -> str:
    """Return the value of a counting option in words: `12 months`, `Yes`."""
    return t("{value} {unit}", value=written, unit=t(option.unit)) if option.unit else code(written)


def code_in_sentence(of_list: str) -> str:
    """Return the code `forced_labour` as in a sentence: `forced labour`; empty for no code."""
    return in_context("within a sentence", of_list.replace("_", " ")) if of_list else ""
