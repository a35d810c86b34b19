"""How far up the chain charges reach: in what share of cases each group was charged."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboard import data, words
from dashboard.frames import chart_rows, peer_comparison
from dashboard.templates import render_template
from dashboard.ui import filters
from metrics import catalogue, measure, results
from schemas import vocabulary

# The reach of a group is counted over the cases that this measure counts.
COUNTED_AS = "N01"
ONE_CASE, CASES = "case charged as trafficking", "cases charged as trafficking"
_N01 = catalogue.CATALOGUE[COUNTED_AS]
# By its rules a group is compared. Charging the exploiter less often is no fault where others are
# charged: it is higher or lower, and neither better nor worse.
COMPARED_AS = dict.fromkeys(map(str, vocabulary.LinkGroup), _N01) | {
    vocabulary.LinkGroup.EXPLOITATION.value: replace(_N01, direction=measure.Direction.CONTEXT)
}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Group:
    """One group of links, written out.

    `height` is how much of its column is full, `possible` how much may be, both in percent: more
    than the height where a share is told by its bounds, or as `<10%` or `>90%`.
    """

    id: str
    name: str
    links: str
    share: str
    height: float
    possible: float
    below: str
    others: str
    glyph: str
    words: str
    look: str


def by_group(reach: pd.DataFrame) -> dict[str, list[Row]]:
    """The rows of `metrics.chain.reach` by group, each as a row of a share."""
    return peer_comparison.rows_per_measure(reach.assign(kind="Share"), "group")


def strip_groups(reach: pd.DataFrame, circle: peer_comparison.Circle) -> list[Group]:
    """The groups in the order of the chain. `reach` has the columns of `metrics.chain.reach`."""
    rows = by_group(reach)
    compared = peer_comparison.compare(rows, circle, COMPARED_AS)
    uncompared = peer_comparison.most_alike(compared.values())
    return [
        _group(group, compared[group.value], uncompared)
        for group in vocabulary.LinkGroup
        if group.value in compared
    ]


def _group(
    group: vocabulary.LinkGroup, compared: peer_comparison.Compared, uncompared: str
) -> Group:
    row = compared.drawn
    sign, others = peer_comparison.reading_text(compared), compared.others_drawn
    height, possible = (round(100 * end, 1) for end in _filled(row))
    return Group(
        id=group.value,
        name=words.code(group),
        links=", ".join(words.code(link).lower() for link in vocabulary.LINKS_OF_GROUP[group]),
        share=words.value(row),
        height=height,
        possible=possible,
        below=" · ".join(filter(None, (words.interval(row), words.of_units(row))))
        if words.shown(row) or words.coded(row)
        else words.absence(row["status"]).words,
        others=peer_comparison.median_label(compared) if others else "",
        glyph=sign.glyph,
        words="" if compared.reading is None and compared.why == uncompared else sign.words,
        look=sign.look,
    )


def _filled(row: Row) -> tuple[float, float]:
    """How much of its column is full and how much may be, as parts of 1."""
    if words.shown(row):
        return row["value"], row["value"]
    return chart_rows.possible_ends(row) or (0.0, 0.0)


def cases_text(reach: pd.DataFrame, jurisdiction: str) -> str:
    """How many charged cases stand behind the strip, in words; empty where no answer is known.

    A case counts from the window of N01 on, and each share is of the cases that answer it.
    """
    here = reach[reach["jurisdiction"] == jurisdiction]
    if results.OF_RELEASE in here:
        if set(here["status"]) <= {"not_yet_due", words.NOT_COLLECTED}:
            return ""
        # Of rounded numbers no sum: it would be a number that no release tells.
        told = max(
            (words.tally(row, "denominator") for row in here.to_dict("records")), key=_least_size
        )
        of_many = words.about(here.iloc[0].to_dict(), told) if told else ""
        return f"{of_many} {CASES}".strip()
    if here.empty or not here["denominator"].max() > 0:
        return ""
    number = int((here["denominator"] + here["unknown"]).max())
    return words.counted(number, ONE_CASE, CASES)


def _least_size(number: str) -> int:
    """By which the most of them is found; less than ten is more than nothing told."""
    if number in ("", words.FEW):
        return len(number)
    return int(number.replace(",", ""))


def absence_sentence(reach: pd.DataFrame, period: str, window: int) -> str:
    """Why a place has no link to show, in a sentence. `reach` holds its rows."""
    status = set(reach["status"])
    if status == {"not_yet_due"}:
        return f"Too recent for {period}: a {ONE_CASE} counts after {window} months."
    if status == {words.NOT_COLLECTED}:
        return f"Links are not recorded for {period}."
    if status - {words.EMPTY}:
        unknown = int(reach["unknown"].max())
        which = words.counted(unknown, ONE_CASE, CASES)
        return f"In none of the {which} of {period} is it known which links were charged."
    return f"No {CASES} for {period}."


def write_strip(reach: pd.DataFrame, circle: peer_comparison.Circle, choice: filters.Choice) -> str:
    """The strip of the chosen place and period."""
    window = catalogue.CATALOGUE[COUNTED_AS].window(data.chosen())
    here = reach[reach["jurisdiction"] == choice.jurisdiction]
    of_cases = cases_text(reach, choice.jurisdiction)
    context = {
        "groups": strip_groups(reach, circle),
        "cases": of_cases,
        "window": window,
        "absent": "" if of_cases else absence_sentence(here, choice.period, window),
        "period": choice.period,
        "chain": filters.link("chain", choice, choice.measure),
    }
    return render_template("chain_strip.html", context)
