"""Tables and sentences of My caseload: its offices, what a step could move, how a case counts."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.frames import peer_comparison
from metrics import Measure, catalogue, column_meaning, examples, kinds, measure
from metrics.statistics import trends
from schemas import vocabulary

PROSECUTION = vocabulary.OfficeKind.PROSECUTION.value
# A line of names is read; a longer one is a list of its own.
OFFICES_NAMED = 6
WITHOUT_KIND = "{} is recorded without saying what kind of office it is."
KINDS_IN_WORDS = {
    vocabulary.OfficeKind.POLICE.value: "police",
    vocabulary.OfficeKind.OTHER.value: "an office of another kind",
}


@dataclass(frozen=True)
class Offices:
    """The offices of a jurisdiction by id with their names.

    `offered` are those of prosecution, or where an export names none those that lead cases; `kinds`
    is the kind of each in `every`. `leading` are those that cases name, `unknown` where they name
    none.
    """

    offered: Mapping[str, str]
    every: Mapping[str, str]
    kinds: Mapping[str, str]
    leading: frozenset[str]

    @property
    def only(self) -> str:
        """The one whose cases are all there are; empty where there is anything to choose."""
        one = len(self.offered) == 1 and self.leading <= self.offered.keys()
        return next(iter(self.offered)) if one else ""

    def others(self, office: str) -> Mapping[str, str]:
        """Those offered, without the office itself."""
        return {id_: name for id_, name in self.offered.items() if id_ != office}

    @property
    def word(self) -> str:
        """What one of those offered is called."""
        prosecute = any(self.kinds.get(id_) == PROSECUTION for id_ in self.offered)
        return "prosecution office" if prosecute else "office that leads cases"


def offices_of_jurisdiction(offices: pd.DataFrame, led: pd.DataFrame, jurisdiction: str) -> Offices:
    """The offices of a jurisdiction.

    `offices` has the columns of `metrics.results.offices`, `led` those of
    `metrics.worklist.offices`.
    """
    here = offices[offices["jurisdiction"] == jurisdiction]
    every = dict(zip(here["office_id"], here["label"], strict=True))
    kinds = dict(zip(here["office_id"], here["kind"], strict=True))
    leading = frozenset(led.loc[led["jurisdiction"] == jurisdiction, "office"])
    prosecuting = {id_: name for id_, name in every.items() if kinds[id_] == PROSECUTION}
    offered = prosecuting or {id_: name for id_, name in every.items() if id_ in leading}
    return Offices(offered, every, kinds, leading)


def open_cases_by_office(names: Mapping[str, str], counted: pd.DataFrame) -> pd.DataFrame:
    """The offices with how many cases they lead; `counted` is of one place, by office."""
    return pd.DataFrame(
        {
            "Office": list(names.values()),
            "Open cases": [int(counted["open_cases"].get(id_, 0)) for id_ in names],
            "Cases": [int(counted["cases"].get(id_, 0)) for id_ in names],
        }
    )


def office_kind_sentence(of_place: Offices, office: str) -> str:
    """A sentence where the office is none of those offered; empty where it is."""
    if office in of_place.offered or office not in of_place.every:
        return ""
    kind, name = of_place.kinds[office], of_place.every[office]
    if kind == vocabulary.OfficeKind.UNKNOWN.value:
        return WITHOUT_KIND.format(name)
    what = KINDS_IN_WORDS.get(kind) or f"a {words.code(kind).lower()}"
    return f"{name} is recorded as {what}, and not as a {of_place.word}."


def other_offices_text(of_place: Offices, office: str, place: str) -> str:
    """Which offices it is compared with: `compared with the 2 other prosecution offices of X`."""
    number = len(of_place.others(office))
    if not number:
        return f"not compared: there is no other {of_place.word} of {place}"
    other = "other " if office in of_place.offered else ""
    if number == 1:
        return f"compared with the {'one ' if not other else ''}{other}{of_place.word} of {place}"
    return f"compared with the {number} {other}{_plural(of_place.word)} of {place}"


def office_names_text(of_place: Offices, office: str) -> str:
    """Their names, where they are few; empty where they are many or none."""
    names = list(of_place.others(office).values())
    return f"They are: {', '.join(names)}." if 0 < len(names) <= OFFICES_NAMED else ""


def _plural(word: str) -> str:
    return word.replace("office that leads", "offices that lead").replace("n office", "n offices")


@dataclass(frozen=True)
class Improvement:
    """How far it is to the median, which open cases could take the step, and which count."""

    to_go: str
    cases: str = ""
    counted: str = ""


def improvement(
    held: peer_comparison.Compared, period: str, possible: Set[str], counted: Set[str]
) -> Improvement | None:
    """What is to be said of an office's measure beside the other offices' median.

    `possible` are the cases in which a step is open, `counted` the open cases that are a no in the
    measure: by others it would not move today. A target is not held against an office: it is of all
    cases of its jurisdiction. None where the row has no share to show, or the others no median.
    """
    row, others = held.row, held.others
    of = catalogue.CATALOGUE[row["measure"]]
    is_aimed = isinstance(of, kinds.Share) and of.direction is measure.Direction.HIGHER
    if others is None or not is_aimed or not words.shown(row):
        return None
    yes, n = int(row["numerator"]), int(row["denominator"])
    years = words.period(*held.years) if held.years else period
    known, name = f"{words.count(n)} {of.unit_words} of {years}", _name_others(others)
    more = trends.needed(yes, n, others.median)
    if not more:
        return Improvement(f"{words.count(yes)} of {known}: no fewer than {name}.")
    to_go = f"{words.count(more)} more of {known} would reach {name}."
    if not possible:
        return Improvement(f"{to_go} In no open case is the step known to be possible.")
    one = len(possible) == 1
    cases = "This one open case" if one else f"These {words.count(len(possible))} open cases"
    return Improvement(to_go, cases, _write_counted(of, len(possible), len(possible & counted)))


def _name_others(others: peer_comparison.Middle) -> str:
    return f"the other offices’ median ({words.share(others.median)})"


def _write_counted(of: measure.Measure, possible: int, counted: int) -> str:
    """How many of the cases count in the measure today: by the others it would not move yet."""
    lead = "could take the step"
    if counted == possible:
        return f"{lead}, and {'counts' if possible == 1 else 'all count'} there today."
    within = f"it is of {of.population}"
    if not counted:
        none = "it does not count" if possible == 1 else "none of them counts"
        return f"{lead}; {none} there yet ({within})."
    rest = possible - counted
    return (
        f"{lead}: {words.count(counted)} {'counts' if counted == 1 else 'count'} there today,"
        f" {words.count(rest)} not yet ({within})."
    )


Row = Mapping[str, Any]
PARTS = ("yes", "no", "unknown", "young", "gap", "left_out")
REST = ("unknown", "not yet due", "not recorded", "left out")
UNDATED = "undated"
# By kind the column that decides between yes and no, or holds what is used.
ASKED = {
    "Count": "counted",
    "Amount": "added_up",
    "Share": "numerator",
    "AmountRatio": "numerator",
    "Duration": "ends_on",
    "Median": "values",
    "Rate": "events",
    "FlowRatio": "resolved_on",
}


def case_verdict(measure: Measure, row: Row) -> str:
    """`Yes`, or `2 yes, 1 no` where the case has several of the measure's unit."""
    parts = list(_parts(measure, row))
    if row["units"] == 1:
        return words.code(parts[0][1]) if parts else "Left out"
    return ", ".join(f"{number} {label}" for _, label, number in parts)


