"""What pages and files over a release say in numbers, and which of them are none of the release."""

import base64
import html
import itertools
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from dashboard import words
from dashboard.pages.measure import frames
from metrics import comparability
from metrics.catalogue import CATALOGUE
from metrics.measure_kinds import DAYS, Duration
from metrics.release import archive, reading
from metrics.release.plan import COHORT, SHARE_SETS
from metrics.release.rounding import STEP
from schemas import vocabulary

Numbers = np.ndarray[Any, np.dtype[np.float64]]
NUMBERS = (
    *("numerator", "unknown", "denominator", "value", "low", "high", "bound_low", "bound_high"),
    *("coverage", "region_low", "region_high", "deff", "quartile_1", "quartile_3"),
    *("value_below", "value_above"),
)
# Of the data of charts what places signs and labels by year; all else is a number of records.
BY_YEAR = {"at", "start", "end", "years"}
# Where scales begin and end whatever is drawn: none and all, and years with room at both ends.
ENDS = (0.0, 1.0, *(year + part for year in range(1999, 2028) for part in (0.0, 0.2, 0.5, 0.8)))
DAYS_OF_YEAR, THIRTY_DAYS = 12 * words.DAYS_IN_MONTH, 30
NOT_RECORDED = "Not recorded"
# Each list in its order, and the steps of a cohort; what is not recorded comes last.
LISTS = (
    *(
        [*(words.code(one.value) for one in of), NOT_RECORDED]
        for of in (*(vocabulary.Form, vocabulary.LinkGroup), *(vocabulary.Sex, vocabulary.AgeGroup))
    ),
    [*frames.STEP_NAMES.values(), NOT_RECORDED],
)
# How long bars are, and where signs stand on tracks, in percent.
PLACED = re.compile(r"--(?:at|from|to|length|height): ?([\d.]+)%")
NUMBER = re.compile(r"(?<![\w.#&])\d[\d,]*(?:\.\d+)?")
ROUNDED = 0.05 + 1e-9
# In the place of one that is left out.
ALL = ""
# Numbers of pages and methods, in whatever they are said of: no count of records is among them.
AROUND = 60
# The rows of worked examples are fiction, and facts about a measure are in the catalogue.
OF_MEASURES = (">Counts as<", "How these examples are counted on ", '<dl class="facts')
# Where a count of records stands, whatever it is of; a middle of days or months is none.
COUNTED = re.compile(
    r"about (\d[\d,]*)(?![\d,]|\.\d| (?:days?|months?)\b)"
    r"|(\d[\d,]*) of (\d[\d,]*)|&lt;10 of (\d[\d,]*)|n\s=\s(\d+)"
)
# Numbers of measures and of jurisdictions, and the middle of what is known of these measures.
OF_ALL_MEASURES = re.compile(
    r'<td role="cell" data-heading="(?:Have a figure|Compared with [^"]+|Can be compared'
    r'|Count in the same way|Data available|Not collected|Rules not stated|Measures)">[^<]*'
)
STATIC = {"cssContent", "jsContent", "htmlContent", "options", "queryString", "query"}
TEXTS = {"html", "alt", "label", "body", "value", "text"}
SAID = re.compile(
    r"95.{0,2}%|<10\b|every count is rounded to a multiple of five.*?<10|hash \w+|release \d+"
    r"|median of \d+ others|\d+ other jurisdictions"
    r"|on (?:\d+|no) (?:of the \d+ )?measures? (?:of the \d+ )?that (?:is|are) compared"
    r"|(?:\d+ more|the first \d+) measures?"
    r"|(?:a|no) lasting change: .*?(?:are expected|explains up to \d+)\."
    r"|\d+ of \d+ differ from the median"
    r"|[\d.]+ (?:months|days|points) (?:less|more) in"
    r"|\d+ of \d+ counts? as|within \d+ (?:months|days)"
    # On how many measures, and how many jurisdictions, can be compared.
    r"|\(\d+ jurisdictions?\)|\d+ of \d+ (?:measures|jurisdictions can be compared)"
    # The versions of a definition.
    r'|<th scope="row" role="rowheader">\d</th>'
    r"|too few (?:full )?years.*?(?:\.|$)|recorded (?:in|for) \d+ of|first \d+"
    r"|every (?:[A-Z]{3} )?100\b(?!,)|fewer than 10\b"
    r"|\bn=\d+|per 100,000|100,000"
    r"|above or below 0|\d+ of \d+ lie off|at least \d+ are needed"
    r"|[A-Z]\d\d[a-z]?(?:-\w+)?|\d+ (?:January|February|March|April|May|June|July"
    r"|August|September|October|November|December) \d{4}|about this release.*?judgment",
    re.IGNORECASE | re.DOTALL,
)


