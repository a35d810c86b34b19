"""Write a result row in words: the measure's own sentence, and further ones.

Each measure declares its sentence (`Measure.sentence`). This module fills in the numbers of exact
or released rows. It adds sentences on the confidence interval, missing answers and units that are
too recent. If no number may be shown, a sentence says why. Each sentence is one message, so that it
can be translated.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from metrics import results
from metrics.catalogue import CATALOGUE
from metrics.counting_options import DEFAULTS, OptionValues
from metrics.measure import Change, Measure
from metrics.measure_kinds import (
    DAYS,
    MONEY,
    MONTHS,
    Amount,
    AmountRatio,
    Count,
    Duration,
    Flow,
    FlowRatio,
    Median,
    Rate,
    Share,
)
from metrics.results import (
    Row,
    Status,
    is_missing,
    is_part_hidden,
    is_released,
    released_limit,
)
from metrics.units.unit_columns import column_label
from schemas import language
from schemas.language import between, count, marked, n, t

__all__ = [
    "Years",
    "first_sentence",
    "number_of",
    "result_sentence",
    "time_text",
    "undefined_reason",
    "years_text",
]

Years = tuple[int | None, int | None]
FEW = marked("fewer than 10")
DAYS_IN_MONTH = 365.25 / 12
# Statuses with a number. If a definition changed within the years, these would mix two definitions.
WITH_NUMBERS = (Status.OK, Status.BOUNDS_ONLY, Status.PROTECTED)
# English only: names of countries that need an article, by their beginning or a word in them.
ARTICLE_BEGINS = (
    *("Bahamas", "Comoros", "Gambia", "Holy See", "Maldives"),
    *("Netherlands", "Philippines", "Seychelles"),
)
ARTICLE_HOLDS = frozenset({"Emirates", "Federation", "Islands", "Kingdom", "Republic", "States"})


@dataclass(frozen=True)
class _Subject:
    """What sentences need besides the row: measure, place, years, currency and options."""

    measure: Measure
    place: str
    years: str
    currency: str
    chosen: OptionValues

    @property
    def here(self) -> dict[str, str]:
        """Return the values that nearly every sentence contains: place and years."""
        return {"place": self.place, "years": self.years}

    def fill(self, row: Row, **numbers: str) -> str:
        """Return the measure's sentence with place, years, options, currency and `numbers`."""
        values = dict(self.chosen.values) | self.here | {"currency": self.currency} | numbers
        declared = self.measure.sentence
        if isinstance(declared, str):
            text = t(declared, **values)
        else:
            part = "denominator" if "denominator" in numbers else "value"
            # "fewer than 10" takes the plural after 10.
            number = 10 if is_missing(row[part]) else row[part]
            text = n(*declared, number, **values)
        # Without a currency amounts stand alone.
        return text.replace("\N{NO-BREAK SPACE} ", " ").replace("  ", " ")


def result_sentence(
    row: Row,
    jurisdiction: str,
    years: Years = (None, None),
    chosen: OptionValues = DEFAULTS,
    *,
    currency: str = "",
) -> str:
    """Return a result row in words: the measure's sentence, then one for each further fact.

    `jurisdiction` is the place: a jurisdiction or office; an office's jurisdiction and a form of
    exploitation may follow, after commas. `row` is a row of `results.rows` or
    `release.reading.rows`, for `years`. If its number may not be shown, or the definition changed
    within `years`, the text says this instead. `chosen` are the counting options; amounts are in
    `currency`.
    """
    return " ".join(_sentences_on(row, jurisdiction, years, chosen, currency))


def first_sentence(
    row: Row,
    jurisdiction: str,
    years: Years = (None, None),
    chosen: OptionValues = DEFAULTS,
    *,
    currency: str = "",
) -> str:
    """Return only the first sentence of `result_sentence`: the number and what it means.

    The interval, missing answers and units that are too recent are left out.
    """
    return next(_sentences_on(row, jurisdiction, years, chosen, currency))


def _sentences_on(
    row: Row, jurisdiction: str, years: Years, chosen: OptionValues, currency: str
) -> Iterator[str]:
    measure = CATALOGUE[row["measure"]]
    about = _Subject(measure, _named(jurisdiction), years_text(years), currency, chosen)
    return _sentences_of_row(row, about, years)


def years_text(years: Years) -> str:
    """Return a period as text: `2019 to 2023`, `2023`, `the years up to 2023`, `all years` ..."""
    first, last = years
    if first is None and last is None:
        return t("all years")
    if first is None:
        return t("the years up to {year}", year=last)
    if last is None:
        return t("the years from {year}", year=first)
    return str(first) if first == last else between(str(first), str(last))


