"""What pages and files over a release say in numbers, and which of them are none of the release."""

import base64
import html
import itertools
import json
import re
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from dashboard import words
from dashboard.measure.frames import cohort
from metrics import catalogue
from metrics.release import reading, stored
from metrics.release.protect import STEP
from schemas import vocabulary
from tests.soak import soak_size

PAGES = ("overview", "chain", "money", "victims", "measure", "compare")
VIEWS = soak_size(160)
NUMBERS = (
    *("numerator", "unknown", "denominator", "value", "low", "high", "bound_low", "bound_high"),
    *("coverage", "region_low", "region_high", "deff", "quartile_1", "quartile_3"),
    *("value_below", "value_above"),
)
# Of the data of charts what places signs and labels by year; all else is a number of records.
BY_YEAR = {"at", "start", "end", "years"}
# Where scales begin and end whatever is drawn: none and all, and years with room at both ends.
ENDS = (0.0, 1.0, *(year + part for year in range(1999, 2028) for part in (0.0, 0.2, 0.5, 0.8)))
DAYS_OF_YEAR = 12 * words.DAYS_IN_MONTH
# In the order of their lists, and of the steps of a cohort.
CODES = [
    *(words.code(one.value) for of in (vocabulary.Form, vocabulary.LinkGroup) for one in of),
    *(words.code(one.value) for of in (vocabulary.Sex, vocabulary.AgeGroup) for one in of),
    *cohort.NAMES.values(),
    words.absence(words.NOT_COLLECTED).words,
]
# How long bars are, and where signs stand on tracks, in percent.
PLACED = re.compile(r"--(?:at|from|to|length|height): ?([\d.]+)%")
NUMBER = re.compile(r"(?<![\w.#&])\d[\d,]*(?:\.\d+)?")
# Numbers of pages and methods, in whatever they are said of: no count of records is among them.
AROUND = 60
# The rows of worked examples are fiction, and facts about a measure are in the catalogue.
OF_MEASURES = (">Counts as<", "So far: ", '<dl class="facts')
# Where a count of records stands, whatever it is of; a middle of days or months is none.
COUNTED = re.compile(
    r"about (\d[\d,]*)(?![\d,]| (?:days|months))"
    r"|(\d[\d,]*) of (\d[\d,]*)|&lt;10 of (\d[\d,]*)|n = (\d+)"
)
STATIC = {"cssContent", "jsContent", "htmlContent", "options", "queryString", "query"}
TEXTS = {"html", "alt", "label", "body", "value", "text"}
SAID = re.compile(
    r"95.{0,2}%|<10\b|every count is rounded to a multiple of five.*?<10|hash \w+|release \d+"
    r"|of up to \d+ peers|median of \d+ (?:peers|others)|\d+ other jurisdictions"
    r"|in (?:\d+|no) (?:of the \d+ )?measures? (?:of the \d+ )?that can be compared"
    r"|\d+ more numbers?|the (?:other|first) \d+ measures|(?:shift|no shift) beyond chance.*?\."
    r"|too few (?:full )?years.*?\.|known in \d+ of|first \d+|\bn=\d+|per 100,000|100,000"
    r"|leaves out 0|[A-Z]\d\d[a-z]?(?:-\w+)?|\d+ (?:January|February|March|April|May|June|July"
    r"|August|September|October|November|December) \d{4}|what this release says.*?judgment",
    re.IGNORECASE | re.DOTALL,
)


@cache
def rows_of(url: str, measure: str = "") -> pd.DataFrame:
    with stored.reading(url).connect() as connection:
        rows = reading.shown(connection).content.rows.to_pandas()
    return rows[rows["measure"] == measure] if measure else rows


@cache
def of_release(url: str, measure: str = "") -> np.ndarray[Any, np.dtype[np.float64]]:
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
    return middles(rows_of(url, measure))


