"""Build tables on jurisdictions for an international body: who can be compared, who sends what."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from dashboard import words
from dashboard.export.template import ListKind
from dashboard.frames import (
    comparable_places,
    peer_comparison,
    published_figures,
    reporting_gaps,
)
from dashboard.frames.comparable_places import MeasureGroups
from dashboard.frames.peer_comparison import ComparisonResult
from dashboard.query_params import Choice
from dashboard.records import Records
from metrics import catalogue, published, results
from schemas.language import marked, n, sort_by_name, sort_key, t

DIFFER = {
    ComparisonResult.BETTER: marked("Better than others"),
    ComparisonResult.WORSE: marked("Worse than others"),
    ComparisonResult.HIGHER: marked("Higher than others"),
    ComparisonResult.LOWER: marked("Lower than others"),
}


class WordsTable(NamedTuple):
    """A table in a report: the name of its file, a table of texts, and a sentence about it."""

    name: str
    table: pd.DataFrame
    says: str


def names_of_all(choice: Choice, records: Records) -> Mapping[str, str]:
    """Return the names of the chosen jurisdiction and of those that it may be compared with."""
    names = peer_comparison.peer_names(records.with_others, choice)
    return names or {choice.jurisdiction: records.offered.jurisdictions[choice.jurisdiction]}


@dataclass(frozen=True, eq=False)
class BodyTables:
    """Tables of a report for an international body. What several need is calculated once."""

    choice: Choice
    records: Records

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Return the names of all jurisdictions of the report."""
        return names_of_all(self.choice, self.records)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Return the measures that are compared."""
        return comparable_places.measures_to_compare(self.choice)

    @cached_property
    def counted(self) -> pd.DataFrame:
        """Return the rows of the chosen years, with the columns of `metrics.results.rows`."""
        return self.records.rows(self.ids, years=self.choice.years, only=self.choice.only)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Return `counted` with the rows of the jurisdictions to compare with."""
        return self.records.rows_beside(self.counted, self.ids, self.choice)

    @cached_property
    def groups(self) -> tuple[MeasureGroups, ...]:
        """Return for each measure which jurisdictions can be compared."""
        return comparable_places.group_places(
            self.rows,
            self.names,
            self.choice,
            context=self.records.rules,
            happened=self.records.events,
        )

    def gaps(self, jurisdiction: str) -> reporting_gaps.Gaps:
        """Return for which measures a jurisdiction has figures, and what it lacks for others."""
        stated = peer_comparison.rules_by_jurisdiction(self.records.rules)
        return reporting_gaps.find_gaps(self.groups, self.rows, stated, jurisdiction)

    def build_table(self, kind: ListKind) -> WordsTable | None:
        """Return the table that a section lists; None if it lists something else."""
        match kind:
            case ListKind.DIFFERENCES:
                return WordsTable(
                    "differences", self._clear_differences(), t(peer_comparison.NAMED)
                )
            case ListKind.MATRIX:
                table = _groups(self.groups, self.names)
                return WordsTable("who-can-be-compared", table, t(GROUPS_NOTE))
            case ListKind.PLACES:
                table = self._places_table(*self.names)
                return WordsTable("who-sends-what", table, t(reporting_gaps.PLACES_NOTE))
            case ListKind.PUBLISHED:
                return self._published_totals()
            case ListKind.SENT | ListKind.HELP | ListKind.STAY:
                return self._own_table(kind)
        return None

    def _own_table(self, kind: ListKind) -> WordsTable:
        """Return the chosen jurisdiction's table: what it sends, what would help or never can."""
        own = self.choice.jurisdiction
        if kind is ListKind.SENT:
            change = self.records.last_change(own)
            changed = reporting_gaps.change_sentences(change, self.names[own])
            says = " ".join(changed) if self.records.received else ""
            return WordsTable("sent", _as_pairs(self._places_table(own)), says)
        gaps = self.gaps(own)
        table = reporting_gaps.gap_tables(gaps)[kind.value]
        empty = reporting_gaps.empty_sentence(gaps, kind.value)
        return WordsTable(kind.value, table, t(GAP_NOTES[kind]) if len(table) else empty)

    def _places_table(self, *of: str) -> pd.DataFrame:
        records, every = self.records, [self.gaps(id_) for id_ in of]
        return reporting_gaps.places_table(
            every, self.names, records.as_of, records.origins, records.received
        )

    def _published_totals(self) -> WordsTable:
        """Return totals that others published, next to the released counts of the same period."""
        figures, choice = self.records.published, self.choice
        ids = tuple(published.NEAREST_INDICATORS)
        totals = {
            id_: {}
            if choice.form
            else published_figures.totals_of_period(figures, id_, choice.year_from, choice.year_to)
            for id_ in ids
        }
        counted = self.records.rows(ids, years=choice.years)
        own = {(row["measure"], row["jurisdiction"]): row for row in results.row_dicts(counted)}
        lines = [
            {
                t("Measure"): words.measure_label(catalogue.CATALOGUE[id_]),
                t("Jurisdiction"): self.names[place],
                t("Own count"): words.value(own[id_, place]) if (id_, place) in own else "",
                t("Published by others"): totals[id_][place].text,
                t("Published by"): str(figures["source"].iloc[0]),
            }
            for id_ in ids
            for place in sort_by_name(self.names)
            if place in totals[id_]
        ]
        if not lines:
            says = t("No figures published by others are stored for these years.")
            return WordsTable("published", pd.DataFrame(), says)
        differences = [
            t("{id}: {text}", id=id_, text=t(published.COUNTED_OTHERWISE[id_]))
            for id_ in ids
            if any(place in totals[id_] for place in self.names)
        ]
        source = t(
            "Published by {source}. No other number here uses the published figures.",
            source=published_figures.source_text(figures),
        )
        return WordsTable(
            "published", pd.DataFrame(lines, dtype=object), " ".join([source, *differences])
        )

    def _clear_differences(self) -> pd.DataFrame:
        """Return a line per measure with the jurisdictions that clearly differ from the others.

        Each is compared as on its own pages. Measures without such a jurisdiction are left out.
        """
        differ = defaultdict[str, dict[ComparisonResult, list[str]]](lambda: defaultdict(list))
        for id_ in sort_by_name(self.names):
            of_place = replace(self.choice, jurisdiction=id_)
            beside = self.records.rows_beside(self.counted, self.ids, of_place)
            compared = peer_comparison.compare_with_peers(
                peer_comparison.group_rows_by_measure(beside), self.records.peer_group(of_place)
            )
            for measure, one in compared.items():
                if one.reading in DIFFER:
                    differ[measure][one.reading].append(self.names[id_])
        lines = [
            {
                t("Measure"): words.measure_label(catalogue.CATALOGUE[id_]),
                **{t(heading): words.listing(differ[id_][of]) for of, heading in DIFFER.items()},
            }
            for id_ in self.ids
            if id_ in differ
        ]
        table = pd.DataFrame(lines, columns=[t("Measure"), *map(t, DIFFER.values())], dtype=object)
        return table[[name for name in table if not len(table) or (table[name] != "").any()]]


