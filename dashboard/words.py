"""How a number, a period, a code and a missing number are worded, for pages, charts and files."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from numbers import Real
from typing import Any

from metrics import (
    Measure,
    catalogue,
    column_meaning,
    counting_options,
    kinds,
    results,
    sentences,
)
from schemas import findings, language
from schemas.language import LEAST, in_context, marked, n, t

NO_BREAK = findings.NO_BREAK
DAYS_IN_MONTH = 365.25 / 12
# Below this a duration reads better in days.
DAYS_SHOWN_UP_TO = 60
# Kinds whose denominator is no number of units.
SUMS = frozenset({"AmountRatio", "Rate", "FlowRatio"})
# From here on three figures are whole numbers.
LEAST_WHOLE = 100
# A number that a value begins with; a sign may stand before it, and a blank between thousands.
LEADING_NUMBER = re.compile(r"[<>]?\d+(?:[.,\u00a0\u202f]\d+)*")
# The column of the median that a row is held against, where there is one.
OTHERS_MEDIAN = "others_median"
# Which way is better, as a table has room for it.
BETTER = {
    "higher is better": marked("higher"),
    "lower is better": marked("lower"),
    "context": marked("neither"),
}

# Rows of a release: their counts are rounded, and read "<10" where they are less.
FEW = "<10"
EARLIER = marked("carried over from release {number}")
ROUNDING_RULE = marked(
    "Every count is rounded to a multiple of five, always in the same way. Counts below ten are"
    " shown as <10."
)

Row = Mapping[str, Any]
is_released, hides = results.is_released, results.hides


@dataclass(frozen=True)
class Absence:
    """Why a number is not shown: what stands in its place, and the words that always stand with it.

    A glyph has one meaning on every page and in every file; what has none stands as words, and
    where something may be said instead (bounds, counts), `value` and `sign` say it. `sign` is what
    a chart has room for; without one it is the glyph. The fields are messages; the properties say
    them in the reader's language.
    """

    in_place: str
    named: str
    in_chart: str = ""

    @property
    def glyph(self) -> str:
        """What stands in the place of the number."""
        return _translate_glyph(self.in_place)

    @property
    def words(self) -> str:
        """The reason in two or three words."""
        return t(self.named)

    @property
    def sign(self) -> str:
        """What a chart has room for; empty where that is the glyph."""
        return _translate_glyph(self.in_chart)


def _translate_glyph(glyph: str) -> str:
    """A glyph that is a word is said in the reader's language; a sign is a sign in all of them."""
    return t(glyph) if any(sign.isalpha() for sign in glyph) else glyph


SHOWN = "ok"
NOT_COLLECTED, EMPTY, TOO_FEW, BOUNDS_ONLY = "not_collected", "empty", "too_few", "bounds_only"
# Of a release: less than what is told, taken out of it, and never part of it.
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
# What is counted and yet has no number: a median that is not reached.
UNDEFINED = {
    "Duration": Absence(
        marked("not reached"), marked("Fewer than half have finished so far"), marked("open")
    )
}
# What is made of a count that reads "<10", where no bound of it can be told.
MADE_OF_FEW = Absence(marked("protected"), marked("Calculated from fewer than ten"), marked("few"))
# Of years that no submission covers nothing is known, so also not that there was none.
NOT_COVERED = Absence(marked("not covered"), marked("Not covered"), marked("no data"))
NOTHING_BELOW = Absence(marked("no value"), marked("Cannot be calculated: the total is zero"))
# A release shows a number of more records than a page of exact figures does.
TOO_FEW_RELEASED = marked(
    "Too few cases for a release. A share needs at least 30 cases, or 50 next to other"
    " jurisdictions. A median needs at least 10. A sum of money must not come from only a few"
    " cases."
)
OF_OTHER_YEARS = marked("The records that were sent are for other years.")
# Of a row that is one of these, by what made it so.
FEW_UNITS = marked("Fewer than ten cases: too few to calculate a reliable figure.")
FEW_CASES = marked(
    "The records come from too few different cases. Records of one case are alike, so they count"
    " as fewer than five independent cases."
)
KNOWN_FOR_LESS = marked(
    "The answer is recorded for less than the {share} of cases that this figure needs."
)
KNOWN_OF_NONE = marked("For none of them is it recorded whether it should be counted.")
# The first sentence of the explanation, for people who meet the word for the first time.
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


def shown(row: Row) -> bool:
    """Whether the row's value may stand on a page."""
    return row["status"] == SHOWN and known(row["value"])


def known(number: object) -> bool:
    """Whether a cell of a frame holds a number."""
    return isinstance(number, Real) and not math.isnan(number)


