"""Totals on pages: what is called alike is alike, and no sum stands without its currency."""

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import product

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data
from metrics import catalogue, measure_kinds
from tests.app.test_overview import app, markup, text
from tests.app.test_pages import frames, page, tables
from tests.soak import everyday

# The page that the application opens with.
OVERVIEW = "overview"
# Zephrane records no payments, Drendel hardly anything completely.
PLACES = {"QVE": "NZD", "QMO": "PLN", "XKE": "CAD", "XDR": "SEK", "QZE": "RON"}
PERIODS = (("2015", "2024"), ("2019", "2021"))
AMOUNT = r"\d[\d.,]*\N{NO-BREAK SPACE}?(?:[kmb]n?)?"
# A sum of the card and of the table: thousands, millions and billions are sums alone.
SUM = re.compile(r"\d[\d.]*[ \N{NO-BREAK SPACE}][bm]illion\b")
BEFORE = 4
Total = tuple[str, str]


LONG = PERIODS[0]
# A place that records all, and one that records no payments.
SOME = ("QVE", "QZE")
EACH_PLACE = everyday(*SOME, rest=PLACES.keys() - {*SOME})
# In the years in which both places are opened by other tests too.
EACH_TOTAL = {(place, LONG) for place in SOME}
OFTEN = everyday(*sorted(EACH_TOTAL), rest=set(product(PLACES, PERIODS)) - EACH_TOTAL)


@cache
def opened(name: str, jurisdiction: str, first: str, last: str) -> AppTest:
    """Overview or another page of the made-up world; once, for all that is asked of it."""
    where = {"j": jurisdiction, "from_": first, "to": last}
    return app(**where) if name == OVERVIEW else page(name, **where)


def cells(of: str) -> list[str]:
    """The words of each cell of a row."""
    found = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", of, re.S)
    plain = [html.unescape(re.sub(r"<[^>]+>", " ", cell)) for cell in found]
    return [re.sub(r"[ \n]+", " ", cell).strip() for cell in plain]


def steps(of: str) -> Iterator[Total]:
    """The steps of the cascade, by what they say of themselves."""
    for row in re.findall(r'<tr role="row" data-step=.*?</tr>', of, re.S):
        name, amount, known = cells(row)
        yield f"{name}, all charged cases", amount
        yield f"{name}, recorded for", known.rpartition("Recorded for ")[2]


def sums(of: str) -> Iterator[Total]:
    """Both sums of each ratio of amounts, by what they are of."""
    for id_, row in re.findall(r'<tr role="row" data-measure="(.*?)".*?>(.*?)</tr>', of, re.S):
        measure = catalogue.CATALOGUE[id_]
        if not isinstance(measure, measure_kinds.AmountRatio):
            continue
        name, *_, counted = cells(row)
        basis = name.partition("Sums over: ")[2]
        if found := re.match(rf"(\w+\s{AMOUNT}) of (\w+\s{AMOUNT}),", counted):
            above, below = found.groups()
            one, other = (str(side.info["meaning"]) for side in measure.sides)
            yield f"{one} of {basis}", above
            yield f"{other} of {basis}", below


def alike(totals: list[Total]) -> dict[str, set[str]]:
    """The numbers under each label."""
    found = defaultdict(set)
    for label, number in totals:
        found[label].add(number.replace("\N{NO-BREAK SPACE}", " "))
    return found


@pytest.mark.parametrize(("jurisdiction", "period"), OFTEN)
def test_totals_of_one_name_are_one_number(
    made_up: str, jurisdiction: str, period: tuple[str, str]
) -> None:
    overview, money = (opened(name, jurisdiction, *period) for name in (OVERVIEW, "money"))
    totals = [*steps(markup(overview)), *steps(markup(money)), *sums(markup(money))]
    assert len(totals) >= 28
    assert jurisdiction != "XKE" or list(sums(markup(money)))
    assert all("for which both are recorded" in one for one, _ in sums(markup(money)))
    differing = {label: numbers for label, numbers in alike(totals).items() if len(numbers) > 1}
    assert differing == {}