def _named(jurisdiction: str) -> str:
    """Return the name of a place for an English sentence: `the Netherlands (forced labour)`."""
    name, _, rest = jurisdiction.partition(", ")
    needs_article = name.startswith(ARTICLE_BEGINS) or ARTICLE_HOLDS & {*name.split()}
    if language.current_language() == language.ENGLISH and needs_article:
        name = f"the {name}"
    return f"{name} ({rest})" if rest else name


def _sentences_of_row(row: Row, about: _Subject, years: Years) -> Iterator[str]:
    """Yield the sentences on a row, by its status and its kind of measure."""
    status = row["status"]
    change = _latest_definition_change(about.measure, years)
    if change is not None and status in WITH_NUMBERS:
        yield t(
            "No figure for {place} in {years} as a whole: the definition changed on {day}. Choose"
            " years before or after that date.",
            day=language.day(change.on),
            **about.here,
        )
    elif status in (Status.OK, Status.PROTECTED):
        yield from _BY_KIND[about.measure.kind](row, about)
        yield from _too_recent(row)
    elif status in _FIXED:
        yield t(_FIXED[status], **about.here)
    else:
        yield _WITHOUT_NUMBER[status](row, about)


def _latest_definition_change(measure: Measure, years: Years) -> Change | None:
    """Return the last change of the definition within the years; None if it has not changed."""
    first, last = years
    inside = [
        change
        for change in measure.changes
        if not change.recounted
        and (first is None or change.on > date(first, 1, 1))
        and (last is None or change.on <= date(last, 12, 31))
    ]
    return inside[-1] if inside else None


def _too_recent(row: Row) -> Iterator[str]:
    """Yield a sentence on units that are too recent; a release does not give their number."""
    if is_released(row):
        if row.get("due_in_part"):
            yield t("The most recent ones are not counted yet: their follow-up period is not over.")
    elif (young := row["not_yet_due"]) and not is_missing(young):
        yield n(
            "{count} more is not counted yet: the follow-up period is not over.",
            "{count} more are not counted yet: their follow-up period is not over.",
            young,
        )


def _count_text(row: Row, part: str) -> str:
    """Return a count: `45`, or `fewer than 10`."""
    return t(FEW) if is_part_hidden(row, part) else count(row[part])


def _count_with_about(row: Row, part: str) -> str:
    """Return a count for a sentence, with "about" if it is rounded: `about 45`."""
    is_rounded = is_released(row) and not is_part_hidden(row, part)
    return _with_about(_count_text(row, part)) if is_rounded else _count_text(row, part)


def _with_about(number: str) -> str:
    return t("about {number}", number=number)


def _number_or_limit(
    end: tuple[str, float] | None, number: Callable[[float], str], value: float
) -> str:
    """Return a number as text, or only its limit if a release hides it: `less than 10%`."""
    if end is None:
        return number(value)
    sign, limit = end
    if sign == "<":
        return t("less than {number}", number=number(limit))
    return t("more than {number}", number=number(limit))


def _unknown_units(row: Row) -> float | None:
    """Return the number of unknown units; None if a release shows only that it is below 10."""
    if is_part_hidden(row, "unknown"):
        return None
    return 0 if is_missing(row["unknown"]) else float(row["unknown"])


def _share_sentences(row: Row, about: _Subject) -> Iterator[str]:
    """Yield the sentences on a share, with its interval."""
    yield about.fill(
        row,
        numerator=_count_with_about(row, "numerator"),
        denominator=_count_text(row, "denominator"),
        share=_number_or_limit(released_limit(row), language.share, row["value"]),
    )
    ends = results.confidence_limits(row)
    if any(map(is_missing, ends)):
        yield from _left_out(row)
        return
    interval = {
        end: language.share(limit) for end, limit in zip(("low", "high"), ends, strict=True)
    }
    missing = _unknown_units(row)
    if missing is None:
        yield t(
            "95% confidence interval, which allows for fewer than 10 missing answers: {low} to"
            " {high}.",
            **interval,
        )
    elif missing:
        yield n(
            "95% confidence interval, which allows for {count} missing answer: {low} to {high}.",
            "95% confidence interval, which allows for {count} missing answers: {low} to {high}.",
            missing,
            **interval,
        )
    else:
        yield t("95% confidence interval: {low} to {high}.", **interval)