def absence(status: str) -> Absence:
    """The glyph and words of a status other than ok."""
    return ABSENCES[status]


def share(fraction: float) -> str:
    """A fraction as whole percent: 0.54 is `54%`. Never 0% or 100% for what is neither."""
    return language.share(fraction)


def percent(fraction: float) -> str:
    """A fraction as a whole number of hundredths; `<1` and `>99` keep what is not none or all."""
    return language.hundredths(fraction)


def count(number: float) -> str:
    """A whole number with thousands apart: `1,234`."""
    return language.count(number)


def counted(number: float, one: str, many: str = "") -> str:
    """So many of them in English: "1 batch", "2 batches". Many is one with an s if not given.

    What is said in the reader's language takes `schemas.language.n`.
    """
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def amount(money: float, currency: str = "") -> str:
    """Money to three figures: 12_400_000 is `12.4 million`, with the currency before it."""
    return language.short_money(money, currency)


def months(days: float) -> float:
    """Days as months of a mean year."""
    return days / DAYS_IN_MONTH


def duration(days: float) -> str:
    """Days as people say them: `45 days`, `19.4 months`."""
    return in_days(days) if days < DAYS_SHOWN_UP_TO else in_months(months(days))


def in_days(days: float) -> str:
    """`1 day`, `45 days`: the number and its unit stay in one line."""
    return n("{count} day", "{count} days", round(days)).replace(" ", NO_BREAK)


def in_months(number: float) -> str:
    """`19.4 months`: the number and its unit stay in one line."""
    written = language.decimal(number, 1)
    return t("{number} months", number=written).replace(" ", NO_BREAK)


def value(row: Row) -> str:
    """The row's number; without one its bounds where it has any, else why there is none."""
    if shown(row):
        return with_unit(row, number(kind_of(row), row["value"]))
    return coded(row) or possible(row) or why_none(row).glyph


def in_two(row: Row) -> tuple[str, str]:
    """The row's `value` in two parts: what is written large, and the unit that follows it.

    `54`, `%`; `40% to 75%`, ` possible`; but `CZK 22 million` whole: the currency is no more than
    the amount.
    """
    text = value(row)
    range_ = bounds(row) if row["status"] == BOUNDS_ONLY else ""
    if range_ and text.startswith(range_):
        end = len(range_)
    else:
        found = LEADING_NUMBER.match(text)
        end = found.end() if found else len(text)
    return text[:end], text[end:]


def coded(row: Row) -> str:
    """The value of a protected row of a release as text: `<10%`, `>90%`, `<10`; else empty.

    The sign and the limit are those of `results.one_sided_limit`.
    """
    if row["status"] != PROTECTED:
        return ""
    end = results.one_sided_limit(row)
    if end is None:
        return ""
    return _beyond(end[0], with_unit(row, number(kind_of(row), end[1])))


def _end_sign(row: Row) -> str:
    """The same without its unit."""
    end = results.one_sided_limit(row)
    assert end is not None
    return _beyond(end[0], number(kind_of(row), end[1]))


def _beyond(sign: str, value: str) -> str:
    """Less, or more, than a value: the sign is part of the message."""
    if sign == LEAST[0]:
        return t("<{value}", value=value)
    return t(">{value}", value=value)


def possible(row: Row) -> str:
    """What may be said where too much is missing: `40% to 75% possible`, `at least EUR 5,000`."""
    if row["status"] != BOUNDS_ONLY:
        return ""
    if row["kind"] == "Amount" and known(row["value"]):
        # No amount is negative: what is known is the least of it.
        return t("at least {value}", value=with_unit(row, amount(row["value"])))
    range_ = bounds(row)
    return t("{range} possible", range=range_) if range_ else ""


def why_none(row: Row) -> Absence:
    """Why a row has no number to show."""
    if row["status"] == SHOWN:
        if row["kind"] == "FlowRatio":
            return Absence(NOTHING_BELOW.glyph, code(sentences.why_undefined(row)))
        return UNDEFINED.get(str(row["kind"]), NOTHING_BELOW)
    if not is_covered(row):
        return NOT_COVERED
    if row["status"] == PROTECTED and is_released(row) and not coded(row):
        return MADE_OF_FEW
    return absence(row["status"])


def is_covered(row: Row) -> bool:
    """Whether the records say that there was none, where nothing is counted."""
    return row["status"] != EMPTY or bool(row.get("covered", True))