GAP_NOTES = {
    ListKind.HELP: marked(
        "These steps would make figures comparable with those of more jurisdictions. The step that"
        " helps most measures is first."
    ),
    ListKind.STAY: marked(
        "These figures are not compared, and nothing can be done about that now."
    ),
}
GROUPS_NOTE = marked(
    "Jurisdictions that count in the same way form a group, and their figures can be compared."
)


def _as_pairs(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of one row as pairs of heading and cell."""
    [row] = results.row_dicts(table)
    pairs = [(str(heading), cell) for heading, cell in row.items()]
    return pd.DataFrame(pairs, columns=[t("Subject"), t("Details")], dtype=object)


def _groups(found: tuple[MeasureGroups, ...], names: Mapping[str, str]) -> pd.DataFrame:
    """Return a line per measure: groups of comparable jurisdictions, and why others are in none."""
    rows = [
        (
            words.measure_label(one.measure),
            t("{count} of {total}", count=one.with_figure, total=len(names)),
            "; ".join(_group_text(group, names) for group in one.groups if len(group) > 1)
            or t("None"),
            comparable_places.reasons_text(one, names),
        )
        for one in found
    ]
    headings = [t("Measure"), t("Have a figure"), t("Count in the same way"), t("Why not")]
    return pd.DataFrame(rows, columns=headings, dtype=object)


def _group_text(group: tuple[str, ...], names: Mapping[str, str]) -> str:
    if len(group) <= comparable_places.MOST_NAMED:
        return words.listing(sorted((names[id_] for id_ in group), key=sort_key))
    return n("{count} jurisdiction", "{count} jurisdictions", len(group))