def _left_out(row: Row) -> Iterator[str]:
    """Yield a sentence on units that are left out because data are missing."""
    missing = _unknown_units(row)
    if missing is None:
        yield t("Fewer than 10 more are left out because data are missing.")
    elif missing:
        yield n(
            "{count} more is left out because data are missing.",
            "{count} more are left out because data are missing.",
            missing,
        )


def _count(row: Row, about: _Subject) -> Iterator[str]:
    """Yield the sentences on a count."""
    yield about.fill(
        row,
        value=_count_with_about(row, "numerator" if is_part_hidden(row, "numerator") else "value"),
    )
    missing = _unknown_units(row)
    if missing is None:
        yield t("The records do not show whether fewer than 10 more should be counted.")
    elif missing:
        yield n(
            "The records do not show whether {count} more should be counted.",
            "The records do not show whether {count} more should be counted.",
            missing,
        )


def _amount_sentences(row: Row, about: _Subject) -> Iterator[str]:
    """Yield the sentences on a sum of money."""
    total = language.money(row["value"], about.currency)
    yield about.fill(row, value=total, denominator=_count_with_about(row, "denominator"))
    missing = _unknown_units(row)
    if missing is None:
        yield t("Fewer than 10 more have no recorded value.")
    elif missing:
        yield n(
            "{count} more has no recorded value.",
            "{count} more have no recorded value.",
            missing,
        )


def _amount_ratio(row: Row, about: _Subject) -> Iterator[str]:
    """Yield the sentences on a ratio of two sums."""
    measure = about.measure
    assert isinstance(measure, AmountRatio)
    if is_missing(row["value"]):
        yield from _undefined_sentences(row, about)
        return
    above = language.money(row["numerator"], about.currency)
    if measure.is_per_thing:
        yield about.fill(row, value=language.money(row["value"], about.currency))
        number = _count_with_about(row, "denominator")
        yield t("Total: {amount}. Divided by: {number}.", amount=above, number=number)
    else:
        yield about.fill(row, value=_amount_of_hundred(row["value"], about.currency))
        below = language.money(row["denominator"], about.currency)
        yield t("In total: {amount} of {whole}.", amount=above, whole=below)
    if not is_released(row) and not is_missing(row["coverage"]):
        yield t(
            "Both amounts are recorded for {share} of {units}.",
            share=language.share(row["coverage"]),
            units=t(measure.unit_words),
        )


def _amount_of_hundred(fraction: float, currency: str) -> str:
    """Return a ratio of money as an amount out of every 100: `EUR 12`, `less than EUR 1`."""
    part = language.whole_percent(fraction)
    amount = f"{currency} {part.lstrip('<>')}".strip()
    if part == language.LEAST:
        return t("less than {number}", number=amount)
    return t("more than {number}", number=amount) if part == language.MOST else amount


def _undefined_sentences(row: Row, about: _Subject) -> Iterator[str]:
    yield t("{title}: no value for {place} in {years}.", title=t(about.measure.title), **about.here)
    yield t("{reason}.", reason=undefined_reason(row))


def _duration_sentences(row: Row, about: _Subject) -> Iterator[str]:
    """Yield the sentences on a median duration, which includes units that still wait."""
    measure = about.measure
    assert isinstance(measure, Duration)
    if not is_missing(row["value"]):
        median = time_text(row["value"], measure.shown_in)
        yield about.fill(row, value=median, denominator=_count_with_about(row, "denominator"))
    else:
        yield t(
            "{title}: the median for {place} in {years} is not known yet.",
            title=t(measure.title),
            **about.here,
        )
        if is_released(row):
            yield t("It is based on {number}.", number=_count_with_about(row, "denominator"))
        else:
            yield n(
                "{count} of {total} is no longer waiting.",
                "{count} of {total} are no longer waiting.",
                row["numerator"],
                total=count(row["denominator"]),
            )
    yield from _time_limits(row, measure)
    yield from _left_out(row)


def time_text(days: float, unit: str) -> str:
    """Return a number of days as text, in days or months (`unit`): `220 days`, `12.4 months`."""
    if unit == MONTHS:
        return number_of(MONTHS, _to_tenths(days / DAYS_IN_MONTH))
    return number_of(DAYS, round(days))


def number_of(unit: str, number: int | Decimal) -> str:
    """Return a number of days or months with its unit: `1 day`, `19.5 months`."""
    if unit == MONTHS:
        return n("{count} month", "{count} months", number)
    return n("{count} day", "{count} days", number)


def _to_tenths(number: float) -> Decimal:
    """Round to one decimal, or to none if the result is whole, because medians may have halves."""
    return Decimal(f"{number:.1f}".removesuffix(".0"))


