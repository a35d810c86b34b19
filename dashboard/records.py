"""The data of records or of a release, which pages, reports and files ask for in the same way."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial, wraps
from typing import Any, ParamSpec, TypeVar

import pandas as pd

from dashboard import cache, data, filter_options, released_data, words
from dashboard.filter_options import Options
from dashboard.frames import (
    chart_rows,
    link_state,
    peer_comparison,
    trend_breaks,
    yearly_figures,
)
from dashboard.frames import offices as frames_offices
from dashboard.query_params import LANGUAGE, Choice, language_query
from metrics import (
    Measure,
    catalogue,
    comparability,
    counting_options,
    result_sentences,
    results,
    worklist,
)
from metrics.release import reading
from schemas import scopes
from schemas.store import not_applicable_steps

# Parts of pages are larger than answers. After ten minutes of fifty people (`bench.load`) a process
# held 819 MB with none of them, 918 with 40 of each and 947 with 100.
VIEWS_KEPT = 40
Asked = ParamSpec("Asked")
Made = TypeVar("Made")


def _cached_query(question: data.Question[[], Made]) -> "cached_property[Made]":
    """Return an attribute of Records that is asked for when it is first used."""
    return cached_property(lambda records: records.ask(question))


@dataclass(frozen=True, eq=False)
class Records:
    """The data of one state of the records that the scope may see, or of a release.

    Everything is asked for when it is first used, and has the columns and errors of the query in
    `dashboard.data`. `others` is a release whose figures are compared with the user's own exact
    ones. It is None at a desk, which compares with other made-up jurisdictions, and where the data
    are themselves those of a release.
    """

    source: data.Source | data.Opened
    others: "Records | None" = None

    places = _cached_query(data.jurisdictions)
    offices = _cached_query(data.offices)
    years = _cached_query(data.years)
    covered = _cached_query(data.covered)
    as_of = _cached_query(data.as_of)
    events = _cached_query(data.events)
    batches = _cached_query(data.listed_batches)
    beside = _cached_query(data.beside)
    release = _cached_query(data.release)
    details = _cached_query(data.details)
    _chosen = _cached_query(data.chosen)
    context = _cached_query(data.context)
    targets = _cached_query(data.targets)
    received = _cached_query(data.received)
    published = _cached_query(data.published)

    def ask(
        self, question: data.Question[Asked, Made], /, *asked: Asked.args, **how: Asked.kwargs
    ) -> Made:
        """Return the answer to a query of `dashboard.data`."""
        return question.from_source(self.source, *asked, **how)

    @property
    def scope(self) -> scopes.Scope:
        """Return whose records the user may see."""
        return self.source.scope

    def rows(
        self,
        ids: tuple[str, ...],
        *,
        by: tuple[str, ...] = (),
        years: results.Years = results.EVER,
        only: results.Only = (),
    ) -> pd.DataFrame:
        """Return the rows of measures; see `data.rows`."""
        return self.ask(data.rows, ids, by=by, years=years, only=only)

    def rows_of_spans(
        self, ids: tuple[str, ...], *, spans: tuple[results.Span, ...], only: results.Only = ()
    ) -> pd.DataFrame:
        """Return the rows of measures for each year and several periods; see `data.overlapping`."""
        return self.ask(data.overlapping, ids, spans=spans, only=only)

    def caseload(self, jurisdiction: str, office: str) -> worklist.Caseload:
        """Return the open cases of an office, without steps marked as not applicable."""
        load = self.ask(data.caseload, jurisdiction, office)
        marks = not_applicable_steps.load_marks(self.source.url, self.scope)
        return worklist.without_marked_steps(load, jurisdiction, marks)

    def last_change(self, jurisdiction: str) -> reading.LastChange | None:
        """Return what the last return of a jurisdiction changed; None if it is the only one."""
        return self.ask(data.changed_by_return, jurisdiction)

    @cached_property
    def notes(self) -> tuple[released_data.Note, ...]:
        """Return the replies on figures of the release that is shown or compared with."""
        return (self.others or self).ask(data.notes)

    @cached_property
    def with_others(self) -> pd.DataFrame:
        """Return own jurisdictions and further ones of `others`; only then a column `released`."""
        if self.others is None:
            return self.places
        own, released = self.places, self.others.places
        further = released[~released["jurisdiction"].isin(own["jurisdiction"])]
        marked = [own.assign(released=False), further.assign(released=True)]
        return pd.concat(marked, ignore_index=True)

    @cached_property
    def rules(self) -> pd.DataFrame:
        """Return the rules of law and counting, and the counting options, of all jurisdictions.

        Columns are those of `data.context`.
        """
        options = [
            (id_, name, value)
            for id_ in self.places["jurisdiction"]
            for name, value in self.chosen(id_).written
        ]
        stated = [*self.context.itertuples(index=False, name=None), *options]
        own = pd.DataFrame(stated, columns=self.context.columns)
        if self.others is None:
            return own
        further = self.others.rules
        of_others = further[~further["jurisdiction"].isin(self.places["jurisdiction"])]
        return pd.concat([own, of_others], ignore_index=True)

    @property
    def origins(self) -> Mapping[str, reading.Origin]:
        """Return by jurisdiction the release that it sent, if these data are made of returns."""
        return self.release.origins if self.release else {}

    def chosen(self, jurisdiction: str = "") -> counting_options.OptionValues:
        """Return the counting options of a jurisdiction, or those of all.

        Jurisdictions can have different options only in a release that is made of returns.
        """
        own = self.origins.get(jurisdiction)
        return own.options if own else self._chosen

    @property
    def peers_of(self) -> released_data.About | None:
        """Return the release that peers come from, or None if they come from these records."""
        return self.release if self.others is None else self.others.release

    def rows_beside(self, rows: pd.DataFrame, ids: tuple[str, ...], choice: Choice) -> pd.DataFrame:
        """Add the rows of jurisdictions for comparison to those of the chosen one.

        At a desk these are the other made-up jurisdictions, which `rows` has already. Users who see
        only their own records get others' figures from a release, never from records: one could
        subtract them and one's own from an exact sum, and so learn those of a third office.
        """
        if choice.is_of_release:
            return released_data.combine_with_released(rows, rows, choice.jurisdiction)
        if self.others is None:
            return rows
        released = self.others.rows(ids, years=choice.years, only=choice.only)
        return released_data.combine_with_released(rows, released, choice.jurisdiction)

    def rows_with_peers(self, ids: tuple[str, ...], choice: Choice) -> pd.DataFrame:
        """Return the rows of the chosen years with those of jurisdictions for comparison."""
        rows = self.rows(ids, years=choice.years, only=choice.only)
        return self.rows_beside(rows, ids, choice)

    def peers(self, choice: Choice) -> tuple[str, ...]:
        """Return the jurisdictions that may be compared with the chosen one."""
        return peer_comparison.eligible_peers(self.with_others, choice)

    def peer_group(
        self, choice: Choice, jurisdictions: tuple[str, ...] | None = None
    ) -> peer_comparison.PeerGroup:
        """Return the comparison group of the chosen jurisdiction: all peers, or `jurisdictions`."""

        def rows_of(ids: tuple[str, ...], span: peer_comparison.Years) -> peer_comparison.ByMeasure:
            later = replace(choice, year_from=span[0], year_to=span[1])
            own = self.rows(ids, years=span, only=choice.only_here)
            return peer_comparison.group_rows_by_measure(self.rows_beside(own, ids, later))

        rules = peer_comparison.rules_by_jurisdiction(self.rules)
        release = self.peers_of
        split = released_data.FORM if choice.form else ""
        return peer_comparison.PeerGroup(
            own=choice.jurisdiction,
            places=self.peers(choice) if jurisdictions is None else jurisdictions,
            years=(choice.year_from, choice.year_to),
            breaks=trend_breaks.breaks_finder(self.events),
            differing=lambda id_, measure: comparability.differing_rules(
                rules, choice.jurisdiction, id_, measure
            ),
            rows_of=rows_of,
            released_periods=release.periods[split] if release else None,
        )

    @cached_property
    def offered(self) -> Options:
        """Return the options of the filters."""
        return filter_options.build_options(
            self.places,
            self.offices,
            self.years,
            self.as_of,
            self.scope,
            covered=self.covered,
            release=self.release,
        )

    def reference_date(self, choice: Choice) -> date:
        """Return the reference date of the chosen jurisdiction."""
        return self.as_of.for_jurisdiction(choice.jurisdiction)

    def currency(self, choice: Choice) -> str:
        """Return the currency of the chosen jurisdiction, or an empty text."""
        code = self.places.set_index("jurisdiction").loc[choice.jurisdiction, "currency"]
        return code if isinstance(code, str) else ""

    def sentences(self, rows: pd.DataFrame, choice: Choice) -> dict[str, str]:
        """Return a sentence on each measure that has a row of the chosen jurisdiction, by id."""
        here = rows[rows["jurisdiction"] == choice.jurisdiction]
        subject = filter_options.subject_label(choice, self.offered)
        return {
            str(row["measure"]): result_sentences.result_sentence(
                row,
                subject,
                choice.years,
                self.chosen(choice.jurisdiction),
                currency=self.currency(choice),
            )
            for row in results.row_dicts(here)
        }

    def periods_to_compare(
        self, ids: Iterable[str], choice: Choice
    ) -> yearly_figures.PeriodsByMeasure:
        """Return, by measure id, the periods to compare (`yearly_figures.periods_by_measure`)."""
        judged = self.events, self.chosen(choice.jurisdiction), self.reference_date(choice)
        return yearly_figures.periods_by_measure(ids, choice, self.offered, judged)

    def progress(
        self, ids: tuple[str, ...], choice: Choice, counted: pd.DataFrame | None = None
    ) -> Mapping[str, yearly_figures.Progress | None]:
        """Return the change of each measure over time; None if too few years exist.

        `counted` has the rows of the periods that are compared; without it they are counted here.
        """
        periods = self.periods_to_compare(ids, choice)
        spans = yearly_figures.spans_to_count(periods)
        if not spans:
            return dict.fromkeys(periods)
        if counted is None:
            counted = self.rows_of_spans(tuple(periods), spans=spans, only=choice.only_jurisdiction)
        return yearly_figures.progress_of_measures(counted, periods, choice)

    def follow_up_months(self, id_: str, choice: Choice) -> int:
        """Return the follow-up period of a measure in the chosen jurisdiction, in months."""
        return catalogue.CATALOGUE[id_].window(self.chosen(choice.jurisdiction))

    def last_due_years(self, ids: Iterable[str], choice: Choice) -> dict[str, int]:
        """Return, by measure, the last full year for which all follow-up periods are over."""
        as_of = self.reference_date(choice)
        return {
            id_: yearly_figures.last_due_year(as_of, self.follow_up_months(id_, choice))
            for id_ in ids
        }

    def run_chart(self, here: pd.DataFrame, measure: Measure, choice: Choice) -> yearly_figures.Run:
        """Return chart and texts of a measure by year; `here` are its rows of the jurisdiction."""
        known, place, as_of = self.offered, choice.jurisdiction, self.reference_date(choice)
        span = range(known.years[0], known.years[-1] + 1)
        return yearly_figures.build_run_chart(
            here,
            measure,
            trend_breaks.event_marks(self.events, measure, place, span),
            span,
            due_until=yearly_figures.last_due_day_of_measure(measure, as_of, self.chosen(place)),
            covered=known.covered.get(place, range(0)),
            is_collected=self._is_collected(here, measure, choice),
            as_of=as_of,
            last_full_year=known.last_full_year[place],
            currency=self.currency(choice),
        )

    def _is_collected(self, by_year: pd.DataFrame, measure: Measure, choice: Choice) -> bool:
        """Return whether the source records what the measure counts.

        If not, years without units are unknown, and not zero.
        """
        # One collected year is enough. The row of all years needs another query.
        if not choice.is_of_release and (by_year["status"] != words.NOT_COLLECTED).any():
            return True
        whole = self.rows((measure.id,), only=choice.only_jurisdiction)
        here = whole.loc[whole["jurisdiction"] == choice.jurisdiction, "status"]
        return not (here == words.NOT_COLLECTED).all()

    def compare_offices(
        self, here: pd.DataFrame, whole: pd.DataFrame, measure: Measure, choice: Choice
    ) -> dict[str, peer_comparison.Compared]:
        """Return, by office, its comparison with all offices together.

        `here` are the rows of the chosen years by office, `whole` those of all offices.
        """
        only = choice.only_without(frames_offices.OFFICE)

        def rows_of(span: peer_comparison.Years) -> frames_offices.Rows:
            ask = partial(self.rows, (measure.id,), years=span, only=only)
            return frames_offices.Rows(ask(by=(frames_offices.OFFICE,)), ask())

        return frames_offices.compare_with_whole(
            frames_offices.Rows(here, whole), measure, choice, happened=self.events, rows_of=rows_of
        )

    def office_names(self, rows: pd.DataFrame, choice: Choice) -> Mapping[str, str]:
        """Return the names of the offices in `rows` by id, without a common beginning."""
        known = self.offered.offices.get(choice.jurisdiction, {})
        there = set(rows[frames_offices.OFFICE])
        return chart_rows.strip_common_words(
            {id_: name for id_, name in known.items() if id_ in there}
        )

    @cached_property
    def state(self) -> link_state.State:
        """Return the state of the records, with hashes."""
        return link_state.build_state(self.batches, self.chosen(), self.beside)


def current_records() -> Records:
    """Return the data that the user of this run sees. Answers are cached for all sessions."""
    own, others = data.current_sources()
    return Records(own, None if others is None else Records(others))


def cached_view(build: Callable[Asked, Made]) -> Callable[Asked, Made]:
    """Return a version of `build` that builds a part of a page once for all who see the same.

    They see the same if records, release, scope, language (also that in addresses) and arguments
    are the same. So `build` must depend on nothing else, such as the address or the session, and
    must draw nothing. Its arguments must be hashable, and nobody may change what it returns.
    """

    def build_from(
        sources: data.Sources, _names_language: bool, /, *asked: Asked.args, **how: Asked.kwargs
    ) -> Made:
        with data.fix_sources(sources):
            return build(*asked, **how)

    cached = cache.cached(build_from, most=VIEWS_KEPT)

    @wraps(build)
    def ask(*asked: Asked.args, **how: Asked.kwargs) -> Made:
        return cached(data.current_sources(), LANGUAGE in language_query(), *asked, **how)

    return ask


def records_of_connection(
    connection: Any, scope: scopes.Scope, url: str = "", others: Records | None = None
) -> Records:
    """Return the data of an open connection: records, or the release if the scope is RELEASE.

    `url` is the address of the marks on open cases.
    """
    return Records(data.Opened(connection, scope, url), others)
