"""What a page shows of its filters and says first, and the numbers that rows have for it."""

import html
import json
import math
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import pandas as pd
from streamlit.testing.v1 import AppTest

from dashboard.query_params import Part
from metrics import Measure, catalogue, counting_options, measure_kinds, results
from tests.app.test_overview import markup

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
# What a sentence says in place of a number that may not be shown.
IN_WORDS = {
    "not_collected": "Not collected",
    "empty": "No",
    "too_few": "Too few",
    "not_yet_due": "Too recent",
    "bounds_only": "recorded for only",
}


@dataclass(frozen=True)
class Shown:
    """The filters drawn and their values, the parts addressed, the first sentences, the markup."""

    filters: dict[str, str]
    address: dict[str, str]
    sentences: list[str]
    markup: str

    @property
    def place(self) -> str:
        return self.filters[Part.JURISDICTION]

    @property
    def years(self) -> tuple[int, int]:
        return int(self.filters[Part.FROM]), int(self.filters[Part.TO])

    @property
    def period(self) -> str:
        first, last = self.years
        return str(first) if first == last else f"{first} to {last}"

    @property
    def only(self) -> tuple[tuple[str, str], ...]:
        """The form and the office that are shown to be chosen."""
        narrowing = (("form", Part.FORM), ("office", Part.OFFICE))
        return tuple((name, self.filters[of]) for name, of in narrowing if of in self.filters)


def shown(test: AppTest) -> Shown:
    """What is on the page now."""
    found = markup(test)
    boxes = {
        str(box.key).removeprefix("filters."): str(box.value)
        for box in test.selectbox
        if str(box.key).startswith("filters.") and box.value
    }
    answers = re.findall(r"data-answer>(.*?)</div>", found, re.S)
    paragraphs = [one for answer in answers for one in re.findall(r"<p>(.*?)</p>", answer, re.S)]
    said = [plain(one) for one in paragraphs]
    return Shown(boxes, addressed(test), said, found)


def addressed(test: AppTest) -> dict[str, str]:
    """The parts of a choice in the address that the page writes."""
    queries = [
        json.loads(one.proto.json)["query"]
        for one in test.get("bidi_component")
        if one.proto.component_name.endswith(".address")
    ]
    parts = [parse_qsl(query) for query in queries]
    return {key: value for pairs in parts for key, value in pairs if key in tuple(Part)}


def plain(text: str) -> str:
    """Markup as its words; what keeps words together on a line is a blank."""
    bare = html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"\s+([.,:;)])", r"\1", re.sub(r"\s+", " ", bare)).strip()


def numbers(text: str) -> set[str]:
    """The numbers that a text names."""
    return {found.rstrip(",") for found in NUMBER.findall(text)}


def whole(number: float) -> str:
    return f"{number:,.0f}"


def percent(share: float) -> str:
    """A share in hundredths, `1` and `99` for what is nearly none and nearly all."""
    nearest = math.floor(round(100 * share, 6) + 0.5)
    if nearest == 0 and share > 0:
        return "1"
    return "99" if nearest == 100 and share < 1 else str(nearest)


@dataclass(frozen=True)
class Expected:
    """The numbers that a sentence must name, and those that it may name beside them."""

    must: set[str]
    may: set[str]

    def are_in(self, text: str) -> bool:
        named = numbers(text)
        return self.must <= named <= self.must | self.may


def of_row(row: dict[str, Any]) -> Expected:
    """The numbers of a row of `results.rows`, as a sentence about it writes them."""
    measure = catalogue.CATALOGUE[row["measure"]]
    sentences = (measure.sentence,) if isinstance(measure.sentence, str) else measure.sentence
    words = " ".join((measure.title, measure.population, measure.unit_words, *sentences))
    settings = {whole(counting_options.DEFAULTS[option]) for option in counting_options.OPTIONS}
    may = numbers(words) | settings | {"95", whole(measure.window(counting_options.DEFAULTS))}
    if row["status"] == "bounds_only":
        bounds = {percent(row[end]) for end in ("bound_low", "bound_high") if known(row[end])}
        return Expected({percent(row["coverage"])}, may | bounds)
    if row["status"] != "ok":
        return Expected(set(), may)
    ends = {written(measure, end) for end in results.confidence_limits(row) if known(end)}
    beside = ("unknown", "denominator", "numerator", "not_yet_due")
    if known(row["coverage"]):
        may |= {percent(row["coverage"])}
    may |= ends | {whole(row[one]) for one in beside if known(row[one])}
    return Expected({*_made_of(measure, row), *_value(measure, row)}, may)


def _made_of(measure: Measure, row: dict[str, Any]) -> set[str]:
    """What the value is made of."""
    match measure:
        case measure_kinds.Share() | measure_kinds.AmountRatio():
            # "none of the 12 cases" is no number.
            return {whole(row["numerator"]), whole(row["denominator"])} - {"0"}
        case measure_kinds.Duration():
            return {whole(row["denominator"])}
        case measure_kinds.Median() | measure_kinds.Amount() if known(row["value"]):
            return {whole(row["denominator"])}
        case measure_kinds.FlowRatio(flow=measure_kinds.Flow.CLEARANCE) if known(row["value"]):
            return {whole(row["numerator"]), whole(row["denominator"])}
        case _:
            return set()


def _value(measure: Measure, row: dict[str, Any]) -> set[str]:
    return {written(measure, row["value"])} if known(row["value"]) else set()


def written(measure: Measure, value: float) -> str:
    """A value of the measure as sentences write it."""
    match measure:
        case measure_kinds.Share() | measure_kinds.FlowRatio(flow=measure_kinds.Flow.CLEARANCE):
            return percent(value)
        case measure_kinds.AmountRatio():
            return whole(value) if measure.is_per_thing else percent(value)
        case measure_kinds.Rate() | measure_kinds.Median(value_unit="ratio"):
            return f"{value:.3g}"
        case measure_kinds.Median(value_unit="days" | "months"):
            # Between two persons in the middle half a day may lie, and half a month.
            return f"{value:,.1f}".removesuffix(".0")
        case measure_kinds.Duration(shown_in="months"):
            return f"{12 * value / 365.25:,.1f}".removesuffix(".0")
        case _:
            return whole(value)


def known(number: object) -> bool:
    return number is not None and not pd.isna(number)