def _time_limits(row: Row, measure: Duration) -> Iterator[str]:
    """Yield a sentence with the interval of a duration, which may have no upper end."""
    low, high = (
        None if is_missing(row[end]) else time_text(row[end], measure.shown_in)
        for end in ("low", "high")
    )
    if low and high:
        yield t("95% confidence interval: {low} to {high}.", low=low, high=high)
    elif low:
        yield t("95% confidence interval: {low} or more.", low=low)
    elif high:
        yield t("95% confidence interval: up to {high}.", high=high)


def _median_sentences(row: Row, about: _Subject) -> Iterator[str]:
    """Yield the sentences on a median."""
    measure = about.measure
    assert isinstance(measure, Median)
    middle = _in_its_unit(row["value"], measure, about)
    yield about.fill(row, value=middle, denominator=_count_with_about(row, "denominator"))
    if not is_missing(row["low"]):
        low, high = (_in_its_unit(row[end], measure, about) for end in ("low", "high"))
        yield t("95% confidence interval: {low} to {high}.", low=low, high=high)
    yield from _left_out(row)


def _in_its_unit(value: float, measure: Median, about: _Subject) -> str:
    """Return the value of a median: money in the jurisdiction's currency, else in its own unit."""
    if measure.value_unit == MONEY:
        return language.money(value, about.currency)
    if measure.value_unit in (DAYS, MONTHS):
        return number_of(measure.value_unit, _to_tenths(value))
    return language.three_figures(value)


def _rate_sentences(row: Row, about: _Subject) -> Iterator[str]:
    """Yield the sentences on a rate."""
    end = released_limit(row)
    if end is None and is_missing(row["value"]):
        yield t(
            "Not shown for {place} in {years}: the rate is based on fewer than 10.", **about.here
        )
        return
    number = _number_or_limit(end, language.three_figures, row["value"])
    if end is None and is_released(row):
        number = _with_about(number)
    yield about.fill(row, value=number)
    if not is_missing(row["low"]):
        low, high = (language.three_figures(row[name]) for name in ("low", "high"))
        yield t("95% confidence interval: {low} to {high}.", low=low, high=high)
    yield from _left_out(row)


def _flow_ratio(row: Row, about: _Subject) -> Iterator[str]:
    """Yield the sentences on a clearance rate or disposition time."""
    assert isinstance(about.measure, FlowRatio)
    is_clearance = about.measure.flow is Flow.CLEARANCE
    if not is_missing(row["value"]):
        # Cases resolved for every 100 that came in, as whole as a percentage.
        value = (
            language.whole_percent(row["value"])
            if is_clearance
            else number_of(DAYS, round(row["value"]))
        )
        yield about.fill(row, value=_with_about(value) if is_released(row) else value)
    elif not is_clearance and is_released(row) and str(row["period"]).isdigit():
        yield t("In {place}, fewer than 10 were pending at the end of {years}.", **about.here)
    elif not (is_clearance and is_released(row)):
        yield from _undefined_sentences(row, about)
    if is_clearance and (is_released(row) or not is_missing(row["value"])):
        yield t(
            "Resolved: {resolved}. Came in: {incoming}.",
            resolved=_count_with_about(row, "numerator"),
            incoming=_count_text(row, "denominator"),
        )


def undefined_reason(row: Row) -> str:
    """Return why a ratio cannot be calculated, such as division by 0, as a sentence."""
    measure = CATALOGUE[row["measure"]]
    if not isinstance(measure, FlowRatio):
        return t("The amount to divide by is zero")
    if measure.flow is Flow.CLEARANCE:
        return t("Nothing came in")
    if not str(row["period"]).isdigit():
        return t("It is calculated only for single years")
    return t("The year is not over") if row["denominator"] > 0 else t("Nothing was resolved")


def _empty_row_sentence(row: Row, about: _Subject) -> str:
    if not row.get("covered", True):
        return t("Not covered: the records of {place} do not include {years}.", **about.here)
    if isinstance(measure := about.measure, Rate) or getattr(measure, "is_per_thing", False):
        # Its population says what the number is divided by.
        return t("Nothing to count for {place} in {years}.", **about.here)
    return t(
        "Nothing to count for {place} in {years}: the records have no {what}.",
        what=t(measure.population),
        **about.here,
    )


