"""Holds what a page says first against rows, open cases and columns, asked under its filters."""

import html
import re
from dataclasses import dataclass, field
from statistics import median

import pandas as pd
from sqlalchemy import Connection
from streamlit.testing.v1 import AppTest

from dashboard import pages, words
from dashboard.frames import peer_comparison
from dashboard.pages.overview import frames as overview_frames
from dashboard.query_params import Part
from metrics import catalogue, comparability, completeness, lateness, money_flow, results, worklist
from schemas import scopes
from tests.app import said_first
from tests.app.said_first import Shown
from tests.app.test_pages import frames

EVERYTHING = scopes.EVERYTHING
# The measures that a page speaks of first, where they are not chosen.
FEW_OTHERS = 5
UNREAD = ("Not compared",)


@dataclass
class Walk:
    """The sentences compared on a walk, and those that say another number."""

    connection: Connection
    said: list[str] = field(default_factory=list)
    figures: int = 0
    differ: list[str] = field(default_factory=list)

    def compare(self, *, same: bool, text: str) -> None:
        self.said.append(text)
        if not same:
            self.differ.append(text)

    def rows(self, ids: tuple[str, ...], on: Shown, **more: tuple[str, ...]) -> pd.DataFrame:
        """The rows of the shown place, asked for under the shown filters."""
        years = (None, None) if more else on.years
        rows = results.rows(
            self.connection, EVERYTHING, ids, years=years, only=on.only, by=more.get("by", ())
        )
        return rows[rows["jurisdiction"] == on.place]

    def subject(self, on: Shown) -> str:
        """The place, office and form that are shown to be chosen, as a sentence begins."""
        jurisdictions = results.jurisdictions(self.connection, EVERYTHING).set_index("jurisdiction")
        named = [str(jurisdictions.loc[on.place, "name"])]
        if office := on.filters.get(Part.OFFICE):
            offices = results.offices(self.connection, EVERYTHING)
            own = offices[(offices["jurisdiction"] == on.place) & (offices["office_id"] == office)]
            named.insert(0, str(own["label"].iloc[0]))
        if form := on.filters.get(Part.FORM):
            named.append(words.code_in_sentence(form))
        return ", ".join(named)


def compare_measures(walk: Walk, on: Shown, ids: tuple[str, ...]) -> None:
    """Each measure's sentence names its row's numbers, its place, form, office and period."""
    rows = walk.rows(ids, on).set_index("measure")
    for id_, text in zip(ids, on.sentences, strict=False):
        name, _, rest = walk.subject(on).partition(", ")
        subject, period = f"{name} ({rest})" if rest else name, on.period.replace("–", " to ")
        row = {"measure": id_, **rows.loc[id_].to_dict()}
        counted = said_first.of_row(row).are_in(text.replace(period, ""))
        refused = said_first.IN_WORDS.get(row["status"], "") in text
        same = subject in text and counted and refused and period in text
        walk.compare(same=same, text=f"{id_} {text}")
    if len(on.sentences) < len(ids):
        nothing_there(walk, on, ids)


def nothing_there(walk: Walk, on: Shown, ids: tuple[str, ...]) -> None:
    """Where the filters leave nothing the page names them instead, and nothing is counted."""
    rows = walk.rows(ids, on)
    said = re.findall(r"data-nothing>\s*<h2>(.*?)</h2>", on.markup, re.S)
    expected = (f"No records in {on.period} for {walk.subject(on)}.", "Nothing to count for ")
    same = [said_first.plain(one).startswith(expected) for one in said] == [True]
    walk.compare(same=same and set(rows["status"]) == {"empty"}, text=f"{ids} {said}")


def compare_figures(walk: Walk, on: Shown) -> None:
    """The number of each measure in a table is its row's."""
    cells = re.findall(
        r'data-measure="([^"]+)".*?class="number">([^<]*)</span>'
        r'(?:<span class="unit">([^<]*)</span>)?',
        on.markup,
        re.S,
    )
    rows = walk.rows(tuple(id_ for id_, *_ in cells), on).set_index("measure") if cells else None
    for id_, number, unit in cells:
        row = {"measure": id_, **rows.loc[id_].to_dict()}  # type: ignore[union-attr]
        written = html.escape(words.value(row))
        walk.figures += 1
        if words.NO_BREAK.join(f"{number}{unit}".split("&nbsp;")) != written:
            walk.differ.append(f"table: {id_} {number} {unit} is {written}")


def overview(walk: Walk, on: Shown) -> None:
    compare_measures(walk, on, pages.find_page("overview").lead_measures)
    by_year = walk.rows((overview_frames.CONVICTIONS,), on, by=("year",)).set_index("period")
    last = str(on.years[1])
    count = by_year["value"].get(last, 0.0)
    big = re.findall(r"data-count>([^<]*)<", on.markup)
    expected = said_first.whole(count) if said_first.known(count) else "—"
    walk.compare(same=big == [expected], text=f"convictions {big}, {expected}")
    for text in on.sentences:
        if "worse than other jurisdictions on" in text:
            walk.compare(same=Part.OFFICE not in on.filters, text=text)