def middles(rows: pd.DataFrame) -> Iterator[float]:
    """The same of rows of a release."""
    told = rows[rows["value"].notna()]
    for _, of in told.groupby(["measure", "split", "category", "period"]):
        of_all = of["value"].fillna(of["value_below"]).fillna(of["value_above"]).to_numpy()
        for left_out in range(-1, len(of_all)):
            kept = np.delete(of_all, left_out) if left_out >= 0 else of_all
            for number in np.percentile(kept, (25, 50, 75)) if len(kept) else ():
                yield from (number, number / words.DAYS_IN_MONTH)
    years = told[~told["period"].str.contains("-")]
    for _, of in years.groupby(["measure", "split", "category", "jurisdiction"]):
        number = float(of["value"].median())
        yield from (number, number / words.DAYS_IN_MONTH)


def views(url: str) -> list[tuple[str, dict[str, str]]]:
    """Pages under filters: each place, period, form and measure in some of them."""
    rows, random = rows_of(url), Random(5)
    places = sorted(set(rows["jurisdiction"]))
    spans = {split: sorted(set(of["period"])) for split, of in rows.groupby("split")}
    forms = sorted(set(rows.loc[rows["split"] == "form", "category"]))
    asked = []
    for number in range(VIEWS):
        name, form = PAGES[number % len(PAGES)], random.choice(["", *forms])
        first, _, last = random.choice(spans["form" if form else ""]).partition("-")
        address = {"j": random.choice(places), "from": first, "to": last or first}
        if name in ("measure", "compare"):
            address["m"] = random.choice(list(catalogue.CATALOGUE))
        asked.append((name, address | ({"form": form} if form else {})))
    return asked


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
        of_lists = [code for code in dict.fromkeys(CODES) if code in without]
        if without not in (sorted(without), of_lists):
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
def drawn(url: str, measure: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The numbers of a release that charts draw, with their medians and where scales end."""
    return np.unique([*of_release(url, measure), *medians(url, measure), *ENDS])


def lengths(url: str, address: dict[str, str]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """How long bars may be on a page, and where signs may stand, in percent with one digit.

    A share of the page's place and period, or the middle of the others'; a count of the place's
    largest; days of so many years.
    """
    first, last, form = (address.get(part, "") for part in ("from", "to", "form"))
    rows = rows_of(url)
    period = first if first == last else f"{first}-{last}"
    of_form = rows["category"] == form if form else rows["split"] == ""
    of_place = rows["jurisdiction"] == address["j"]
    of_page = rows[of_form & (rows["period"] == period)]
    waits = of_page["kind"] == "Duration"
    shares, days = (told_of(of_page[is_so], address["j"]) for is_so in (~waits, waits))
    of_years = [days / (DAYS_OF_YEAR * years) for years in range(1, 10)]
    counted = rows[of_form & of_place & (rows["kind"] == "Count")].groupby("measure")["value"]
    bars = [of / largest for _, of in counted for largest in of.dropna().unique()]
    return np.unique(np.round(100 * np.concatenate([shares, *of_years, *bars]), 1))


def told_of(rows: pd.DataFrame, place: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The numbers of a place, and the middles of all."""
    numbers = rows.loc[rows["jurisdiction"] == place, [*NUMBERS]].to_numpy(float).ravel()
    # Beside each other a place of fewer than fifty has no share.
    among = itertools.chain(middles(rows), middles(reading.between_places(rows)))
    return np.array([*numbers[~np.isnan(numbers)], *among])


def misplaced(told: np.ndarray[Any, np.dtype[np.float64]], element: Any) -> Iterator[str]:
    """Bars and signs of which no length or place is one of those told; none has no length."""
    for kind, part in parts(element):
        for placed in PLACED.findall(part) if kind == "text" else ():
            if float(placed) and not np.isclose(told, float(placed)).any():
                yield f"placed at {placed} %"


def strange_words(url: str, text: str, measure: str) -> Iterator[str]:
    """The same of a text, without what says no number of records."""
    # Places of bars and dots are of what is drawn; addresses and keys are the page's own.
    bare = re.sub(r'<path[^>]*>|<(?:circle|line)[^>]*>|viewBox="[^"]*"', " ", text)
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