@cache
def rows_of(url: str, measure: str = "") -> pd.DataFrame:
    """All rows, or those of a measure with the steps of a cohort, among which it may be drawn."""
    if measure:
        every = rows_of(url)
        return every[every["measure"].isin([measure, *SHARE_SETS[COHORT]])]
    with archive.reading(url).connect() as connection:
        return reading.shown(connection).content.rows.to_pandas()


@cache
def of_release(url: str, measure: str = "") -> Numbers:
    """All numbers of the release, or of a measure, with days as months, as charts draw them."""
    numbers = rows_of(url, measure)[list(NUMBERS)].to_numpy(float).ravel()
    known = np.unique(numbers[~np.isnan(numbers)])
    return np.unique(np.concatenate([known, known / words.DAYS_IN_MONTH]))


@cache
def written(url: str, measure: str = "") -> frozenset[str]:
    """The same as pages write them, with the medians that they make of them."""
    texts: set[str] = set()
    told = of_release(url, measure)
    for number in itertools.chain(told, 1 - told, medians(url, measure)):
        texts |= {f"{number:,.0f}", f"{number:.1f}", f"{number:.3g}", f"{number:,.3g}"}
        texts |= {f"{100 * number:.0f}", words.percent(number).strip("<>")}
        if number > 0:
            texts.add(words.amount(number).partition(words.NO_BREAK)[0])
    return frozenset(texts | {str(year) for year in range(2000, 2027)})


def medians(url: str, measure: str) -> Iterator[float]:
    """Of places beside each other, without one and with all, and of a place's years."""
    every = middles(url)
    for number in every.loc[every["measure"] == measure, "value"] if measure else every["value"]:
        yield from (number, number / words.DAYS_IN_MONTH)


@cache
def middles(url: str) -> pd.DataFrame:
    """The same with the measure, category and period of each; of a place's years without one."""
    found: list[tuple[str, str, str, str, float]] = []
    # Beside each other a place of fewer than fifty has no share.
    for rows in (rows_of(url), reading.hide_few_between_jurisdictions(rows_of(url))):
        # What reads "<10%" or ">90%" has a place among the others.
        coded = rows["value_below"].fillna(rows["value_above"])
        told = rows.assign(value=rows["value"].fillna(coded)).dropna(subset="value")
        # Beside a profile the middle is that of values which may be shown as they are.
        shown = told[told["status"] == words.SHOWN]
        alike = ("measure", "split", "category", "period")
        for (measure, category, period), of, jurisdictions in (
            *_by(told, *alike),
            *_by(shown, *alike),
        ):
            for group in (frozenset(jurisdictions), *counted_alike(measure, url)):
                at = np.flatnonzero([jurisdiction in group for jurisdiction in jurisdictions])
                beside = [([ALL], of[at][np.newaxis])] if at.size else []
                if at.size > 1:
                    beside.append(([jurisdictions[one] for one in at], of[at][of_others(at.size)]))
                for without, some in beside:
                    ends = np.percentile(some, (25, 50, 75), axis=1).T
                    for jurisdiction, numbers in zip(without, ends, strict=True):
                        found += ((measure, category, period, jurisdiction, one) for one in numbers)
        years = told[~told["period"].str.contains("-")]
        # A year of which bounds alone are told has no place on the line, whatever its middle.
        for of_line in (years, years[years["status"] == words.SHOWN]):
            for (measure, category, _), of, _ in _by(
                of_line, "measure", "split", "category", "jurisdiction"
            ):
                found.append((measure, category, "", ALL, float(np.median(of))))
    columns = ["measure", "category", "period", "without", "value"]
    return pd.DataFrame(found, columns=columns).drop_duplicates(ignore_index=True)


@cache
def counted_alike(measure: str, url: str) -> list[frozenset[str]]:
    """The places that state the same of all rules that matter to the measure."""
    if measure not in CATALOGUE:
        return []
    with archive.reading(url).connect() as connection:
        context = reading.shown(connection).content.context
    stated = {(jurisdiction, rule): value for jurisdiction, rule, value in context.iter_rows()}
    groups: dict[tuple[str | None, ...], set[str]] = defaultdict(set)
    for jurisdiction in context["jurisdiction"]:
        rules = comparability.relevant_rules(CATALOGUE[measure])
        groups[tuple(stated.get((jurisdiction, rule)) for rule in rules)].add(jurisdiction)
    return [frozenset(jurisdictions) for of, jurisdictions in groups.items() if None not in of]