def money(walk: Walk, on: Shown) -> None:
    steps = money_flow.cascade_steps(walk.connection, EVERYTHING, years=on.years, only=on.only)
    here = steps[steps["jurisdiction"] == on.place].select_dtypes("number").to_numpy().ravel()
    [cases] = set(steps.loc[steps["jurisdiction"] == on.place, "cases"])
    [currency] = set(steps.loc[steps["jurisdiction"] == on.place, "currency"]) or {"no currency"}
    possible = {words.amount(one).replace(words.NO_BREAK, " ") for one in here}
    [both] = set(steps.loc[steps["jurisdiction"] == on.place, "both_known"])
    for text in on.sentences:
        few = re.search(r"recorded for (\d+) of (\d+) trafficking [^:]*: too few", text)
        if few:
            walk.compare(same=few.groups() == (f"{both}", f"{cases}"), text=text)
            continue
        amounts = re.findall(rf"{currency} (\d+(?:[.,]\d+)*(?: (?:m|b)illion)?)", text)
        cannot = "not recorded" in text and text.startswith(f"{walk.subject(on)}: ")
        walk.compare(same=set(amounts) <= possible and bool(amounts or cannot), text=text)


def compare_page(walk: Walk, on: Shown) -> None:
    compare_measures(walk, on, (on.filters[Part.MEASURE],))
    measure = catalogue.CATALOGUE[on.filters[Part.MEASURE]]
    for text in on.sentences[1:]:
        # Why nothing is said, and what is said of a part of the period: `tests.app.test_readings`.
        if text.startswith(UNREAD) or "other jurisdictions · 20" in text:
            continue
        rows = results.rows(
            walk.connection, EVERYTHING, (measure.id,), years=on.years, only=on.only
        )
        others = rows[(rows["jurisdiction"] != on.place) & (rows["status"] == "ok")]
        stated = peer_comparison.rules_by_jurisdiction(
            results.stated_rules(walk.connection, EVERYTHING)
        )
        alike = [
            not comparability.differing_rules(stated, on.place, jurisdiction, measure)
            for jurisdiction in others["jurisdiction"]
        ]
        values = others.loc[alike, "value"].dropna()
        kind = words.format_kind(measure)
        middle = words.number(kind, median(values)).replace(words.NO_BREAK, " ")
        said = (
            f"The median of the {len(values)} other jurisdictions that can be compared is {middle}."
        )
        walk.compare(same=said in text and len(values) >= FEW_OTHERS, text=text)


def caseload(walk: Walk, on: Shown) -> None:
    [text] = on.sentences
    office = on.filters.get(Part.OFFICE)
    if office is None:
        found = worklist.open_cases_by_office(walk.connection, EVERYTHING)
        expected = [int(found[found["jurisdiction"] == on.place]["open_cases"].sum())]
    else:
        load = worklist.load_caseload(walk.connection, EVERYTHING, on.place, office)
        possible = load.steps[load.steps["possible"] > 0]
        most = possible.groupby("step")["case_id"].nunique()
        expected = [len(load.cases), possible["case_id"].nunique(), *most.nlargest(1)]
        expected = [number for number in expected if number]
    stated = text.removeprefix(f"{walk.subject(on)}: ")
    day = words.day(results.reference_dates(walk.connection, EVERYTHING).for_jurisdiction(on.place))
    named = [int(number) for number in re.findall(r"\d+", stated.replace(day, ""))]
    walk.compare(same=stated != text and named == expected, text=text)


def quality(walk: Walk, on: Shown, test: AppTest) -> None:
    lines = [line.value for line in test.text]
    if any("Column" in one for one in frames(test)) and on.filters:
        [text] = [line for line in lines if ", Cases: " in line]
        office = on.filters.get(Part.OFFICE)
        found = completeness.filled_counts(walk.connection, EVERYTHING, on.place, office=office)
        cases = found[(found["table"] == "cases") & (found["column"] == "case_id")]["rows"].sum()
        same = f"at least 90% of the {said_first.whole(cases)} rows" in text
        walk.compare(same=same and text.startswith(f"{walk.subject(on)}, "), text=text)
    for text in lines:
        if re.search("cases? (has|have) been open for more than", text):
            late = lateness.lateness(walk.connection, EVERYTHING)
            number = int(late[late["jurisdiction"] == on.place]["long_open"].sum())
            cases_are = "case has" if number == 1 else "cases have"
            same = f" {said_first.whole(number)} {cases_are} been open" in text
            walk.compare(same=same and text.startswith(f"{walk.subject(on)}: "), text=text)


def compare(walk: Walk, page: str, test: AppTest) -> Shown:
    """Hold everything that the page says first against the rows of the filters that it shows."""
    on = said_first.shown(test)
    assert set(on.filters) <= set(pages.find_page(page).filters), page
    # On Methods a measure is where the page opens, and no filter.
    opened_at = (Part.MEASURE,) if page == "methods" else ()
    held = {part: text for part, text in on.address.items() if part not in opened_at}
    assert held == on.filters, page
    match page:
        case "overview":
            overview(walk, on)
        case "money":
            money(walk, on)
        case "measure":
            compare_measures(walk, on, (on.filters[Part.MEASURE],))
        case "compare":
            compare_page(walk, on)
        case "caseload":
            caseload(walk, on)
        case "quality":
            quality(walk, on, test)
        case "report":
            text = f"A report on {walk.subject(on)}, {on.period}."
            walk.compare(same=on.sentences == [text], text=str(on.sentences))
        case _ if ids := pages.find_page(page).lead_measures:
            compare_measures(walk, on, ids)
        case _ if pages.find_page(page).needs_records:
            raise AssertionError(f"What does the page {page} say first?")
    compare_figures(walk, on)
    return on
