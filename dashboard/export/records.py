"""Load the data that a report needs, with the same functions as pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, ParamSpec, Protocol, TypeVar

import pandas as pd

from dashboard import data, filter_options, release_replies, released_data
from dashboard.filter_options import Options
from dashboard.frames import peer_comparison, records_state
from dashboard.frames import yearly_figures as frames_years
from dashboard.query_params import Choice
from metrics import counting_options, publication_details, results, worklist
from schemas import scopes
from schemas.store import step_marks

Asked = ParamSpec("Asked")
Made = TypeVar("Made")
# Columns of what jurisdictions state on law and counting.
CONTEXT = ("jurisdiction", "subject", "value")
# Columns of the targets of jurisdictions.
TARGETS = ("measure", "jurisdiction", "value", "due", "source")


class Rows(Protocol):
    """A function that queries rows, such as `dashboard.data.rows`."""

    def __call__(
        self,
        ids: tuple[str, ...],
        *,
        by: tuple[str, ...] = (),
        years: results.Years = results.EVER,
        only: results.Only = (),
    ) -> pd.DataFrame: ...


class RowsOfSpans(Protocol):
    """A function that queries rows of several periods, such as `dashboard.data.overlapping`."""

    def __call__(
        self, ids: tuple[str, ...], *, spans: tuple[results.Span, ...], only: results.Only = ()
    ) -> pd.DataFrame: ...


class Caseload(Protocol):
    """A function that returns open cases of an office, without steps marked as not applicable."""

    def __call__(self, jurisdiction: str, office: str) -> worklist.Caseload: ...


@dataclass(frozen=True)
class Records:
    """The data of one state of the records, and functions for further queries.

    Frames have the columns of the functions of `metrics` and `seed.batches` that return them;
    `beside` is `seed.batches.hash_without_batches`. `release` is set if the data are those of a
    release; `notes` are then on its figures, and `corrections` loads what it corrects. `others` is
    the data of a release that is compared with the user's own records; `notes` are then on that
    release. `details` has contact, licence and next update, as far as they are set.
    """

    rows: Rows
    rows_of_spans: RowsOfSpans
    caseload: Caseload
    places: pd.DataFrame
    offices: pd.DataFrame
    years: Sequence[int]
    covered: Mapping[str, range]
    as_of: results.AsOf
    chosen: counting_options.OptionValues
    events: pd.DataFrame
    batches: pd.DataFrame
    beside: str
    scope: scopes.Scope
    release: released_data.About | None = None
    notes: tuple[release_replies.Note, ...] = ()
    corrections: Callable[[], release_replies.Corrections | None] = lambda: None
    others: "Records | None" = None
    details: publication_details.Details = field(default_factory=dict)
    context: pd.DataFrame = field(default_factory=partial(pd.DataFrame, columns=CONTEXT))
    targets: pd.DataFrame = field(default_factory=partial(pd.DataFrame, columns=TARGETS))

    @cached_property
    def with_others(self) -> pd.DataFrame:
        """Return all jurisdictions, including those of the release (`dashboard.ui.peer_data`)."""
        if self.others is None:
            return self.places
        return peer_comparison.add_released_jurisdictions(self.places, self.others.places)

    @cached_property
    def rules(self) -> pd.DataFrame:
        """Return what jurisdictions state on law and counting (`peer_data.all_stated_rules`)."""
        if self.others is None:
            return self.context
        further = self.others.context
        of_others = further[~further["jurisdiction"].isin(self.places["jurisdiction"])]
        return pd.concat([self.context, of_others], ignore_index=True)

    @property
    def peers_of(self) -> released_data.About | None:
        """Return the release that peers come from, or None if they come from these records."""
        return self.release if self.others is None else self.others.release

    def rows_beside(self, rows: pd.DataFrame, ids: tuple[str, ...], choice: Choice) -> pd.DataFrame:
        """Add the rows of jurisdictions for comparison to those of the chosen one."""
        if choice.is_of_release:
            return released_data.combine_with_released(rows, rows, choice.jurisdiction)
        if self.others is None:
            return rows
        told = self.others.rows(ids, years=choice.years, only=choice.only)
        return released_data.combine_with_released(rows, told, choice.jurisdiction)

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

    def progress(
        self, ids: tuple[str, ...], choice: Choice
    ) -> Mapping[str, frames_years.Progress | None]:
        """Return the change of each measure over time, as Overview has it."""
        judged = self.events, self.chosen, self.as_of.for_jurisdiction(choice.jurisdiction)
        periods = frames_years.periods_by_measure(ids, choice, self.offered, judged)
        spans = frames_years.spans_to_count(periods)
        if not spans:
            return dict.fromkeys(periods)
        counted = self.rows_of_spans(tuple(periods), spans=spans, only=choice.only_jurisdiction)
        return frames_years.progress_of_measures(counted, periods, choice)

    def currency(self, choice: Choice) -> str:
        """Return the currency of the chosen jurisdiction, or an empty text."""
        return filter_options.currency_code(choice, self.places)

    @cached_property
    def state(self) -> records_state.State:
        """Return the state of the records, with hashes."""
        return records_state.build_state(self.batches, self.chosen, self.beside)


class Ask(Protocol):
    """A function that runs a query of `dashboard.data`."""

    def __call__(
        self, question: data.Question[Asked, Made], /, *asked: Asked.args, **how: Asked.kwargs
    ) -> Made: ...


def read_records(ask: Ask, scope: scopes.Scope, url: str = "") -> Records:
    """Load the records that the scope may see, or the release if the scope is one.

    Marks at `url` are loaded only when open cases are listed, so an unreadable file does not stop
    other reports. Raises DatabaseMissing and UserError, as `metrics.release.reading.shown` does.
    """

    def caseload(jurisdiction: str, office: str) -> worklist.Caseload:
        load = ask(data.caseload, jurisdiction, office)
        return worklist.without_marked_steps(load, jurisdiction, step_marks.load_marks(url, scope))

    return Records(
        rows=lambda *asked, **how: ask(data.rows, *asked, **how),
        rows_of_spans=lambda *asked, **how: ask(data.overlapping, *asked, **how),
        caseload=caseload,
        places=ask(data.jurisdictions),
        offices=ask(data.offices),
        years=ask(data.years),
        covered=ask(data.covered),
        as_of=ask(data.as_of),
        chosen=ask(data.chosen),
        events=ask(data.events),
        batches=ask(data.listed_batches),
        beside=ask(data.beside),
        scope=scope,
        release=ask(data.release),
        notes=ask(data.notes),
        corrections=lambda: ask(data.corrected),
        details=ask(data.details),
        context=ask(data.context),
        targets=ask(data.targets),
    )


def records_of_connection(connection: Any, scope: scopes.Scope, url: str = "") -> Records:
    """Load the records, or the release, of an open connection."""

    def ask(
        question: data.Question[Asked, Made], /, *asked: Asked.args, **how: Asked.kwargs
    ) -> Made:
        return question.on(connection, scope, *asked, **how)

    return read_records(ask, scope, url)