def _by(
    rows: pd.DataFrame, measure: str, split: str, *by: str
) -> Iterator[tuple[tuple[str, ...], Numbers, list[str]]]:
    """The values of the rows that are alike in these, with their places."""
    values: dict[tuple[str, ...], list[tuple[float, str]]] = defaultdict(list)
    names = [measure, split, *by, "value", "jurisdiction"]
    for id_, of_split, *of, value, jurisdiction in rows[names].itertuples(index=False, name=None):
        values[(id_, of_split, *of)].append((value, jurisdiction))
    for (id_, _, *of), pairs in values.items():
        yield (
            (id_, *of),
            np.array([value for value, _ in pairs]),
            [jurisdiction for _, jurisdiction in pairs],
        )


@cache
def of_others(number: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """For each of so many the others."""
    return np.array([[other for other in range(number) if other != one] for one in range(number)])


def rows_of_chart(chart: dict[str, Any]) -> list[dict[str, Any]]:
    """The data of a chart, which is sent beside its specification."""
    sent = [chart, *chart.get("datasets", [])]
    tables = [
        pa.ipc.open_stream(base64.b64decode(one["data"]["data"])).read_all()
        for one in sent
        if "data" in one
    ]
    return [row for table in tables for row in table.to_pylist()]


def parts(element: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """The specifications of charts in an element with their data, and its texts."""
    match element:
        case {"spec": str() as spec, **others}:
            yield "spec", {**json.loads(spec), "datasets": {"sent": rows_of_chart(element)}}
            yield from parts(others)
        case dict():
            for key, value in element.items():
                if key not in STATIC:
                    yield from parts(value, key)
        case list():
            for one in element:
                yield from parts(one, name)
        case str() if name == "json" and element.startswith("{"):
            yield from parts(json.loads(element))
        case str() if name in TEXTS:
            yield "text", html.unescape(element)


def strange(url: str, element: Any, measure: str = "") -> Iterator[str]:
    """What of an element is no number of the release, or of a measure; with what is around it."""
    for kind, part in parts(element):
        if kind == "text":
            if not any(one in part for one in OF_MEASURES):
                yield from strange_words(url, part, measure)
            continue
        for name, number in (*ends_of_scales(part), *numbers_drawn(part)):
            if not np.isclose(drawn(url, measure), number).any():
                yield f"{name} {number}"
        yield from out_of_order(part)
        for row in part["datasets"]["sent"]:
            for text in row.values():
                if isinstance(text, str):
                    yield from strange_words(url, text, measure)


def numbers_drawn(spec: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """What of the data of a chart is a number of records, with its column."""
    for row in spec["datasets"]["sent"]:
        for name, number in row.items():
            is_number = isinstance(number, int | float) and not isinstance(number, bool)
            if is_number and name not in BY_YEAR and not np.isnan(number):
                yield name, number


def ends_of_scales(spec: Any, name: str = "") -> Iterator[tuple[str, float]]:
    """The ends of scales, the values of axes, and values that stand in a specification."""
    match spec:
        case dict():
            for key, value in spec.items():
                if key not in ("config", "datasets", "tooltip"):
                    yield from ends_of_scales(value, key)
        case list():
            for one in spec:
                yield from ends_of_scales(one, name)
        case bool():
            pass
        case int() | float() if name in ("domain", "domainMax", "domainMin", "values", "value"):
            yield name, spec


def out_of_order(spec: dict[str, Any]) -> Iterator[str]:
    """What has no number stands by its name, or as its code does in its list: by nothing else."""
    rows = spec["datasets"]["sent"]
    blank = {row.get("label") for row in rows if "value" in row and row["value"] is None}
    for names in named_scales(spec):
        without = [name for name in names if name in blank]
        of_lists = ([code for code in every if code in without] for every in LISTS)
        if without not in (sorted(without), *of_lists):
            yield f"order of {without}"


def named_scales(spec: Any, name: str = "") -> Iterator[list[str]]:
    """The scales and orders of names."""
    match spec:
        case dict():
            for key, value in spec.items():
                if key not in ("config", "datasets"):
                    yield from named_scales(value, key)
        case [str(), *_] if name in ("domain", "sort"):
            yield spec
        case list():
            for one in spec:
                yield from named_scales(one, name)


@cache
def drawn(url: str, measure: str) -> Numbers:
    """The numbers of a release that charts draw, with their medians and where scales end."""
    return np.unique([*of_release(url, measure), *medians(url, measure), *ENDS])


def lengths(url: str, address: dict[str, str]) -> Numbers:
    """How long bars may be on a page, and where signs may stand, in percent.

    A share of the page's place and period, or the middle of the others'; a count of the place's
    largest; days of the whole years that one of their measure comes to. Of one measure's page those
    of the measure.
    """
    first, last, form, measure = (address.get(part, "") for part in ("from", "to", "form", "m"))
    period = first if first == last else f"{first}-{last}"
    told = of_view(url, period, form, measure)
    here = told[told["jurisdiction"] == address["j"]]
    of_places = middles_of_view(url, period, form, address["j"])
    each = [np.empty(0)]
    for id_, of in here.groupby("measure"):
        own = of[[*NUMBERS]].to_numpy(float).ravel()
        beside = of_places.get(str(id_), np.empty(0))
        each.append(placed(str(id_), np.concatenate([own, beside])))
    counted = rows_of(url, measure)
    of_form = counted["category"] == form if form else counted["split"] == ""
    of_place = counted["jurisdiction"] == address["j"]
    counts = counted[of_form & of_place & (counted["kind"] == "Count")].groupby("measure")["value"]
    each += [
        100 * (of / largest).to_numpy() for _, of in counts for largest in of.dropna().unique()
    ]
    every = np.unique(np.concatenate(each))
    return every[~np.isnan(every)]


@cache
def of_view(url: str, period: str, form: str, measure: str) -> pd.DataFrame:
    """The rows of a period and form, or of no form, and of a measure or all."""
    rows = rows_of(url, measure)
    of_form = rows["category"] == form if form else rows["split"] == ""
    return rows[of_form & (rows["period"] == period)]


@cache
def middles_of_view(url: str, period: str, form: str, jurisdiction: str) -> dict[str, Numbers]:
    """By measure the middles of places, of all and without the one that is looked at."""
    every = middles(url)
    rows = every[(every["category"] == form) & (every["period"] == period)]
    rows = rows[rows["without"].isin([ALL, jurisdiction])]
    return {str(id_): of.to_numpy() for id_, of in rows.groupby("measure")["value"]}


def placed(measure: str, numbers: Numbers) -> Numbers:
    """Where the numbers of a measure stand on a track: of 100%, or of the time that one needs.

    It ends after whole years where waits are told in months, and after whole thirties of days.
    """
    known = np.unique(numbers[~np.isnan(numbers)])
    of = CATALOGUE.get(measure)
    if not isinstance(of, Duration):
        return 100 * known
    step = THIRTY_DAYS if of.shown_in == DAYS else DAYS_OF_YEAR
    return 100 * np.outer(known, 1 / (step * np.unique(1 + known // step))).ravel()


def misplaced(told: Numbers, element: Any) -> Iterator[str]:
    """Bars and signs of which no length or place is one of those told; none has no length."""
    for kind, part in parts(element):
        for placed in PLACED.findall(part) if kind == "text" else ():
            # Pages write one digit.
            if float(placed) and np.abs(told - float(placed)).min() > ROUNDED:
                yield f"placed at {placed}%"


def strange_words(url: str, text: str, measure: str) -> Iterator[str]:
    """The same of a text, without what says no number of records."""
    # Places of bars and dots are of what is drawn; addresses and keys are the page's own.
    bare = OF_ALL_MEASURES.sub(" ", text)
    bare = re.sub(r'<path[^>]*>|<(?:circle|line)[^>]*>|viewBox="[^"]*"', " ", bare)
    bare = re.sub(r'(?:style|href|id|class|data-[\w-]+|(?:aria-)?colspan)="[^"]*"', " ", bare)
    bare = re.sub(r'<div class="scale".*?</div>|<span class="scale".*?</span></span>', " ", bare)
    bare = SAID.sub(" ", re.sub(r"</?h\d|\s+", " ", bare.replace(words.NO_BREAK, " ")))
    for found in NUMBER.finditer(bare):
        if found[0].rstrip(",") not in written(url, measure):
            around = bare[max(0, found.start() - AROUND) : found.end() + AROUND]
            yield f"{found[0]}: {around}"
    yield from (f"not rounded: {one[0]}" for one in COUNTED.finditer(bare) if not is_rounded(one))


def is_rounded(counted: re.Match[str]) -> bool:
    return all(int(one.replace(",", "")) % STEP == 0 for one in counted.groups() if one)