def explanation(row: Row) -> str:
    """Why a row has no number, for people who meet its word for the first time.

    Where several things give a status, the one that gave it to this row.
    """
    if row["status"] == TOO_FEW and is_released(row):
        return t(TOO_FEW_RELEASED)
    if not is_covered(row):
        return t(OF_OTHER_YEARS)
    if row["status"] == TOO_FEW and (units_are := results.units_are_few(row)) is not None:
        return t(FEW_UNITS) if units_are else t(FEW_CASES)
    measure = catalogue.CATALOGUE.get(row.get("measure", ""))
    if row["status"] == BOUNDS_ONLY and measure is not None:
        if not known(row["coverage"]):
            return t(KNOWN_OF_NONE)
        return t(KNOWN_FOR_LESS, share=share(measure.least_coverage))
    return t(EXPLANATIONS.get(str(row["status"]), ""))


def sign(row: Row) -> str:
    """The same as `value` where a chart has little room: `3/7` for too few, `20–61%` for bounds."""
    if end := coded(row):
        return _end_sign(row) if row["kind"] == "Rate" else end
    if least := possible(row):
        low, high = row["bound_low"], row["bound_high"]
        if not (known(low) and known(high)):
            return least
        return t("{low}–{high}%", low=percent(low), high=percent(high))
    if is_released(row):
        return why_none(row).sign or why_none(row).glyph
    some = known(row["denominator"]) and row["denominator"] > 0
    if row["status"] == TOO_FEW and row["kind"] == "Share" and some:
        return f"{count(row['numerator'])}/{count(row['denominator'])}"
    return why_none(row).sign or why_none(row).glyph


def kind_of(row: Row) -> str:
    """The kind by which the row's value is written."""
    measure = catalogue.CATALOGUE.get(row.get("measure", ""))
    return written_as(measure) if measure and measure.kind == row["kind"] else str(row["kind"])


def written_as(measure: Measure) -> str:
    """The kind by which a measure's values are written: money per thing is no percentage, what is
    resolved of what came in is one.
    """
    if is_money(measure) and not isinstance(measure, kinds.Amount):
        return kinds.Rate.__name__
    if isinstance(measure, kinds.FlowRatio) and measure.flow is kinds.Flow.CLEARANCE:
        return kinds.AmountRatio.__name__
    if isinstance(measure, kinds.Duration):
        return measure.shown_in
    return measure.kind


def per_drawn(row: Row) -> float:
    """How many of a row's value are one as it is drawn: durations told in months are of days."""
    return DAYS_IN_MONTH if kind_of(row) in (kinds.MONTHS, kinds.Duration.__name__) else 1.0


def is_money(measure: Measure | None) -> bool:
    """Whether its values are amounts of money, and no share of other money."""
    match measure:
        case kinds.Amount():
            return True
        case kinds.AmountRatio(is_per_thing=per_thing):
            return per_thing
        case kinds.Median(value_unit=kinds.MONEY):
            return True
        case _:
            return False


def with_unit(row: Row, value: str) -> str:
    """A value with the unit that its kind alone does not say: `EUR 90`, `5 days`."""
    measure = catalogue.CATALOGUE.get(row.get("measure", ""))
    if is_money(measure) and row.get("currency"):
        return f"{row['currency']}{NO_BREAK}{value}"
    match measure:
        case kinds.Median(value_unit="days" | "months" as unit):
            said = (
                t("{value} days", value=value)
                if unit == "days"
                else t("{value} months", value=value)
            )
        case kinds.FlowRatio(flow=kinds.Flow.DISPOSITION):
            said = t("{value} days", value=value)
        case kinds.Rate(per=per) if per > 1:
            said = t("{value} per {number}", value=value, number=count(per))
        case _:
            return value
    return said.replace(" ", NO_BREAK)


def number(kind: str, value: float) -> str:
    """A value of a kind of measure (`written_as`): shares in percent, durations in their unit."""
    match kind:
        case "Share" | "AmountRatio":
            return share(value)
        case "days":
            return in_days(value)
        case "months" | "Duration":
            return in_months(months(value))
        case "Count":
            return count(value)
        case "Amount":
            return amount(value)
        case _:
            return count(value) if abs(value) >= LEAST_WHOLE else language.figures(value)


def interval(row: Row, held_against: Sequence[float | None] = ()) -> str:
    """The row's 95% limits: `47% to 61%`, `16.8 to 23.0 months`; empty when it has none.

    Of a share those that allow for what is missing too, as every verdict does. A limit that would
    read the same as what the row is `held_against`, or as the median that it carries
    (`OTHERS_MEDIAN`), has one decimal: `47% to 60.4%` next to a target of 60%.
    """
    low, high = results.limits(row)
    if not (known(low) or known(high)):
        return ""
    kind = kind_of(row)
    if row["kind"] == "Duration":
        return _interval_of_days(low, high) if kind == "days" else _interval_of_months(low, high)
    if kind in ("Share", "AmountRatio"):
        return between(low, high, (*held_against, row.get(OTHERS_MEDIAN)))
    return language.between(number(row["kind"], low), number(row["kind"], high))