def _not_yet_due(row: Row, about: _Subject) -> str:  # noqa: ARG001 - one grammar
    """Return the sentence that units are too recent to be counted."""
    window = about.measure.window(about.chosen)
    if not window:
        return t("Too recent: no figure yet for {place} in {years}.", **about.here)
    return n(
        "Too recent: no figure yet for {place} in {years}. A record counts {count} month after this"
        " date: {event}.",
        "Too recent: no figure yet for {place} in {years}. A record counts {count} months after"
        " this date: {event}.",
        window,
        event=t(column_label(about.measure.dated_by)),
        **about.here,
    )


def _too_few(row: Row, about: _Subject) -> str:
    """Return the sentence that too few units were counted. It does not reveal their number."""
    if not is_released(row) and results.has_few_units(row) is False:
        return t(
            "Too few cases: the records of {place} in {years} come from too few different cases, so"
            " no figure is shown.",
            **about.here,
        )
    if isinstance(about.measure, FlowRatio):
        # The number resolved is too small; many may have come in.
        return t(
            "Too few cases: fewer than 10 were resolved in {place} in {years}, so no figure is"
            " shown.",
            **about.here,
        )
    if isinstance(about.measure, AmountRatio | Rate) or _unknown_units(row) != 0:
        return t(
            "Too few cases: in {place} in {years} too few have a recorded answer, so no figure is"
            " shown.",
            **about.here,
        )
    return t("Too few cases in {place} in {years}, so no figure is shown.", **about.here)


def _bounds_only(row: Row, about: _Subject) -> str:
    """Return the sentence that too much is unknown, with bounds if there are any."""
    kind, is_rounded = row["kind"], is_released(row)
    if is_rounded and is_missing(row["coverage"]):
        return t("Not enough data for {place} in {years}: too much is missing.", **about.here)
    if not is_rounded and kind in ("Count", "Amount") and not row["coverage"] > 0:
        return _none_known(row, about)
    share = language.share(row["coverage"])
    if kind == "Amount" and not is_missing(row["value"]):
        return t(
            "The total for {place} in {years} is at least {amount}: the amount is recorded for only"
            " {share}.",
            amount=language.money(row["value"], about.currency),
            share=share,
            **about.here,
        )
    if kind == "AmountRatio":
        return t(
            "Not enough data for {place} in {years}: both amounts are recorded for only {share}, so"
            " no figure is shown.",
            share=share,
            **about.here,
        )
    if is_missing(row["bound_low"]):
        return t(
            "Not enough data for {place} in {years}: the answer is recorded for only {share}, so no"
            " figure is shown.",
            share=share,
            **about.here,
        )
    return t(
        "Not enough data for {place} in {years}: the answer is recorded for only {share}. The true"
        " share is between {low} and {high}.",
        share=share,
        low=language.share(row["bound_low"]),
        high=language.share(row["bound_high"]),
        **about.here,
    )


def _none_known(row: Row, about: _Subject) -> str:
    """Return the sentence that a count or amount is unknown for all units."""
    if row["coverage"] == 0:
        return t("Not enough data for {place} in {years}: no amount is recorded.", **about.here)
    return n(
        "Not enough data for {place} in {years}: the records do not show whether {count} should be"
        " counted.",
        "Not enough data for {place} in {years}: the records do not show whether any of {count}"
        " should be counted.",
        row["unknown"],
        **about.here,
    )


_BY_KIND: dict[str, Callable[[Row, _Subject], Iterator[str]]] = {
    Share.__name__: _share_sentences,
    Count.__name__: _count,
    Amount.__name__: _amount_sentences,
    AmountRatio.__name__: _amount_ratio,
    Duration.__name__: _duration_sentences,
    Median.__name__: _median_sentences,
    Rate.__name__: _rate_sentences,
    FlowRatio.__name__: _flow_ratio,
}
# The sentences that are the same for all rows of a status.
_FIXED: dict[str, str] = {
    Status.NOT_COLLECTED: marked(
        "Not collected: the records of {place} do not include this in {years}."
    ),
    Status.WITHHELD: marked(
        "Not shown for {place} in {years}: the number is small and could identify a person."
    ),
    Status.NOT_RELEASED: marked("Not in the release: it has no figure for {place} in {years}."),
    Status.NOT_COMPARABLE: marked(
        "Not compared for {place} in {years}: the return counts by another version of the"
        " definition."
    ),
}
_WITHOUT_NUMBER: dict[str, Callable[[Row, _Subject], str]] = {
    Status.EMPTY: _empty_row_sentence,
    Status.NOT_YET_DUE: _not_yet_due,
    Status.TOO_FEW: _too_few,
    Status.BOUNDS_ONLY: _bounds_only,
}
