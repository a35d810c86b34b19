"""How a number, a period, a code and a missing number are worded, for pages, charts and files."""

import math
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

NO_BREAK = findings.NO_BREAK
DASH = "\N{EN DASH}"
DAYS_IN_MONTH = 365.25 / 12
# Below this a duration reads better in days.
DAYS_SHOWN_UP_TO = 60
# Kinds whose denominator is no number of units.
SUMS = frozenset({"AmountRatio", "Rate", "FlowRatio"})
# From here on three figures are whole numbers.
LEAST_WHOLE = 100
# The column of the median that a row is held against, where there is one.
OTHERS_MEDIAN = "others_median"
# Which way is better, as a table has room for it.
BETTER = {"higher is better": "higher", "lower is better": "lower", "context": "neither"}
AMOUNT_STEPS = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))

# Rows of a release: their counts are rounded, and read "<10" where they are less.
FEW = "<10"
EARLIER = "carried, of release "
ROUNDING_RULE = (
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
    a chart has room for; without one it is the glyph.
    """

    glyph: str
    words: str
    sign: str = ""


SHOWN = "ok"
NOT_COLLECTED, EMPTY, TOO_FEW, BOUNDS_ONLY = "not_collected", "empty", "too_few", "bounds_only"
# Of a release: less than what is told, taken out of it, and never part of it.
PROTECTED, WITHHELD = "protected", "withheld"
NOT_RELEASED = results.Status.NOT_RELEASED.value
ABSENCES: dict[str, Absence] = {
    NOT_COLLECTED: Absence("—", "Not recorded"),
    EMPTY: Absence("no cases", "No cases to count", "none"),
    "not_yet_due": Absence("…", "Too recent"),
    TOO_FEW: Absence("too few", "Too few cases", "few"),
    BOUNDS_ONLY: Absence("unclear", "Not enough data"),
    PROTECTED: Absence("<10", "Protected"),
    WITHHELD: Absence("withheld", "Withheld"),
    NOT_RELEASED: Absence("not told", "Not in the release"),
    "not_comparable": Absence("≠", "Not comparable"),
}
# What is counted and yet has no number: a median that is not reached.
UNDEFINED = {"Duration": Absence("not reached", "Median not reached yet", "open")}
# What is made of a count that reads "<10", where no bound of it can be told.
MADE_OF_FEW = Absence("protected", "Made of fewer than ten", "few")
# Of years that no submission covers nothing is known, so also not that there was none.
NOT_COVERED = Absence("not covered", "Not covered", "no data")
NOTHING_BELOW = Absence("no value", "Cannot be calculated: the total is zero")
# A release tells a number of more records than a page of exact figures does.
TOO_FEW_RELEASED = (
    "Releases tell a share of thirty records and more, of fifty beside other places, a median of"
    " ten and more, and a sum of money that no few cases make."
)
OF_OTHER_YEARS = "The records that were sent are for other years."
# Of a row that is one of these, by what made it so.
FEW_UNITS = "Fewer than ten cases: too few to calculate a reliable figure."
FEW_CASES = (
    "The records come from too few different cases. Records of one case are alike, so they count"
    " as fewer than five independent cases."
)
KNOWN_FOR_LESS = "The answer is recorded for less than the {} of cases that this figure needs."
KNOWN_OF_NONE = "For none of them is it recorded whether it should be counted."
# The first sentence of the explanation, for people who meet the word for the first time.
EXPLANATIONS: dict[str, str] = {
    NOT_COLLECTED: "The source does not record the data that this figure needs.",
    EMPTY: "No case matches these filters.",
    "not_yet_due": "All cases are too recent for this measure.",
    TOO_FEW: (
        "Fewer than ten records, or records that tell no more than fewer than five independent"
        " cases would: any number made of them would be chance."
    ),
    BOUNDS_ONLY: (
        "It is known for fewer than seven in ten records, of numbers that rest on several persons"
        " of a case for fewer than nine in ten, or known of none at all."
    ),
    PROTECTED: "Not shown: the number is small and could identify a person.",
    WITHHELD: "Not in the release: together with other figures it could identify a person.",
    NOT_RELEASED: "The release has fixed tables and periods. This figure is in none of them.",
    "not_comparable": (
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
    return f"{percent(fraction)}%"


def percent(fraction: float) -> str:
    """A fraction as a whole number of hundredths; `<1` and `>99` keep what is not none or all."""
    return language.hundredths(fraction)


def count(number: float) -> str:
    """A whole number with thousands apart: `1,234`."""
    return f"{number:,.0f}"


def counted(number: float, one: str, many: str = "") -> str:
    """So many of them: "1 batch", "2 batches". Many is one with an s where nothing is said."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def amount(money: float, currency: str = "") -> str:
    """Money to three figures: 12_400_000 is `12.4 m`, with the currency before it."""
    for step, letter in AMOUNT_STEPS:
        # What rounds up to 1,000 of a step is 1 of the next.
        if abs(money) >= step * 0.9995:
            text = f"{_three_figures(money / step)}{NO_BREAK}{letter}"
            break
    else:
        text = f"{money:.0f}"
    return f"{currency}{NO_BREAK}{text}" if currency else text


def _three_figures(number: float) -> str:
    places = max(0, 2 - math.floor(math.log10(abs(number))))
    return f"{number:.{min(places, 2)}f}".rstrip("0").rstrip(".") if places else f"{number:.0f}"


def months(days: float) -> float:
    """Days as months of a mean year."""
    return days / DAYS_IN_MONTH


def duration(days: float) -> str:
    """Days as people say them: `45 days`, `19.4 months`."""
    if days < DAYS_SHOWN_UP_TO:
        return f"{days:.0f}{NO_BREAK}{'day' if round(days) == 1 else 'days'}"
    return f"{months(days):.1f}{NO_BREAK}months"


def value(row: Row) -> str:
    """The row's number; without one its bounds where it has any, else why there is none."""
    if shown(row):
        return with_unit(row, number(kind_of(row), row["value"]))
    return coded(row) or possible(row) or why_none(row).glyph


def in_two(row: Row) -> tuple[str, str]:
    """The row's `value` as what is written large, and its unit where that follows the number.

    `54`, `%`; but `CZK 22 m` whole: the currency is no more than the amount.
    """
    text = value(row)
    number_, _, unit = text.partition(NO_BREAK)
    if (at := text.find("%")) > 0:
        number_, unit = text[:at], text[at:]
    begins_with_number = text[:1].isdigit() or text[:1] in results.SIGNS
    return (number_, unit) if begins_with_number else (text, "")


def coded(row: Row) -> str:
    """The value of a protected row of a release as text: `<10%`, `>90%`, `<10`; else empty.

    The sign and the limit are those of `results.one_sided_limit`.
    """
    if row["status"] != PROTECTED:
        return ""
    end = results.one_sided_limit(row)
    return "" if end is None else f"{end[0]}{with_unit(row, number(kind_of(row), end[1]))}"


def possible(row: Row) -> str:
    """What may be said where too much is unknown: `40–75% possible`, `at least EUR 5 k`."""
    if row["status"] != BOUNDS_ONLY:
        return ""
    if row["kind"] == "Amount" and known(row["value"]):
        # No amount is negative: what is known is the least of it.
        return f"at least {with_unit(row, amount(row['value']))}"
    return f"{limits_}% possible" if (limits_ := bounds(row)) else ""


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
        return TOO_FEW_RELEASED
    if not is_covered(row):
        return OF_OTHER_YEARS
    if row["status"] == TOO_FEW and (units_are := results.units_are_few(row)) is not None:
        return FEW_UNITS if units_are else FEW_CASES
    measure = catalogue.CATALOGUE.get(row.get("measure", ""))
    if row["status"] == BOUNDS_ONLY and measure is not None:
        if not known(row["coverage"]):
            return KNOWN_OF_NONE
        return KNOWN_FOR_LESS.format(share(measure.least_coverage))
    return EXPLANATIONS.get(str(row["status"]), "")


def sign(row: Row) -> str:
    """The same as `value` where a chart has little room: `3/7` for too few, `20–61` for bounds."""
    if end := coded(row):
        return end.partition(NO_BREAK)[0] if row["kind"] == "Rate" else end
    if least := possible(row):
        return bounds(row) or least
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
            return f"{value}{NO_BREAK}{unit}"
        case kinds.FlowRatio(flow=kinds.Flow.DISPOSITION):
            return f"{value}{NO_BREAK}days"
        case kinds.Rate(per=per) if per > 1:
            return f"{value}{NO_BREAK}per{NO_BREAK}{count(per)}"
        case _:
            return value


def number(kind: str, value: float) -> str:
    """A value of a kind of measure (`written_as`): shares in percent, durations in their unit."""
    match kind:
        case "Share" | "AmountRatio":
            return share(value)
        case "days":
            return f"{value:.0f}{NO_BREAK}{'day' if round(value) == 1 else 'days'}"
        case "months" | "Duration":
            return f"{months(value):.1f}{NO_BREAK}months"
        case "Count":
            return count(value)
        case "Amount":
            return amount(value)
        case _:
            return count(value) if abs(value) >= LEAST_WHOLE else f"{value:.3g}"


def interval(row: Row, held_against: Sequence[float | None] = ()) -> str:
    """The row's 95% limits without their unit: `47–61`, `16.8–23.0`; empty when it has none.

    Of a share those that allow for what is unknown too, as every verdict does. A limit that would
    read the same as what the row is `held_against`, or as the median that it carries
    (`OTHERS_MEDIAN`), has one decimal: `47–60.4` beside a target of 60%.
    """
    low, high = results.limits(row)
    held_against = (*held_against, row.get(OTHERS_MEDIAN))
    if not (known(low) or known(high)):
        return ""
    if row["kind"] == "Duration":
        ends = [
            number(kind_of(row), end).partition(NO_BREAK)[0] if known(end) else ""
            for end in (low, high)
        ]
        if not ends[0]:
            return f"up to {ends[1]}"
        return DASH.join(ends) if ends[1] else f"{ends[0]} or more"
    if kind_of(row) in ("Share", "AmountRatio"):
        return between(low, high, held_against)
    return f"{number(row['kind'], low)}{DASH}{number(row['kind'], high)}"


def between(low: float, high: float, held_against: Sequence[float | None] = ()) -> str:
    """Two shares without their unit: `47–61`, but `98 to >99`: a sign after a dash is an arrow."""
    ends = _end(low, held_against), _end(high, held_against)
    return (" to " if ends[1].startswith(">") else DASH).join(ends)


def _end(end: float, held_against: Sequence[float | None]) -> str:
    whole = percent(end)
    others = (other for other in held_against if other is not None and known(other))
    reads_alike = any(other != end and percent(other) == whole for other in others)
    return f"{100 * end:.1f}" if reads_alike else whole


def bounds(row: Row) -> str:
    """The share with every unknown a no, and a yes: `40–75`; empty when it has none."""
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
        return f"n {about(row, number_)}".replace(" ", NO_BREAK) if number_ else ""
    return f"n = {number_}" if number_ else ""


def tally(row: Row, part: str) -> str:
    """A count of the row: numerator, unknown or denominator; empty where there is none."""
    if hides(row, part):
        return FEW
    return count(row[part]) if known(row[part]) else ""


def coverage(row: Row, of: str = "records") -> str:
    """For how many the answer is known: `known in 93% of cases`; empty for counts."""
    return f"known in {share(row['coverage'])} of {of}" if known(row["coverage"]) else ""


def row_text(row: Row) -> str:
    """The row in a few words: `54% (47–61), 98 of 181`, or its status and what is known."""
    status = row["status"]
    if status == SHOWN:
        return _value_text(row)
    if end := coded(row):
        return _with_interval(row, end)
    absent = why_none(row).words
    if bounded := possible(row):
        return f"{absent}: {bounded}"
    if status == "too_few" and row["kind"] == "Share" and (of_few := row_parts(row)):
        return f"{absent}: {of_few}"
    return absent


def row_basis(row: Row) -> str:
    """How many units or how much money stand behind the row; of a count the count itself."""
    if row["kind"] == "Count":
        return value(row) if shown(row) else ""
    if not _is_of_some(row):
        return ""
    if row["kind"] in ("Rate", "FlowRatio"):
        of = "for" if row["kind"] == "Rate" else "of"
        return f"{of} {tally(row, 'denominator')}"
    if row["kind"] == "AmountRatio":
        return f"{_to(row)} {_below(row)}"
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
            return f"{about(row, numerator)} of {denominator}"
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
        return f"{above} {_to(row)} {_below(row)}"
    unknown = tally(row, "unknown")
    more = f", {unknown} more unknown" if unknown not in ("", "0") else ""
    return f"of {about(row, tally(row, 'denominator'))}{more}"


def _flow(row: Row) -> str:
    above, below = (tally(row, end) for end in ("numerator", "denominator"))
    if row["kind"] == "Rate":
        return f"{above} for {below}"
    measure = catalogue.CATALOGUE.get(row.get("measure", ""))
    if isinstance(measure, kinds.FlowRatio) and measure.flow is kinds.Flow.DISPOSITION:
        return f"{above} pending, {below} resolved"
    return f"{above} resolved for {below} that came in"


def _to(row: Row) -> str:
    """A part is `of` the whole; money is so much `for` so many things."""
    return "of" if kind_of(row) == "AmountRatio" else "for"


def _below(row: Row) -> str:
    """What an amount is divided by: money in its currency, or things."""
    if kind_of(row) != "AmountRatio":
        return tally(row, "denominator")
    return amount(row["denominator"], row.get("currency") or "")


def ratio_basis(measure: Measure, chosen: counting_options.Chosen) -> str:
    """Which units the sums of a ratio of amounts are over, how dated and how old.

    `awards (an award: granted and not 0) of which both are known (paid; awarded), dated by award,
    at least 12 months ago`
    """
    assert isinstance(measure, kinds.AmountRatio)
    above, below = (column_meaning(side) for side in measure.sides)
    belonging = f"{measure.unit_words} ({column_meaning(measure.eligible)})"
    return f"{belonging} of which both are known ({above}; {below}), {dated_by(measure, chosen)}"


def dated_by(measure: Measure, chosen: counting_options.Chosen) -> str:
    """By which date units are in a period, and how old they must be."""
    window = measure.window(chosen)
    aged = f", at least {window} months ago" if window else ""
    return f"dated by {column_meaning(measure.dated_by)}{aged}"


def largest_case(row: Row) -> str:
    """The largest single case's part of a sum: one case can make a ratio."""
    if not known(row["largest_share"]) or row["status"] != SHOWN:
        return ""
    return f"{share(row['largest_share'])} of it in one case"


def about(row: Row, number: str) -> str:
    """A count of the row as it is said: `about 45` of a release; "<10" is as it is."""
    return f"about {number}" if is_released(row) and number != FEW else number


def earlier(row: Row) -> str:
    """The release that a row is of, where the one that is shown has not told it anew."""
    is_stale = is_released(row) and row.get("not_refreshed") is True
    return f"{EARLIER}{row[results.OF_RELEASE]:.0f}" if is_stale else ""


def within(title: str) -> str:
    """A title as it stands within a sentence; its other names keep their capitals."""
    return title[:1].lower() + title[1:]


def period(year_from: int | None, year_to: int | None) -> str:
    """The years as people say them: `2024`, `2020–2024`, `all years`."""
    if year_from is None and year_to is None:
        return "all years"
    if year_from is None:
        return f"up to {year_to}"
    if year_to is None:
        return f"{year_from} onwards"
    return str(year_to) if year_from == year_to else f"{year_from}{DASH}{year_to}"


def day(when: date) -> str:
    """A date in words: `30 June 2026`."""
    return f"{when.day} {when:%B %Y}"


def code(of_list: str) -> str:
    """A code of a closed list as people say it: `forced_labour` is `Forced labour`."""
    text = of_list.replace("_", " ")
    return text[:1].upper() + text[1:]


def listing(names: list[str]) -> str:
    """Names in a sentence: `A`, `A and B`, `A, B and C`."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