def _interval_of_days(low: Any, high: Any) -> str:
    if not known(low):
        return n("up to {count} day", "up to {count} days", round(high))
    if not known(high):
        return n("{count} day or more", "{count} days or more", round(low))
    return n("{low} to {count} day", "{low} to {count} days", round(high), low=count(low))


def _interval_of_months(low: Any, high: Any) -> str:
    if not known(low):
        return t("up to {number} months", number=_in_tenths(high))
    if not known(high):
        return t("{number} months or more", number=_in_tenths(low))
    return t("{low} to {high} months", low=_in_tenths(low), high=_in_tenths(high))


def _in_tenths(days: float) -> str:
    return language.decimal(months(days), 1)


def between(low: float, high: float, held_against: Sequence[float | None] = ()) -> str:
    """Two shares: `47% to 61%`."""
    return language.between(_end(low, held_against), _end(high, held_against))


def _end(end: float, held_against: Sequence[float | None]) -> str:
    whole = percent(end)
    others = (other for other in held_against if other is not None and known(other))
    reads_alike = any(other != end and percent(other) == whole for other in others)
    return language.percent(f"{100 * end:.1f}") if reads_alike else share(end)


def bounds(row: Row) -> str:
    """The share if every missing answer were no, and yes: `40% to 75%`; empty without bounds."""
    low, high = row["bound_low"], row["bound_high"]
    return between(low, high) if known(low) and known(high) else ""


def of_units(row: Row) -> str:
    """How many stand behind the number: `n = 212`.

    Empty for ratios of sums, which divide money, and where it is not recorded: none is no number.
    """
    if row["kind"] in SUMS or row["status"] == NOT_COLLECTED:
        return ""
    number_ = tally(row, "denominator")
    if is_released(row):
        if not number_:
            return ""
        return t("n {number}", number=about(row, number_)).replace(" ", NO_BREAK)
    return t("n = {number}", number=number_) if number_ else ""


def tally(row: Row, part: str) -> str:
    """A count of the row: numerator, unknown or denominator; empty where there is none."""
    if hides(row, part):
        return FEW
    return count(row[part]) if known(row[part]) else ""


def coverage(row: Row, of: str = marked("records")) -> str:
    """For how many the answer is recorded: `data for 93% of cases`; empty for counts."""
    if not known(row["coverage"]):
        return ""
    return t("data for {share} of {units}", share=share(row["coverage"]), units=t(of))


def row_text(row: Row) -> str:
    """The row in a few words: `54% (47% to 61%), 98 of 181`, or its status and what is known."""
    status = row["status"]
    if status == SHOWN:
        return _value_text(row)
    if end := coded(row):
        return _with_interval(row, end)
    absent = why_none(row).words
    if bounded := possible(row):
        return t("{reason}: {value}", reason=absent, value=bounded)
    if status == "too_few" and row["kind"] == "Share" and (of_few := row_parts(row)):
        return t("{reason}: {value}", reason=absent, value=of_few)
    return absent


def row_basis(row: Row) -> str:
    """How many units or how much money stand behind the row; of a count the count itself."""
    if row["kind"] == "Count":
        return value(row) if shown(row) else ""
    if not _is_of_some(row):
        return ""
    if row["kind"] in ("Rate", "FlowRatio"):
        number_ = tally(row, "denominator")
        return t("for {number}", number=number_) if row["kind"] == "Rate" else _of_number(number_)
    if row["kind"] == "AmountRatio":
        if kind_of(row) == "AmountRatio":
            return _of_number(_below(row))
        return t("for {number}", number=_below(row))
    return of_units(row)


def _value_text(row: Row) -> str:
    if not known(row["value"]):
        return why_none(row).words
    return _with_interval(row, value(row))


def _with_interval(row: Row, value: str) -> str:
    """The value with its interval, what it is made of and which release it is of."""
    between = interval(row)
    number = f"{value} ({between})" if between else value
    return ", ".join(filter(None, (number, row_parts(row), earlier(row))))


def _is_of_some(row: Row) -> bool:
    """Whether anything is counted under it; what reads "<10" may be."""
    is_hidden = hides(row, "denominator")
    return is_hidden or bool(known(row["denominator"]) and row["denominator"])