@pytest.mark.parametrize("jurisdiction", EACH_PLACE)
def test_the_headline_of_the_money_is_one_on_both_pages(made_up: str, jurisdiction: str) -> None:
    told = [text(opened(name, jurisdiction, *LONG)) for name in (OVERVIEW, "money")]
    money = r"(\w+\s[\d.,]*\d(?:\s[a-z]+)?)"
    headline = rf"earned an estimated {money}, and victims were paid {money}\."
    cases = r" Both amounts are for the same cases: the (\d+) of (\d+) trafficking cases"
    both = [re.findall(headline + cases, words) for words in told]
    headed = r"recorded for \d+ of \d+ trafficking [^:]*: too few"
    few = [len(re.findall(headed, words)) for words in told]
    assert both[0] == both[1]
    assert bool(both[0]) or few == [1, 1] or "not recorded" in told[1]


@pytest.mark.parametrize("jurisdiction", EACH_PLACE)
def test_no_sum_stands_without_its_currency(made_up: str, jurisdiction: str) -> None:
    money = opened("money", jurisdiction, *LONG)
    for words in (text(opened(OVERVIEW, jurisdiction, *LONG)), text(money), tables(money)):
        for found in SUM.finditer(words):
            before = words[max(0, found.start() - BEFORE) : found.start()].strip()
            assert before == PLACES[jurisdiction], words[found.start() - 60 : found.end()]


def test_the_value_of_money_for_each_thing_and_its_axis_have_the_currency(made_up: str) -> None:
    test = page("measure", j="XKE", from_="2015", to="2024", m="L03b")
    [offices] = [one for one in frames(test) if "Office" in one.columns]
    numbers = [cell for cell in offices["Value"] if re.search(r"\d", cell)]
    assert numbers
    assert all(cell.startswith("CAD\N{NO-BREAK SPACE}") for cell in numbers)
    assert re.search(r'"title": ?"CAD"', test.get("vega_lite_chart")[0].proto.spec)


@pytest.mark.parametrize("jurisdiction", EACH_PLACE)
def test_strip_drawing_and_measure_are_of_the_same_cases(made_up: str, jurisdiction: str) -> None:
    overview, chain = (text(opened(name, jurisdiction, *LONG)) for name in (OVERVIEW, "chain"))
    [strip] = re.findall(
        r"Based on ([\d,]+) cases? charged as trafficking in 2015 to 2024", overview
    )
    [(_, known)] = re.findall(r"([\d,]+) of the ([\d,]+) cases with a recorded link", chain)
    silent = re.findall(r"No link is recorded in ([\d,]+) more cases?", chain)
    number = [int(one.replace(",", "")) for one in (strip, known, *silent)]
    assert number[0] == sum(number[1:])
    only = (("jurisdiction", jurisdiction),)
    [row] = data.rows(("N01",), years=(2015, 2024), only=only).to_dict("records")
    assert number[0] == row["denominator"] + row["unknown"]


def test_years_that_are_not_due_are_not_called_years_without_links(made_up: str) -> None:
    words = " ".join(one.value for one in page("chain", j="QVE", from_="2026", to="2026").text)
    assert "2026 is too recent" in words
    assert "not recorded" not in words


def test_each_line_of_years_says_its_own_years(made_up: str) -> None:
    cards = markup(opened(OVERVIEW, "QVE", *LONG))
    assert "Since " not in cards
    lines = re.findall(r'<td role="cell" class="years">(.*?)</td>', cards, re.S)
    drawn = [line for line in lines if "<svg" in line]
    assert drawn
    for line in drawn:
        [spoken] = re.findall(r'aria-label="[^"]* in (\d{4}), [^"]* in (\d{4})"', line)
        assert f"{spoken[0]} to {spoken[1]}" in line
