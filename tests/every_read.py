"""Each function that reads, asked in a scope: what it tells, by its module and name."""

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import polars as pl
import pytest

import metrics
from metrics import (
    catalogue,
    chain_reach,
    completeness,
    import_impact,
    lateness,
    money_flow,
    not_collected,
    results,
    stage_transitions,
    worklist,
)
from metrics.not_collected import collection_gaps, sent_tables_by_jurisdiction
from metrics.records_state import jurisdiction_codes, stored_reference_dates
from schemas import scopes
from seed import batches

EVERY = tuple(catalogue.CATALOGUE)
# By these each measure is asked for that knows them.
QUESTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"by": ("year",)},
    {"by": ("office",)},
    {"by": ("year", "form")},
    {"years": (2019, 2023)},
    {"only": (("office", "O1"),)},
)
SPANS = ((2018, 2020), (2019, 2023))
Told = dict[str, object]


def told(
    connection: Any, scope: scopes.Scope, jurisdiction: str, ids: tuple[str, ...] = EVERY
) -> Told:
    """All that is told of one jurisdiction, by what was asked; of measures, of `ids`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_impact, "CATALOGUE", {id_: catalogue.CATALOGUE[id_] for id_ in ids})
        return dict(_told(connection, scope, jurisdiction, ids))


def _told(
    connection: Any, scope: scopes.Scope, jurisdiction: str, ids: tuple[str, ...]
) -> Iterator[tuple[str, object]]:
    for name, asked in (*_of_measures(ids), *_of_records(jurisdiction), *_beside(), *_of_batches()):
        for number, one in enumerate(asked):
            yield f"{name} {number}", _plain(one(connection, scope), jurisdiction)


Asked = tuple[str, list[Callable[[Any, scopes.Scope], Any]]]


def _of_measures(ids: tuple[str, ...]) -> Iterator[Asked]:
    known = [
        (question, tuple(id_ for id_ in ids if _knows(id_, question))) for question in QUESTIONS
    ]
    yield (
        "metrics/results.py rows",
        [lambda c, s, q=q, of=of: results.rows(c, s, of, **q) for q, of in known],
    )
    yield (
        "metrics/results.py rows_of_periods",
        [lambda c, s: results.rows_of_periods(c, s, ids, spans=SPANS)],
    )
    yield "metrics/money_flow.py cascade_steps", [money_flow.cascade_steps]
    yield (
        "metrics/chain_reach.py reach",
        [lambda c, s: chain_reach.reach(c, s, by=("year",))],
    )
    yield (
        "metrics/chain_reach.py link_group_combinations",
        [chain_reach.link_group_combinations],
    )
    yield "metrics/stage_transitions.py cohort_steps", [stage_transitions.cohort_steps]
    yield "metrics/money_flow.py award_totals", [money_flow.award_totals]
    yield (
        "metrics/stage_transitions.py first_instance_outcomes",
        [stage_transitions.first_instance_outcomes],
    )
    yield "metrics/money_flow.py awards_in_wages", [money_flow.awards_in_wages]
    yield (
        "metrics/stage_transitions.py exits",
        [
            lambda c, s, stage=stage: stage_transitions.exits(c, s, stage)
            for stage in stage_transitions.STAGES
        ],
    )


def _knows(id_: str, question: dict[str, Any]) -> bool:
    asked = {*question.get("by", ()), *(name for name, _ in question.get("only", ()))}
    return asked <= {"year", *catalogue.CATALOGUE[id_].breakdowns}


def _of_records(jurisdiction: str) -> Iterator[Asked]:
    here = frozenset({jurisdiction})
    years: dict[str, Any] = {"C01": results.EVER, "N01": (2019, 2023)}
    yield (
        "metrics/import_impact.py figures_of_all_measures",
        [lambda c, s: import_impact.figures_of_all_measures(c, here, scope=s)],
    )
    yield (
        "metrics/import_impact.py figures_of_years",
        [lambda c, s: import_impact.figures_of_years(c, here, years, scope=s)],
    )
    yield "metrics/records_state.py years_on_record", [results.years_on_record]
    yield "metrics/records_state.py reference_dates", [results.reference_dates]
    yield "metrics/records_state.py jurisdictions", [results.jurisdictions]
    yield "metrics/records_state.py jurisdiction_codes", [jurisdiction_codes]
    yield "metrics/records_state.py currencies", [results.currencies]
    yield "metrics/records_state.py covered_years", [results.covered_years]
    yield "metrics/records_state.py offices", [results.offices]
    yield "metrics/records_state.py stated_rules", [results.stated_rules]
    yield "metrics/not_collected.py collection_gaps", [collection_gaps]
    yield "metrics/not_collected.py sent_tables_by_jurisdiction", [sent_tables_by_jurisdiction]
    yield (
        "metrics/records_state.py stored_reference_dates",
        [lambda c, s: stored_reference_dates(c, s, metrics.counting_options.load_options(c))],
    )
    yield (
        "metrics/completeness.py filled_counts",
        [lambda c, s: completeness.filled_counts(c, s, jurisdiction)],
    )
    yield "metrics/not_collected.py coverage_declarations", [not_collected.coverage_declarations]
    yield (
        "metrics/not_collected.py sent_tables_of",
        [lambda c, s: not_collected.sent_tables_of(c, s, jurisdiction)],
    )
    yield "metrics/lateness.py lateness", [lateness.lateness]
    yield "metrics/worklist/caseload.py open_cases_by_office", [worklist.open_cases_by_office]


def _beside() -> Iterator[Asked]:
    yield "metrics/reference/national_lists.py load_events", [metrics.national_lists.load_events]
    yield "metrics/reference/national_lists.py load_targets", [metrics.national_lists.load_targets]
    yield "metrics/reference/national_lists.py load_wages", [metrics.national_lists.load_wages]


def _of_batches() -> Iterator[Asked]:
    numbers = (1, 2, 3, 4, 9)
    yield "seed/batches/provenance.py all_batches", [batches.all_batches]
    yield "seed/batches/provenance.py corrections", [batches.corrections]
    yield "seed/batches/undo_and_erase.py erasure_log", [batches.erasure_log]
    yield "seed/batches/provenance.py hash_without_batches", [batches.hash_without_batches]
    for name in (
        "files_of",
        "findings_of",
        "unread_columns_of",
        "tables_of",
        "reidentification_of",
    ):
        of = getattr(batches, name)
        yield (
            f"seed/batches/provenance.py {name}",
            [lambda c, s, of=of, number=number: of(c, s, number) for number in numbers],
        )
    yield (
        "seed/batches/provenance.py changes_since",
        [lambda c, s: batches.changes_since(c, s, (1,))],
    )


def of_single_cases(jurisdiction: str, office: str, case_id: str) -> Iterator[Asked]:
    """What tells of cases one by one."""
    yield (
        "metrics/worklist/caseload.py load_caseload",
        [lambda c, s: worklist.load_caseload(c, s, jurisdiction, office)],
    )
    yield (
        "metrics/worklist/caseload.py load_case",
        [lambda c, s: worklist.load_case(c, s, jurisdiction, case_id)],
    )
    yield (
        "metrics/worklist/caseload.py cases_counted_as_no",
        [lambda c, s: worklist.cases_counted_as_no(c, s, jurisdiction, office)],
    )


def _plain(answer: Any, jurisdiction: str) -> object:
    """A frame in an order of its own; anything else as it is."""
    if isinstance(answer, pl.DataFrame):
        answer = answer.to_pandas()
    if isinstance(answer, results.AsOf):
        return answer.for_jurisdiction(jurisdiction)
    if not isinstance(answer, pd.DataFrame):
        return answer
    columns = [name for name in answer.columns if name != "stored_at"]
    written = answer[columns].astype(object)
    return written.sort_values(columns, key=lambda of: of.astype(str), ignore_index=True)


def differing(one: Told, other: Told) -> list[str]:
    """What the two tell otherwise."""
    return [name for name in one if not _same(one[name], other[name])]


def _same(one: object, other: object) -> bool:
    if not isinstance(one, pd.DataFrame) or not isinstance(other, pd.DataFrame):
        return one == other
    try:
        pd.testing.assert_frame_equal(one, other, check_dtype=False, check_exact=False, rtol=1e-9)
    except AssertionError:
        return False
    return True
