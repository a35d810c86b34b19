"""Every number that pages over a release send is one of the release, or no number of records.

Walked through by filters, a part of them every day. What is looked at is all that the pages send:
markup, texts for those who do not see, the data of charts, and what is taken away.
"""

import csv
import io
import itertools
import json
import re
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import words
from dashboard.server import files
from dashboard.shared import take_away
from metrics import catalogue
from metrics.release import reading, stored
from tests import all_that_is_shown
from tests.app.test_pages import page
from tests.fixtures.released import MARK
from tests.soak import soak_size

PAGES = ("overview", "chain", "money", "victims", "measure", "compare")
VIEWS = soak_size(400)
NUMBERS = (
    *("numerator", "unknown", "denominator", "value", "low", "high", "bound_low", "bound_high"),
    *("coverage", "region_low", "region_high", "deff", "quartile_1", "quartile_3"),
    *("value_below", "value_above"),
)
# Of the data of charts what is a number of records; the others place signs and labels.
DRAWN = ("value", "low", "high", "bound_low", "bound_high", "sure_low", "sure_high", "before")
NUMBER = re.compile(r"(?<![\w.#&])\d[\d,]*(?:\.\d+)?")
# Numbers of pages and methods, in whatever they are said of: no count of records is among them.
SAID = re.compile(
    r"95.{0,2}%|every count is rounded to a multiple of five.*?<10|hash \w+|release \d+"
    r"|of up to \d+ peers|median of \d+ (?:peers|others)|\d+ other jurisdictions"
    r"|in (?:\d+|no) (?:of the \d+ )?measures? (?:of the \d+ )?that can be compared"
    r"|\d+ more numbers?|the (?:other|first) \d+ measures|(?:shift|no shift) beyond chance.*?\."
    r"|too few (?:full )?years.*?\.|known in \d+ of|first \d+|\bn=\d+|per 100,000|100,000"
    r"|leaves out 0|[A-Z]\d\d[a-z]?(?:-\w+)?|\d+ (?:January|February|March|April|May|June|July"
    r"|August|September|October|November|December) \d{4}|what this release says.*?judgment",
    re.IGNORECASE | re.DOTALL,
)


@cache
def rows_of(url: str) -> pd.DataFrame:
    with stored.reading(url).connect() as connection:
        return reading.shown(connection).content.rows.to_pandas()


@cache
def released(url: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """All numbers of the release, with days as months, as charts draw them."""
    numbers = rows_of(url)[list(NUMBERS)].to_numpy(float).ravel()
    known = np.unique(numbers[~np.isnan(numbers)])
    return np.unique(np.concatenate([known, known / words.DAYS_IN_MONTH]))


@cache
def written(url: str) -> frozenset[str]:
    """The same as pages write them, with the medians that they make of them."""
    texts: set[str] = set()
    for number in itertools.chain(released(url), 1 - released(url), medians(url)):
        texts |= {f"{number:,.0f}", f"{number:.1f}", f"{number:.3g}", f"{number:,.3g}"}
        texts |= {f"{100 * number:.0f}", words.percent(number).strip("<>")}
        if number > 0:
            texts.add(words.amount(number).partition(words.NO_BREAK)[0])
    return frozenset(texts | {str(year) for year in range(2000, 2027)})


def medians(url: str) -> Iterator[float]:
    """Of places beside each other, without one and with all, and of a place's years."""
    rows = rows_of(url)
    told = rows[(rows["split"] != "x") & rows["value"].notna()]
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


def parts(line: str) -> Iterator[tuple[str, Any]]:
    """The specifications of charts in an element, and its texts."""

    def walk(of: Any, name: str = "") -> Iterator[tuple[str, Any]]:
        match of:
            case dict():
                for key, value in of.items():
                    if key not in ("cssContent", "jsContent", "htmlContent", "spec"):
                        yield from walk(value, key)
                    elif key == "spec":
                        yield "spec", json.loads(value)
            case list():
                for one in of:
                    yield from walk(one, name)
            case str() if name in ("json", "alt", "label", "body", "value"):
                yield "text", of

    yield from walk(json.loads(line))


def said(text: str) -> list[str]:
    """The numbers of a text, without what says no number of records."""
    bare = re.sub(r"<(?:svg|style).*?</(?:svg|style)>", " ", text, flags=re.DOTALL)
    # Places of bars and dots are of what is drawn; addresses and keys are the page's own.
    bare = re.sub(
        r'style=\\?"[^"]*"|href=\\?"[^"]*"|data-[\w-]+=\\?"[^"]*"|id=\\?"[^"]*"', " ", bare
    )
    bare = re.sub(r"<h\d|</h\d>|&#\d+;|&nbsp;|\\u00a0|\xa0", " ", bare)
    bare = re.sub(r"colspan=\S+|(?:rows?|col)span", " ", bare)
    return NUMBER.findall(SAID.sub(" ", bare))


def strange(url: str, line: str) -> Iterator[str]:
    """What of an element is no number of the release."""
    for kind, part in parts(line):
        if kind == "text":
            for number in said(part):
                if number.rstrip(",") not in written(url):
                    yield f"{number} in {part[:200]}"
            continue
        for frame in part.get("datasets", {}).values():
            for row in frame:
                for name in set(DRAWN) & row.keys():
                    number = row[name]
                    if number is not None and not np.isclose(released(url), number).any():
                        yield f"{name} {number}"
                yield from (
                    f"{number} in {text}"
                    for text in row.values()
                    if isinstance(text, str)
                    for number in said(text)
                    if number not in written(url)
                )


def test_every_number_is_one_of_the_release(released: str) -> None:
    found: dict[str, str] = {}
    for name, address in views(released):
        for line in all_that_is_shown.sent(name, address):
            assert MARK not in line
            assert "NaN" not in line
            for one in strange(released, line):
                found.setdefault(one, f"{name} {address}")
    assert found == {}


def test_a_number_that_is_none_of_the_release_is_found(released: str) -> None:
    markup = json.dumps({"newElement": {"panel": {"json": '<p title="13 of 4,711">13 cases</p>'}}})
    assert len([*strange(released, markup)]) == 3
    drawn = {"datasets": {"rows": [{"value": 0.123456, "says": "about 4,711 of 10"}]}}
    chart = json.dumps({"newElement": {"chart": {"spec": json.dumps(drawn)}}})
    assert len([*strange(released, chart)]) == 2


@pytest.mark.parametrize("card", ["N01_by_year", "N01_by_jurisdiction", "N01_by_form"])
def test_what_is_taken_away_is_what_is_shown(
    released: str, monkeypatch: pytest.MonkeyPatch, card: str
) -> None:
    laid: dict[str, Any] = {}
    monkeypatch.setattr(
        files.Shelf,
        "lay",
        lambda _self, _holder, content, *, name, kind: laid.setdefault(name, content) and kind,
    )
    test: AppTest = page("measure", j="XKE", from_="2021", to="2023", m="N01")
    test.session_state[take_away.KEY.format(card)] = True
    test.run()
    assert not test.exception
    [content] = [of for name, of in laid.items() if name.endswith(".csv")]
    lines = [*csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]
    assert lines
    for line in lines:
        for name in ("value", "low", "high", "numerator", "denominator", "unknown"):
            if line[name]:
                assert np.isclose(globals_released(released), float(line[name])).any(), (name, line)
    shown = b"".join(of for name, of in laid.items() if name.endswith((".csv", ".svg"))).decode()
    assert MARK not in shown
    assert "not for publication" not in shown


globals_released = released
