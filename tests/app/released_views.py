"""Every view over a release that filters can be set to, and what is strange in one.

What a page shows depends on the parts of a choice that act on it. Where these are place, period and
form, each combination is a view. On the pages of one measure each measure is shown in each period
and form that it is told in, and in each place: there the places take turns, as a page's own
switches do.
"""

import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from itertools import cycle, product
from random import Random
from typing import NamedTuple

from dashboard import access, released_data
from dashboard.query_params import CompareView, OverviewView, Part, ProfileOrder, build_query
from metrics import catalogue
from metrics.release.plan import latest
from schemas import scopes
from tests.app.released_numbers import lengths, misplaced, rows_of, strange
from tests.compare_checkouts import collect
from tests.fixtures.released import MARK, ids_of
from tests.quick_pages import quick_pages
from tests.soak import EVERYDAY_PART, soak_size

# There are tens of thousands, each a tenth of a second or more: so many are opened by a soak, and a
# part of them in every run. The order of chance brings each page, period and form among the first.
VIEWS, EVERYDAY = 2_000, 15
SEED = 5
Address = dict[str, str]
# By page, what of its own stands in an address, each with what it may say.
OWN: dict[str, list[Address]] = {
    "overview": [build_query(OverviewView(order=one), whole=True) for one in ProfileOrder],
    "compare": [
        build_query(CompareView(alike=alike, before=before))
        for alike, before in product((False, True), repeat=2)
    ]
    + [build_query(CompareView(section=section)) for section in ("matrix", "places")],
}
ID = re.compile(r"\b[a-z]+\d{8,}\b")


class View(NamedTuple):
    """A page and the address at which it is opened."""

    page: str
    address: Address


def every(url: str) -> list[View]:
    """All of them, in an order of chance that is always the same."""
    views = [*_of_places(url), *_of_measures(url)]
    Random(SEED).shuffle(views)
    return views


def asked(url: str) -> list[View]:
    """Those that are opened."""
    return every(url)[: VIEWS if soak_size(EVERYDAY_PART) > 1 else EVERYDAY]


def _pages(*, of_measure: bool) -> Iterator[str]:
    for page in access.pages_of_scope(scopes.RELEASE.id):
        if page.filters and (Part.MEASURE in page.filters) == of_measure:
            yield page.url_path


def _of_places(url: str) -> Iterator[View]:
    """Every combination on the pages that are of no measure."""
    for page in _pages(of_measure=False):
        for address, own in product(addresses(url), OWN.get(page, [{}])):
            yield View(page, address | own)


def addresses(url: str) -> Iterator[Address]:
    """Each place in each period, and in each that is told of a form in each form."""
    for jurisdiction, span in product(_places(url), [*_spans(url), *_of_forms(url)]):
        yield {"j": jurisdiction} | span


def _of_measures(url: str) -> Iterator[View]:
    for page in _pages(of_measure=True):
        jurisdictions, switches = cycle(_places(url)), cycle(OWN.get(page, [{}]))
        for id_ in catalogue.CATALOGUE:
            for address in _addresses(url, id_, by_group=page == "measure"):
                yield View(page, {"m": id_, "j": next(jurisdictions)} | address | next(switches))


def _addresses(url: str, id_: str, *, by_group: bool) -> Iterator[Address]:
    """A measure's periods and forms, and its breakdowns; a form that it is not told by once."""
    plan = latest().version
    for span in _spans(url):
        is_year = span["from"] == span["to"]
        by = released_data.published_breakdowns(plan, id_, is_year=is_year) if by_group else ()
        yield from (span | ({"by": name} if name else {}) for name in sorted(by) or [""])
    of_forms = _of_forms(url)
    if released_data.is_published_by_form(plan, id_):
        yield from of_forms
    else:
        yield from {address["form"]: address for address in of_forms}.values()


@cache
def _places(url: str) -> list[str]:
    return sorted(set(rows_of(url)["jurisdiction"]))


@cache
def _spans(url: str) -> list[Address]:
    """The periods of all records."""
    return [*map(_ends, sorted(set(rows_of(url).loc[rows_of(url)["split"] == "", "period"])))]


@cache
def _of_forms(url: str) -> list[Address]:
    rows = rows_of(url)[rows_of(url)["split"] == "form"]
    told = product(sorted(set(rows["period"])), sorted(set(rows["category"]) - {"unknown"}))
    return [_ends(period) | {"form": form} for period, form in told]


def _ends(period: str) -> Address:
    first, _, last = period.partition("-")
    return {"from": first, "to": last or first}


def found(url: str, view: View) -> Iterator[str]:
    """What of a view is no number of the release, or is of the records."""
    told = lengths(url, view.address)
    for element in collect.elements(*view):
        sent = json.dumps(element)
        if MARK in sent or not ids_of(url).isdisjoint(ID.findall(sent)):
            yield f"of records: {sent[:200]}"
        yield from strange(url, element, view.address.get("m", ""))
        yield from misplaced(told, element)


def print_found(url: str, part: int, parts: int) -> None:
    """Print what is strange in every so manieth view, each once: a process of several."""
    with quick_pages():
        seen = set[str]()
        for view in asked(url)[part::parts]:
            for one in found(url, view):
                if one not in seen:
                    sys.stdout.write(f"{one} ({view.page} {view.address})\n")
                seen.add(one)
