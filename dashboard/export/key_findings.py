"""Collect what the key findings of a report are chosen from, and the steps to consider."""

from collections import Counter

import pandas as pd

from dashboard import filter_options, words
from dashboard.export.blocks import YEAR, compare_measures
from dashboard.export.places import WordsTable
from dashboard.frames import open_cases, peer_comparison, targets
from dashboard.frames.key_findings import About, Judged, is_lagging
from dashboard.query_params import Choice
from dashboard.records import Records
from metrics import catalogue, results, worklist
from schemas import columns
from schemas.language import marked, n, t

OFFICE_ALONE = marked(
    "An office is not compared with other jurisdictions, and targets are set for the whole"
    " jurisdiction."
)


def judge_measures(ids: tuple[str, ...], choice: Choice, records: Records) -> tuple[Judged, ...]:
    """Return the available measures, each with its comparison, target and change.

    They are for the chosen period and the same as on Overview, for records or a release.
    """
    ids = filter_options.available_measures(ids, choice)
    if not ids:
        return ()
    rows = records.rows(ids, years=choice.years, only=choice.only_here)
    here = results.row_dicts(rows[rows["jurisdiction"] == choice.jurisdiction])
    beside = compare_measures(rows, ids, choice, records)
    held = _hold_against_targets(ids, choice, records)
    return tuple(
        Judged(row, beside.compared.get(id_), held.get(id_), beside.changed.get(id_))
        for row in here
        if (id_ := str(row["measure"]))
    )


def _hold_against_targets(
    ids: tuple[str, ...], choice: Choice, records: Records
) -> dict[str, targets.HeldTarget]:
    """Return by measure its target with the figure of the year that it is compared with."""
    aims = targets.targets_of_jurisdiction(records.targets, choice)
    aimed = tuple(id_ for id_ in ids if id_ in aims)
    if not aimed:
        return {}
    by_year = records.rows(aimed, by=(YEAR,), only=choice.only_here)
    by_year = by_year[by_year["jurisdiction"] == choice.jurisdiction]
    years_of = peer_comparison.group_rows_by_measure(by_year)
    last_due = records.last_due_years(aimed, choice)
    return {
        id_: targets.figure_for_target(years_of.get(id_, []), aims[id_], last_due[id_])
        for id_ in aimed
    }


def shared_context(choice: Choice, records: Records, judged: tuple[Judged, ...]) -> About:
    """Return what all findings of a report share: place, years, options, currency."""
    return About(
        filter_options.subject_label(choice, records.offered),
        (choice.year_from, choice.year_to),
        records.chosen(choice.jurisdiction),
        records.currency(choice),
        _why_nothing_is_compared(choice, records, judged),
    )


def _why_nothing_is_compared(choice: Choice, records: Records, judged: tuple[Judged, ...]) -> str:
    if choice.office:
        return t(OFFICE_ALONE)
    if not records.peers(choice):
        return t(peer_comparison.ALONE)
    compared = [one.compared for one in judged if one.compared is not None]
    if any(one.reading for one in compared):
        return ""
    why = peer_comparison.most_common_reason(compared)
    return t("{reason}.", reason=t(why)) if why else ""


# Columns of the table of steps by the name that files for programs use, each with its heading.
STEP_COLUMNS = {
    "Step": marked("Step"),
    "Measure": marked("Measure"),
    "Possible": marked("Open cases in which it is possible"),
    "Missing": marked("Open cases with missing data"),
}


def steps_to_consider(
    judged: tuple[Judged, ...], choice: Choice, records: Records
) -> WordsTable | None:
    """Return the steps still possible in open cases, for measure families in which a measure lags.

    They are counted as on My caseload, over the offices of the choice, without those marked as not
    applicable. None if the reader may not see cases, or no such step is possible.
    """
    if choice.is_of_release or not records.scope.lists_cases:
        return None
    lagging = {one.measure.family for one in judged if is_lagging(one)}
    steps = [
        step
        for step in worklist.STEPS.values()
        if catalogue.CATALOGUE[step.measure].family in lagging
    ]
    if not steps:
        return None
    possible: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    cases = 0
    for office in _offices_to_describe(choice, records):
        load = _filter_by_form(records.caseload(choice.jurisdiction, office), choice.form)
        cases += len(load.cases)
        for tally in open_cases.count_cases_by_step(load):
            possible[tally.step.id] += tally.possible
            unknown[tally.step.id] += tally.unknown
    ordered = sorted(steps, key=lambda step: -possible[step.id])
    rows = [
        (
            t(step.title),
            t(catalogue.CATALOGUE[step.measure].title),
            float(possible[step.id]),
            float(unknown[step.id]),
        )
        for step in ordered
        if possible[step.id]
    ]
    if not rows:
        return None
    day = words.day(records.reference_date(choice))
    says = n(
        "{count} case was open on {day}. The table shows whether a step is still possible in it"
        " that would improve a weak result. The office that leads the case decides.",
        "{count} cases were open on {day}. The table shows in how many of them a step is still"
        " possible that would improve a weak result. The office that leads a case decides.",
        cases,
        day=day,
    )
    return WordsTable("steps", pd.DataFrame(rows, columns=[*STEP_COLUMNS]), says)


def _offices_to_describe(choice: Choice, records: Records) -> tuple[str, ...]:
    """Return the chosen office; if none, all offices of the jurisdiction and the code `unknown`."""
    if choice.office:
        return (choice.office,)
    return (*records.offered.offices.get(choice.jurisdiction, {}), columns.UNKNOWN)


def _filter_by_form(load: worklist.Caseload, form: str) -> worklist.Caseload:
    """Return only the open cases of a form of exploitation, if one is chosen."""
    if not form:
        return load
    cases = load.cases[load.cases["form"] == form]
    kept = set(cases["case_id"])
    return load._replace(
        cases=cases,
        steps=load.steps[load.steps["case_id"].isin(kept)],
        marked=tuple(mark for mark in load.marked if mark.case_id in kept),
    )
