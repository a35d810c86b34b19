"""Say what each jurisdiction sends, what it lacks, and what would make its figures comparable.

The page Compare and the reports for an international body show the same frames.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from statistics import median
from typing import NamedTuple, TypeAlias

import pandas as pd

from dashboard import words
from dashboard.frames import peer_comparison, return_words
from dashboard.frames.comparable_places import BREAK, MeasureGroups
from metrics import catalogue, comparability, results
from metrics.release import reading
from schemas.language import marked, n, sort_key, t

Names = Mapping[str, str]
Ids = tuple[str, ...]
Difference: TypeAlias = comparability.Difference
Stated: TypeAlias = comparability.Stated
# What can be done about figures that are missing or cannot be compared, by the reason.
HELPS = {
    BREAK: marked("Compare a period that begins after the break in series."),
    **{
        words.ABSENCES[status]: text
        for status, text in {
            words.NOT_COLLECTED: marked("Start to record the data that these measures need."),
            words.BOUNDS_ONLY: marked("Record more answers. Too many are missing now."),
            words.NOT_RELEASED: marked("Make the next release with the latest plan."),
            "not_comparable": marked(
                "Make the next release with the latest version of the program."
            ),
        }.items()
    },
}
# What only time or more cases change, or what law decides.
STAYS = {
    words.ABSENCES[status]: text
    for status, text in {
        words.TOO_FEW: marked("There are too few cases."),
        words.PROTECTED: marked("The figures are protected, because they are small."),
        words.WITHHELD: marked("The figures are withheld, to protect others."),
        words.EMPTY: marked("There are no cases to count."),
        "not_yet_due": marked("The cases are too recent."),
    }.items()
}
HELP, STAY = "help", "stay"
GAP_TITLES = {
    HELP: marked("What would make the figures of {place} comparable"),
    STAY: marked("Why other figures of {place} are not compared"),
}
ALL_COMPARED = marked("All figures can already be compared. Nothing needs to change.")
NOTHING_HELPS = marked("Nothing can be done now. The reasons are listed below.")
NO_OTHER_REASON = marked("No other reason.")
PLACES_NOTE = marked(
    "In alphabetical order, not a ranking. Figures are those of the compared measures in the chosen"
    " period. Can be compared: on how many of them at least one other jurisdiction counts in the"
    " same way. Data available: the median share of known answers."
)
LAW = marked("The law is different. {rule}, where others have: {theirs}.")
OTHER_CURRENCY = marked("The amounts are in {own}, those of others in {theirs}.")
FIXED = frozenset({*peer_comparison.LAWS, peer_comparison.CURRENCY})
COUNTS_ALONE = marked("No other jurisdiction has a figure that is counted in the same way.")
COUNT_AS_OTHERS = marked("Count as others do. {rule}: {theirs}. Now: {own}.")
JOIN_MORE = marked(
    "To be compared with more jurisdictions, count as they do. {rule}: {theirs}. Now: {own}."
)


@dataclass(frozen=True)
class Gaps:
    """What a jurisdiction sends and lacks for `asked` measures (their number). Ids are of measures.

    `figures` are measures with a figure, even across a break in series. `compared` are those that
    can be compared with at least one other jurisdiction.
    `coverage` is the median share of known answers in its figures; None without figures.
    `unstated` are the rules and laws that it does not state, each with the measures for which it
    matters. `differing` are those in which it differs from the largest comparable group; it may
    still be compared with a smaller one. `missing` has the measures without a figure that can be
    compared, by reason.
    """

    jurisdiction: str
    asked: int
    figures: Ids
    compared: Ids
    coverage: float | None
    unstated: Mapping[str, Ids]
    differing: Mapping[Difference, Ids]
    missing: Mapping[words.Absence, Ids]

    def fixed_differences(self) -> dict[Difference, Ids]:
        """Return the laws and currencies that differ, of measures that are not compared.

        A jurisdiction cannot change them to become comparable.
        """
        return {
            one: left
            for one, ids in self.differing.items()
            if one.subject in FIXED
            and (left := tuple(id_ for id_ in ids if id_ not in self.compared))
        }

    def alone(self) -> Ids:
        """Return the measures that cannot be compared, although nothing that is known differs."""
        explained = {*self.compared, *chain.from_iterable(self.missing.values())}
        explained |= {*chain.from_iterable(self.unstated.values())}
        explained |= {*chain.from_iterable(self.differing.values())}
        return tuple(id_ for id_ in self.figures if id_ not in explained)


class Step(NamedTuple):
    """A step that would help, or a reason why nothing helps, with the measures concerned."""

    text: str
    measures: Ids


def find_gaps(
    found: Sequence[MeasureGroups], rows: pd.DataFrame, stated: Stated, jurisdiction: str
) -> Gaps:
    """Return what a jurisdiction sends and lacks.

    `found` has the comparable jurisdictions of each measure; `rows` are the rows of these measures.
    """
    differing = defaultdict[Difference, list[str]](list)
    missing = defaultdict[words.Absence, list[str]](list)
    for one in found:
        if absence := one.missing.get(jurisdiction):
            missing[absence].append(one.measure.id)
        # A rule that it does not state itself is among those not stated.
        for difference in one.differs.get(jurisdiction, ()):
            if difference.other is not None and difference.own is not None:
                differing[difference].append(one.measure.id)
    figures = tuple(
        one.measure.id for one in found if one.missing.get(jurisdiction, BREAK) == BREAK
    )
    here = rows[(rows["jurisdiction"] == jurisdiction) & rows["measure"].isin(figures)]
    known = here["coverage"].dropna().tolist()
    return Gaps(
        jurisdiction,
        asked=len(found),
        figures=figures,
        compared=tuple(one.measure.id for one in found if one.comparable_with(jurisdiction)),
        coverage=median(known) if known else None,
        unstated=_unstated_rules(found, stated, jurisdiction),
        differing={difference: tuple(ids) for difference, ids in differing.items()},
        missing={absence: tuple(ids) for absence, ids in missing.items()},
    )


def _unstated_rules(
    found: Sequence[MeasureGroups], stated: Stated, jurisdiction: str
) -> dict[str, Ids]:
    """Return the rules that a jurisdiction does not state, with the measures that need them."""
    needed = {
        subject: tuple(
            one.measure.id for one in found if subject in comparability.relevant_rules(one.measure)
        )
        for subject in comparability.SUBJECTS
        if (jurisdiction, subject) not in stated
    }
    return {subject: ids for subject, ids in needed.items() if ids}


def steps_that_help(gaps: Gaps) -> tuple[Step, ...]:
    """Return the steps that would make figures comparable; those for most measures first."""
    steps = [
        Step(t("State this rule: {rule}.", rule=peer_comparison.rule_heading(subject)), ids)
        for subject, ids in gaps.unstated.items()
    ]
    steps += _rules_to_change(gaps)
    steps += [
        Step(t(HELPS[absence]), ids) for absence, ids in gaps.missing.items() if absence in HELPS
    ]
    return tuple(sorted(steps, key=lambda step: -len(step.measures)))


def _rules_to_change(gaps: Gaps) -> list[Step]:
    """Return the steps that change how something is counted.

    Where the law or the currency differs as well, another way to count does not help.
    """
    fixed = {id_ for ids in gaps.fixed_differences().values() for id_ in ids}
    steps = []
    for one, ids in gaps.differing.items():
        if one.subject in FIXED:
            continue
        apart = tuple(id_ for id_ in ids if id_ not in gaps.compared and id_ not in fixed)
        elsewhere = tuple(id_ for id_ in ids if id_ in gaps.compared)
        for text, of in ((COUNT_AS_OTHERS, apart), (JOIN_MORE, elsewhere)):
            if of:
                rule = peer_comparison.rule_heading(one.subject)
                theirs = peer_comparison.stated_text(one.subject, str(one.own))
                own = peer_comparison.stated_text(one.subject, str(one.other))
                steps.append(Step(t(text, rule=rule, theirs=theirs, own=own), of))
    return steps


def permanent_obstacles(gaps: Gaps) -> tuple[Step, ...]:
    """Return why some figures can never be compared, whatever the jurisdiction does."""
    stays = [Step(_fixed_text(one), ids) for one, ids in gaps.fixed_differences().items()]
    stays += [Step(t(COUNTS_ALONE), alone)] if (alone := gaps.alone()) else []
    stays += [
        Step(t(STAYS[absence]) if absence in STAYS else t("{reason}.", reason=absence.words), ids)
        for absence, ids in gaps.missing.items()
        if absence not in HELPS
    ]
    return tuple(sorted(stays, key=lambda step: -len(step.measures)))


def _fixed_text(of: Difference) -> str:
    if of.subject == peer_comparison.CURRENCY:
        return t(OTHER_CURRENCY, own=of.other, theirs=of.own)
    rule = t(
        "{rule}: {stated}",
        rule=peer_comparison.rule_heading(of.subject),
        stated=words.code(str(of.other)),
    )
    return t(LAW, rule=rule, theirs=words.code(str(of.own)))


def gap_tables(gaps: Gaps) -> dict[str, pd.DataFrame]:
    """Return two tables of texts, by key of GAP_TITLES: what would help, and what never can."""
    return {
        HELP: _steps_table(steps_that_help(gaps), t("What would help")),
        STAY: _steps_table(permanent_obstacles(gaps), t("Reason")),
    }


def empty_sentence(gaps: Gaps, key: str) -> str:
    """Return the sentence to show instead of the table `key` of `gap_tables` if it has no rows."""
    if key == STAY:
        return t(NO_OTHER_REASON)
    if permanent_obstacles(gaps):
        return t(NOTHING_HELPS)
    return t(ALL_COMPARED)


def _steps_table(steps: Sequence[Step], heading: str) -> pd.DataFrame:
    """Return steps as a table of texts; `heading` is the heading of its first column."""
    rows = [
        (
            step.text,
            words.count(len(step.measures)),
            "; ".join(words.measure_label(catalogue.CATALOGUE[id_]) for id_ in step.measures),
        )
        for step in steps
    ]
    return pd.DataFrame(rows, columns=[heading, t("Measures"), t("Which")], dtype=object)


def places_table(
    every: Sequence[Gaps],
    names: Names,
    as_of: results.AsOf,
    origins: Mapping[str, reading.Origin],
    received: Mapping[str, Sequence[date]],
) -> pd.DataFrame:
    """Return a line per jurisdiction: what it sent, since when, and of what quality.

    The jurisdictions are in alphabetical order. `as_of` has the reference dates of the records.
    `origins` has the last release of each, and `received` the days on which its returns came; both
    are empty if the figures are of records.
    """
    rows = [
        {
            t("Jurisdiction"): names[of.jurisdiction],
            **(_sent_cells(of.jurisdiction, origins, received) if origins else {}),
            t("Records up to"): words.day(as_of.for_jurisdiction(of.jurisdiction)),
            t("Have a figure"): t("{count} of {total}", count=len(of.figures), total=of.asked),
            t("Can be compared"): _compared_cell(of),
            t("Data available"): "" if of.coverage is None else words.share(of.coverage),
            t("Not collected"): words.count(
                len(of.missing.get(words.ABSENCES[words.NOT_COLLECTED], ()))
            ),
            t("Rules not stated"): words.count(len(of.unstated)),
        }
        for of in sorted(every, key=lambda of: sort_key(names[of.jurisdiction]))
    ]
    return pd.DataFrame(rows, dtype=object)


def _compared_cell(of: Gaps) -> str:
    """Return on how many measures a jurisdiction can be compared; if none, the main reason."""
    number = words.count(len(of.compared))
    if of.compared or not of.missing:
        return number
    reason = max(of.missing, key=lambda absence: len(of.missing[absence]))
    return t("{number} ({reason})", number=number, reason=reason.words)


def in_order(every: Sequence[Gaps], names: Names) -> list[str]:
    """Return the jurisdictions in the order of `places_table`."""
    return sorted((of.jurisdiction for of in every), key=lambda id_: sort_key(names[id_]))


def _sent_cells(
    jurisdiction: str,
    origins: Mapping[str, reading.Origin],
    received: Mapping[str, Sequence[date]],
) -> dict[str, str]:
    """Return the cells on the returns of a jurisdiction."""
    days, origin = received.get(jurisdiction, ()), origins.get(jurisdiction)
    return {
        t("Last return"): t(
            "Release {number}, {day}", number=origin.release, day=words.day(origin.made_on)
        )
        if origin
        else t("None"),
        t("Returns"): n(
            "{count} return since {day}",
            "{count} returns since {day}",
            len(days),
            day=words.day(min(days)),
        )
        if days
        else "",
    }


def places_sentence(every: Sequence[Gaps]) -> str:
    """Return how many jurisdictions can be compared with any other on most measures."""
    return t(
        "{count} of {total} jurisdictions can be compared on more than half of the measures.",
        count=sum(2 * len(of.compared) > of.asked for of in every),
        total=len(every),
    )


def change_sentences(change: reading.LastChange | None, own: str) -> tuple[str, ...]:
    """Return what the last return of the jurisdiction `own` changed."""
    if change is None:
        return (t("{place} has sent one return so far.", place=own),)
    corrected = n(
        "The last return of {place} corrects {count} figure.",
        "The last return of {place} corrects {count} figures.",
        change.figures,
        place=own,
    )
    return (corrected, *return_words.rule_changes(change))