def _parts(measure: Measure, row: Row) -> Iterator[tuple[str, str, int]]:
    """The parts that are not empty: name, what it is called for the kind of measure, how many."""
    labels = (*examples.VERDICTS.get(measure.kind, ("yes", "no")), *REST)
    for name, label in zip(PARTS, labels, strict=True):
        if row[name]:
            yield name, label, int(row[name])


def verdict_reason(measure: Measure, row: Row) -> str:
    """What each part of the verdict rests on."""
    several = row["units"] != 1
    reasons = []
    for name, label, _ in _parts(measure, row):
        reason = REASONS[name](measure, row)
        reasons.append(f"{label} ({reason})" if several else reason)
    text = "; ".join(reasons)
    # Not as a code: names of columns keep their underscores.
    return text[:1].upper() + text[1:]


def counted_year(row: Row) -> str:
    """The year or years in which it counts, or that it is undated."""
    first, last = row["first_on"], row["last_on"]
    if first is None or pd.isna(first):
        return UNDATED
    return words.period(first.year, last.year)


def _answered(measure: Measure, _: Row) -> str:
    return column_meaning(decisive_column(measure))


def _denied(measure: Measure, _: Row) -> str:
    return f"not so: {column_meaning(decisive_column(measure))}"


def _unknown(measure: Measure, _: Row) -> str:
    columns = [name for name in _needed(measure) if "." in name]
    read = f"; it is read from {words.listing(columns)}" if columns else ""
    return f"the records do not say: {column_meaning(decisive_column(measure))}{read}"


def _young(measure: Measure, row: Row) -> str:
    due = row["due_on"]
    since = column_meaning(measure.dated_by)
    if due is None or pd.isna(due):
        return f"too young: {since}"
    return f"judged from {words.day(_day(due))} on; counted from: {since}"


def _gap(measure: Measure, _: Row) -> str:
    return f"the source does not record {words.listing(_needed(measure))}"


def _needed(measure: Measure) -> list[str]:
    """The columns that the measure needs, and those of which one is enough."""
    groups = (name for group in measure.needs_one_of for name in group)
    return list(dict.fromkeys((*measure.needs, *groups)))


def _left_out(measure: Measure, _: Row) -> str:
    return f"not so: {column_meaning(next(measure.truths()))}"


REASONS = {
    "yes": _answered,
    "no": _denied,
    "unknown": _unknown,
    "young": _young,
    "gap": _gap,
    "left_out": _left_out,
}


def decisive_column(measure: Measure) -> Any:
    """The column on which the verdict of a measure rests."""
    return getattr(measure, ASKED[measure.kind])


def _day(when: date | pd.Timestamp) -> date:
    return pd.Timestamp(when).date()


def case_tally(rows: pd.DataFrame) -> str:
    """In how many measures the case counts, is too young, and is left out, in words."""
    counts = rows[["yes", "no", "unknown"]].sum(axis=1) > 0
    known = rows[["yes", "no"]].sum(axis=1) > 0
    young = ~counts & (rows["young"] > 0)
    others = (
        (int((counts & ~known).sum()), "lacks a record", "lack a record"),
        (int(young.sum()), "is not yet due", "are not yet due"),
        (int((~counts & ~young).sum()), "leaves it out", "leave it out"),
    )
    why = words.listing([words.counted(number, *does) for number, *does in others if number])
    first = f"It counts in {words.counted(int(known.sum()), 'measure')}."
    return f"{first} Of the others {why}." if why else first
