"""Build the tables of reports for a body: who can be compared, who differs, and who sends what."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from dashboard import words
from dashboard.export.template import ListKind
from dashboard.frames import comparable_places, peer_comparison, reporting_gaps
from dashboard.frames.comparable_places import MeasureGroups
from dashboard.frames.peer_comparison import ComparisonResult
from dashboard.query_params import Choice
from dashboard.records import Records
from metrics import catalogue
from schemas.language import marked, n, t

DIFFER = {
    ComparisonResult.BETTER: marked("Better than others"),
    ComparisonResult.WORSE: marked("Worse than others"),
    ComparisonResult.HIGHER: marked("Higher than others"),
    ComparisonResult.LOWER: marked("Lower than others"),
}


class WordsTable(NamedTuple):
    """A table of texts in a report: the name of its file, its columns as headings, and a text."""

    name: str
    table: pd.DataFrame
    says: str


def names_of_all(choice: Choice, records: Records) -> Mapping[str, str]:
    """Return the names of the chosen jurisdiction and of those that it may be compared with."""
    names = peer_comparison.peer_names(records.with_others, choice)
    return names or {choice.jurisdiction: records.offered.jurisdictions[choice.jurisdiction]}


def words_table(kind: ListKind, choice: Choice, records: Records) -> WordsTable | None:
    """Return the table that a section lists; None if it lists something else."""
    names = names_of_all(choice, records)
    own = choice.jurisdiction
    ids = comparable_places.measures_to_compare(choice)
    if kind is ListKind.DIFFERENCES:
        table = _differences(ids, choice, records, names)
        return WordsTable("differences", table, t(peer_comparison.NAMED))
    rows = records.rows_with_peers(ids, choice)
    found = comparable_places.group_places(
        rows, names, choice, context=records.rules, happened=records.events
    )
    stated = peer_comparison.rules_by_jurisdiction(records.rules)
    match kind:
        case ListKind.MATRIX:
            return WordsTable("who-can-be-compared", _groups(found, names), t(GROUPS_NOTE))
        case ListKind.PLACES | ListKind.SENT:
            of = names if kind is ListKind.PLACES else (own,)
            sent = reporting_gaps.what_was_sent(records.as_of, records.release, records.received)
            every = [reporting_gaps.find_gaps(found, rows, stated, id_) for id_ in of]
            table = reporting_gaps.places_table(every, names, sent)
            if kind is ListKind.PLACES:
                return WordsTable("who-sends-what", table, t(reporting_gaps.PLACES_NOTE))
            says = reporting_gaps.change_sentences(records.last_change(own), names[own])
            return WordsTable("sent", _upright(table), " ".join(says) if records.received else "")
        case ListKind.HELP | ListKind.STAY:
            gaps = reporting_gaps.find_gaps(found, rows, stated, own)
            table = reporting_gaps.gap_tables(gaps)[kind.value]
            return WordsTable(kind.value, table, "" if len(table) else t(reporting_gaps.NONE))
    return None


GROUPS_NOTE = marked(
    "Jurisdictions that count in the same way form a group, and their figures can be compared."
)


def _upright(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of one row as pairs of heading and cell."""
    [row] = table.to_dict("records")
    pairs = [(str(heading), cell) for heading, cell in row.items()]
    return pd.DataFrame(pairs, columns=[t("Subject"), t("Details")], dtype=object)


def _groups(found: tuple[MeasureGroups, ...], names: Mapping[str, str]) -> pd.DataFrame:
    """Return a line per measure with its groups of comparable jurisdictions, and why not others."""
    rows = [
        (
            comparable_places.measure_label(one),
            t("{count} of {total}", count=one.with_figure, total=len(names)),
            "; ".join(_group_text(group, names) for group in one.groups if len(group) > 1)
            or t("None"),
            comparable_places.reasons_text(one, names),
        )
        for one in found
    ]
    headings = [t("Measure"), t("Have a figure"), t("Can be compared"), t("Why not")]
    return pd.DataFrame(rows, columns=headings, dtype=object)


def _group_text(group: tuple[str, ...], names: Mapping[str, str]) -> str:
    if len(group) <= comparable_places.MOST_NAMED:
        return words.listing(sorted(names[id_] for id_ in group))
    return n("{count} jurisdiction", "{count} jurisdictions", len(group))


def _differences(
    ids: tuple[str, ...],
    choice: Choice,
    records: Records,
    names: Mapping[str, str],
) -> pd.DataFrame:
    """Return a line per measure with the jurisdictions that clearly differ from the others.

    Each is compared as on its own pages. Measures of which none differs are left out.
    """
    differ = defaultdict[str, dict[ComparisonResult, list[str]]](lambda: defaultdict(list))
    rows = records.rows(ids, years=choice.years, only=choice.only)
    for id_, name in sorted(names.items(), key=lambda item: item[1]):
        of_place = replace(choice, jurisdiction=id_)
        compared = peer_comparison.compare_with_peers(
            peer_comparison.group_rows_by_measure(records.rows_beside(rows, ids, of_place)),
            records.peer_group(of_place),
        )
        for measure, one in compared.items():
            if one.reading in DIFFER:
                differ[measure][one.reading].append(name)
    lines = [
        {
            t("Measure"): t("{id} {title}", id=id_, title=t(catalogue.CATALOGUE[id_].title)),
            **{t(heading): words.listing(differ[id_][of]) for of, heading in DIFFER.items()},
        }
        for id_ in ids
        if id_ in differ
    ]
    table = pd.DataFrame(lines, columns=[t("Measure"), *map(t, DIFFER.values())], dtype=object)
    return table[[name for name in table if not len(table) or (table[name] != "").any()]]