def row_parts(row: Row) -> str:
    """The numbers a row's value is made of; empty for counts, and where nothing was counted."""
    if not _is_of_some(row):
        return ""
    match row["kind"]:
        case "Share":
            numerator, denominator = (tally(row, of) for of in ("numerator", "denominator"))
            return t("{number} of {total}", number=about(row, numerator), total=denominator)
        case "Amount" | "AmountRatio":
            return _of_sum(row)
        case "Duration" | "Median":
            return of_units(row)
        case "Rate" | "FlowRatio":
            return _flow(row)
        case _:
            return ""


def _of_sum(row: Row) -> str:
    """What a sum is divided by; of how many it is, and how many are no part of it."""
    if row["kind"] == "AmountRatio":
        above = amount(row["numerator"], row.get("currency") or "")
        if kind_of(row) == "AmountRatio":
            return t("{number} of {total}", number=above, total=_below(row))
        return t("{number} for {total}", number=above, total=_below(row))
    counted_ = about(row, tally(row, "denominator"))
    if hides(row, "unknown") or (known(row["unknown"]) and row["unknown"]):
        unknown = tally(row, "unknown")
        return t("of {number}, {unknown} more missing", number=counted_, unknown=unknown)
    return _of_number(counted_)


def _of_number(number: str) -> str:
    return t("of {number}", number=number)


def _flow(row: Row) -> str:
    above, below = (tally(row, end) for end in ("numerator", "denominator"))
    if row["kind"] == "Rate":
        return t("{number} for {total}", number=above, total=below)
    measure = catalogue.CATALOGUE.get(row.get("measure", ""))
    if isinstance(measure, kinds.FlowRatio) and measure.flow is kinds.Flow.DISPOSITION:
        return t("{pending} pending, {resolved} resolved", pending=above, resolved=below)
    return t("{resolved} resolved, {incoming} came in", resolved=above, incoming=below)


def _below(row: Row) -> str:
    """What an amount is divided by: money in its currency, or things."""
    if kind_of(row) != "AmountRatio":
        return tally(row, "denominator")
    return amount(row["denominator"], row.get("currency") or "")


def ratio_basis(measure: Measure, chosen: counting_options.Chosen) -> str:
    """Which units the sums of a ratio of amounts are over, how dated and how old.

    `awards (an award: granted and not 0) for which both are recorded (paid; awarded), dated by
    award, at least 12 months ago`
    """
    assert isinstance(measure, kinds.AmountRatio)
    above, below = (t(column_meaning(side)) for side in measure.sides)
    return t(
        "{units} ({condition}) for which both are recorded ({above}; {below}), {dated_by}",
        units=t(measure.unit_words),
        condition=t(column_meaning(measure.eligible)),
        above=above,
        below=below,
        dated_by=dated_by(measure, chosen),
    )


def dated_by(measure: Measure, chosen: counting_options.Chosen) -> str:
    """By which date units are in a period, and how old they must be."""
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
    """The largest single case's part of a sum: one case can make a ratio."""
    if not known(row["largest_share"]) or row["status"] != SHOWN:
        return ""
    return t("largest case: {share} of the sum", share=share(row["largest_share"]))


def about(row: Row, number: str) -> str:
    """A count of the row as it is said: `about 45` of a release; "<10" is as it is."""
    is_about = is_released(row) and number != FEW
    return t("about {number}", number=number) if is_about else number


def earlier(row: Row) -> str:
    """The release that a row is of, where the one that is shown has not told it anew."""
    is_stale = is_released(row) and row.get("not_refreshed") is True
    return t(EARLIER, number=f"{row[results.OF_RELEASE]:.0f}") if is_stale else ""


def period(year_from: int | None, year_to: int | None) -> str:
    """The years as people say them: `2024`, `2020 to 2024`, `all years`."""
    if year_from is None and year_to is None:
        return t("all years")
    if year_from is None:
        return t("up to {year}", year=year_to)
    if year_to is None:
        return t("{year} onwards", year=year_from)
    return str(year_to) if year_from == year_to else language.between(str(year_from), str(year_to))


def day(when: date) -> str:
    """A date in words: `30 June 2026`."""
    return language.day(when)


def code(of_list: str) -> str:
    """A code of a closed list as people say it: `forced_labour` is `Forced labour`."""
    text = of_list.replace("_", " ")
    return t(text[:1].upper() + text[1:])


def code_in_sentence(of_list: str) -> str:
    """The same within a sentence: `forced labour`; empty for no code."""
    return in_context("within a sentence", of_list.replace("_", " ")) if of_list else ""


def listing(names: Sequence[str]) -> str:
    """Names in a sentence: `A`, `A and B`, `A, B and C`."""
    return language.listing(names)
