"""Tables and sentences of My caseload: offices, possible improvements, and how a case counts."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.frames import peer_comparison
from metrics import Measure, catalogue, column_label, measure, measure_kinds, worked_examples
from metrics.statistics import trends
from schemas import vocabulary
from schemas.language import comma_list, marked, n, t

PROSECUTION = vocabulary.OfficeKind.PROSECUTION.value
# The most offices whose names are listed in a sentence.
OFFICES_NAMED = 6
WITHOUT_KIND = marked("The records do not say what kind of office {office} is.")
OF_ANOTHER_KIND = marked("The records say that {office} is not a prosecution office: {kind}.")


@dataclass(frozen=True)
class Offices:
    """The offices of a jurisdiction by id with their names.

    `offered` are the prosecution offices or, if there are none, those that lead cases. `kinds` has
    the kind of each office in `every`. `leading` are the ids that cases name; `unknown` if they
    name none.
    """

    offered: Mapping[str, str]
    every: Mapping[str, str]
    kinds: Mapping[str, str]
    leading: frozenset[str]

    @property
    def only(self) -> str:
        """Return the id of the only offered office if it leads all cases; else empty."""
        one = len(self.offered) == 1 and self.leading <= self.offered.keys()
        return next(iter(self.offered)) if one else ""

    def others(self, office: str) -> Mapping[str, str]:
        """Return the offered offices except `office`."""
        return {id_: name for id_, name in self.offered.items() if id_ != office}

    @property
    def prosecute(self) -> bool:
        """Return whether prosecution offices are offered; if not, these are all that lead cases."""
        return any(self.kinds.get(id_) == PROSECUTION for id_ in self.offered)


def offices_of_jurisdiction(offices: pd.DataFrame, led: pd.DataFrame, jurisdiction: str) -> Offices:
    """Return the offices of a jurisdiction.

    `offices` has the columns of `metrics.results.offices`, `led` those of
    `metrics.worklist.open_cases_by_office`.
    """
    here = offices[offices["jurisdiction"] == jurisdiction]
    every = dict(zip(here["office_id"], here["label"], strict=True))
    kinds = dict(zip(here["office_id"], here["kind"], strict=True))
    leading = frozenset(led.loc[led["jurisdiction"] == jurisdiction, "office"])
    prosecuting = {id_: name for id_, name in every.items() if kinds[id_] == PROSECUTION}
    offered = prosecuting or {id_: name for id_, name in every.items() if id_ in leading}
    return Offices(offered, every, kinds, leading)


def open_cases_table(names: Mapping[str, str], counted: pd.DataFrame) -> pd.DataFrame:
    """Return a table of offices with their open cases and all cases.

    `counted` has the columns open_cases and cases, indexed by office.
    """
    return pd.DataFrame(
        {
            t("Office"): list(names.values()),
            t("Open cases"): [int(counted["open_cases"].get(id_, 0)) for id_ in names],
            t("All cases"): [int(counted["cases"].get(id_, 0)) for id_ in names],
        }
    )


def office_kind_sentence(of_place: Offices, office: str) -> str:
    """Return a sentence on why the office is not one of those offered; empty if it is."""
    if office in of_place.offered or office not in of_place.every:
        return ""
    kind, name = of_place.kinds[office], of_place.every[office]
    if kind == vocabulary.OfficeKind.UNKNOWN.value:
        return t(WITHOUT_KIND, office=name)
    if not of_place.prosecute:
        return t("{office} leads no cases.", office=name)
    return t(OF_ANOTHER_KIND, office=name, kind=words.code(kind))


def other_offices_text(of_place: Offices, office: str, jurisdiction: str) -> str:
    """Return a sentence on how many and which kind of offices an office is compared with."""
    number, is_offered = len(of_place.others(office)), office in of_place.offered
    if of_place.prosecute:
        return _prosecution_offices(number, jurisdiction, is_offered=is_offered)
    return _leading_offices(number, jurisdiction, is_offered=is_offered)


def _prosecution_offices(number: int, jurisdiction: str, *, is_offered: bool) -> str:
    if not number:
        return t(
            "It cannot be compared: {place} has no other prosecution office.", place=jurisdiction
        )
    if is_offered:
        return n(
            "It is compared with {count} other prosecution office in {place}.",
            "It is compared with {count} other prosecution offices in {place}.",
            number,
            place=jurisdiction,
        )
    return n(
        "It is compared with {count} prosecution office in {place}.",
        "It is compared with {count} prosecution offices in {place}.",
        number,
        place=jurisdiction,
    )


def _leading_offices(number: int, jurisdiction: str, *, is_offered: bool) -> str:
    if not number:
        return t(
            "It cannot be compared: {place} has no other office that leads cases.",
            place=jurisdiction,
        )
    if is_offered:
        return n(
            "It is compared with {count} other office that leads cases in {place}.",
            "It is compared with {count} other offices that lead cases in {place}.",
            number,
            place=jurisdiction,
        )
    return n(
        "It is compared with {count} office that leads cases in {place}.",
        "It is compared with {count} offices that lead cases in {place}.",
        number,
        place=jurisdiction,
    )


def office_names_text(of_place: Offices, office: str) -> str:
    """Return a sentence with the names of the other offices; empty if there are many or none."""
    names = list(of_place.others(office).values())
    if not 0 < len(names) <= OFFICES_NAMED:
        return ""
    return t("Compared with: {offices}.", offices=words.listing(names))


@dataclass(frozen=True)
class Improvement:
    """Texts on what a step could improve: distance to the median, cases, how many count today."""

    to_go: str
    cases: str = ""
    counted: str = ""


def gap_to_peer_median(
    held: peer_comparison.Compared, period: str, possible: Set[str], counted: Set[str]
) -> Improvement | None:
    """Return texts on an office's measure compared with the median of the other offices.

    `possible` are the cases in which a step is possible, `counted` the open cases that count as no
    in the measure; other cases would not change it today. Targets are not used, because they apply
    to a jurisdiction and not to an office. None if there is no share to show or no median.
    """
    row, others = held.row, held.others
    of = catalogue.CATALOGUE[row["measure"]]
    is_aimed = isinstance(of, measure_kinds.Share) and of.direction is measure.Direction.HIGHER
    if others is None or not is_aimed or not words.is_value_shown(row):
        return None
    yes, of_all = int(row["numerator"]), int(row["denominator"])
    years = words.period(*held.years) if held.years else period
    more = trends.cases_needed_for_target(yes, of_all, others.median)
    values = {
        "all": words.count(of_all),
        "median": words.share(others.median),
    }
    basis = t("Counted: {things}, {period}.", things=t(of.unit_words), period=years)
    if not more:
        return Improvement(" ".join((t(REACHED, number=words.count(yes), **values), basis)))
    missing = n(
        "{count} more of {all} would match the median of other offices ({median}).",
        "{count} more of {all} would match the median of other offices ({median}).",
        more,
        **values,
    )
    to_go = " ".join((missing, basis))
    if not possible:
        return Improvement(" ".join((to_go, t(IN_NONE))))
    cases = n(
        "The step is possible in {count} open case.",
        "The step is possible in {count} open cases.",
        len(possible),
    )
    return Improvement(to_go, cases, _counted_sentence(of, len(possible), len(possible & counted)))


REACHED = marked("{number} of {all}: this is not below the median of other offices ({median}).")
IN_NONE = marked("The records do not show that the step is possible in any open case.")


def _counted_sentence(of: measure.Measure, possible: int, counted: int) -> str:
    """Return a sentence on how many of the possible cases count in the measure today."""
    if counted == possible:
        return n("It counts in this measure now.", "All count in this measure now.", possible)
    basis = t("Counted in this measure: {population}.", population=t(of.population))
    if not counted:
        none = n(
            "It does not count in this measure yet.",
            "None of them counts in this measure yet.",
            possible,
        )
        return " ".join((none, basis))
    now = n(
        "{count} of them counts in this measure now.",
        "{count} of them count in this measure now.",
        counted,
    )
    later = n("{count} does not count yet.", "{count} do not count yet.", possible - counted)
    return " ".join((now, later, basis))


Row = Mapping[str, Any]
PARTS = ("yes", "no", "unknown", "young", "gap", "left_out")
REST = (
    marked("Missing"),
    marked("Too recent"),
    marked("Not collected"),
    marked("Not counted"),
)
UNDATED = marked("No date")
# The page's words for the answers of `worked_examples.VERDICTS`.
LABELS = {
    "yes": marked("Yes"),
    "no": marked("No"),
    "used": marked("Used"),
    "unknown": marked("Missing"),
    "ended": marked("Ended"),
    "still open": marked("Still open"),
    "resolved": marked("Resolved"),
    "came in": marked("Received"),
}
# By kind of measure: the field with the column that decides between yes and no, or has the value.
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


def case_verdict_text(measure: Measure, row: Row) -> str:
    """Return how a case counts: `Yes`, or `2 yes, 1 no` if it has several units of the measure."""
    parts = list(_answer_parts(measure, row))
    if row["units"] == 1:
        return parts[0][1] if parts else t("Not counted")
    return comma_list(
        t("{verdict}: {number}", verdict=label, number=words.count(number))
        for _, label, number in parts
    )


def _answer_parts(measure: Measure, row: Row) -> Iterator[tuple[str, str, int]]:
    """Yield (name, label for the kind of measure, number) for each answer that occurs."""
    answers = worked_examples.VERDICTS.get(measure.kind, ("yes", "no"))
    labels = (*(LABELS[answer] for answer in answers), *REST)
    for name, label in zip(PARTS, labels, strict=True):
        if row[name]:
            yield name, t(label), int(row[name])


def verdict_reason(measure: Measure, row: Row) -> str:
    """Return as text why a case counts in a measure as it does, with a reason for each answer."""
    several = row["units"] != 1
    reasons = []
    for name, label, _ in _answer_parts(measure, row):
        reason = _reason_text(name, measure, row)
        if several:
            reason = t("{verdict}: {reason}", verdict=label, reason=reason)
        reasons.append(reason)
    return "; ".join(reasons)


def counted_years_text(row: Row) -> str:
    """Return the year or years in which a case counts, or that it is undated."""
    first, last = row["first_on"], row["last_on"]
    if first is None or pd.isna(first):
        return t(UNDATED)
    return words.period(first.year, last.year)


NOT_MET = marked("Condition not met: {condition}")


def _reason_text(name: str, measure: Measure, row: Row) -> str:
    """Return why a case has the answer `name`, one of PARTS, in a measure."""
    decides = t(column_label(decisive_column(measure)))
    groups = (needed for group in measure.needs_one_of for needed in group)
    needs = list(dict.fromkeys((*measure.needs, *groups)))
    match name:
        case "yes":
            return decides
        case "no":
            return t(NOT_MET, condition=decides)
        case "unknown":
            return _unknown_text(decides, [needed for needed in needs if "." in needed])
        case "young":
            return _too_recent_text(t(column_label(measure.dated_by)), row["due_on"])
        case "gap":
            return t("The source does not collect: {columns}", columns=words.listing(needs))
        case _:
            return t(NOT_MET, condition=t(column_label(next(measure.truths()))))


def _unknown_text(condition: str, columns: list[str]) -> str:
    if not columns:
        return t("The records do not say: {condition}", condition=condition)
    return t(
        "The records do not say: {condition} (data needed: {columns})",
        condition=condition,
        columns=words.listing(columns),
    )


def _too_recent_text(start: str, due_on: date | pd.Timestamp | None) -> str:
    if due_on is None or pd.isna(due_on):
        return t("Too recent. The time is counted from: {start}", start=start)
    return t(
        "It will count from {day}. The time is counted from: {start}",
        day=words.day(pd.Timestamp(due_on).date()),
        start=start,
    )


def decisive_column(measure: Measure) -> Any:
    """Return the column that decides whether a unit counts as yes or no in a measure."""
    return getattr(measure, ASKED[measure.kind])


def measures_of_case_sentences(rows: pd.DataFrame) -> str:
    """Return sentences on in how many measures a case counts, is too recent, or is left out."""
    counts = rows[["yes", "no", "unknown"]].sum(axis=1) > 0
    known = rows[["yes", "no"]].sum(axis=1) > 0
    young = ~counts & (rows["young"] > 0)
    sentences = [
        n("It counts in {count} measure.", "It counts in {count} measures.", int(known.sum()))
    ]
    if missing := int((counts & ~known).sum()):
        sentences.append(
            n(
                "Data are missing for {count} measure.",
                "Data are missing for {count} measures.",
                missing,
            )
        )
    if recent := int(young.sum()):
        sentences.append(
            n(
                "It is too recent for {count} measure.",
                "It is too recent for {count} measures.",
                recent,
            )
        )
    if left_out := int((~counts & ~young).sum()):
        sentences.append(
            n(
                "{count} other measure does not count it.",
                "{count} other measures do not count it.",
                left_out,
            )
        )
    return " ".join(sentences)
