"""What a report asks of the records: the frames that pages ask for, wherever they come from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, ParamSpec, Protocol, TypeVar

import pandas as pd

from dashboard import data, filter_options, release_notes, released
from dashboard.filter_options import Options
from dashboard.frames import peer_comparison, records_state
from dashboard.query_params import Choice
from metrics import counting_options, results, worklist
from schemas import scopes
from schemas.store import marks

Asked = ParamSpec("Asked")
Made = TypeVar("Made")
# What places state of law and counting.
CONTEXT = ("jurisdiction", "subject", "value")


class Rows(Protocol):
    """Asks for rows as `dashboard.data.rows` does."""

    def __call__(
        self,
        ids: tuple[str, ...],
        *,
        by: tuple[str, ...] = (),
        years: results.Years = results.EVER,
        only: results.Only = (),
    ) -> pd.DataFrame: ...


class Caseload(Protocol):
    """Asks for the open cases of an office, steps that are marked as not applicable set aside."""

    def __call__(self, jurisdiction: str, office: str) -> worklist.Caseload: ...


@dataclass(frozen=True)
class Records:
    """The questions and frames of one state of the records.

    Frames have the columns of the functions of `metrics` and `seed.batches` that return them, and
    `beside` is `seed.batches.hash_beside_batches`. `release` is the one that all is of; None of
    records.
    `notes` are on its numbers, and `corrections` asks what it corrects. `others` is what a release
    tells that stands beside exact figures of one's own; `notes` are then on that.
    """

    rows: Rows
    caseload: Caseload
    places: pd.DataFrame
    offices: pd.DataFrame
    years: Sequence[int]
    covered: Mapping[str, range]
    as_of: results.AsOf
    chosen: counting_options.Chosen
    events: pd.DataFrame
    batches: pd.DataFrame
    beside: str
    scope: scopes.Scope
    release: released.About | None = None
    notes: tuple[release_notes.Note, ...] = ()
    corrections: Callable[[], release_notes.Corrections | None] = lambda: None
    others: "Records | None" = None
    context: pd.DataFrame = field(default_factory=partial(pd.DataFrame, columns=CONTEXT))

    @cached_property
    def with_others(self) -> pd.DataFrame:
        """Return all jurisdictions, those of the release included (`dashboard.ui.peer_rows`)."""
        if self.others is None:
            return self.places
        return peer_comparison.add_released_columns(self.places, self.others.places)

    @cached_property
    def rules(self) -> pd.DataFrame:
        """What all of these places state, as `dashboard.ui.peer_rows.all_context` has it."""
        if self.others is None:
            return self.context
        further = self.others.context
        of_others = further[~further["jurisdiction"].isin(self.places["jurisdiction"])]
        return pd.concat([self.context, of_others], ignore_index=True)

    @property
    def peers_of(self) -> released.About | None:
        """The release that peers are of; None where they are of these records, or there is none."""
        return self.release if self.others is None else self.others.release

    def rows_beside(self, rows: pd.DataFrame, ids: tuple[str, ...], choice: Choice) -> pd.DataFrame:
        """The chosen place's `rows` with those of the places that stand beside it."""
        if choice.is_of_release:
            return released.put_others_beside(rows, rows, choice.jurisdiction)
        if self.others is None:
            return rows
        told = self.others.rows(ids, years=choice.years, only=choice.only)
        return released.put_others_beside(rows, told, choice.jurisdiction)

    @cached_property
    def offered(self) -> Options:
        """What can be chosen."""
        return filter_options.offer_options(
            self.places,
            self.offices,
            self.years,
            self.as_of,
            self.scope,
            covered=self.covered,
            release=self.release,
        )

    def currency(self, choice: Choice) -> str:
        """The currency of the chosen jurisdiction's amounts; empty without one."""
        return filter_options.currency(choice, self.places)

    @cached_property
    def state(self) -> records_state.State:
        """What tells this state of the records from another."""
        return records_state.build_state(self.batches, self.chosen, self.beside)


class Ask(Protocol):
    """Answers a question of `dashboard.data`."""

    def __call__(
        self, question: data.Question[Asked, Made], /, *asked: Asked.args, **how: Asked.kwargs
    ) -> Made: ...


def read_records(ask: Ask, scope: scopes.Scope, url: str = "") -> Records:
    """The records as the scope may see them, or the release where that is the scope.

    Marks of steps beside the records at `url` are asked for where open cases are listed: an
    unreadable file of them is in nobody else's way. Raises DatabaseMissing and UserError as
    `metrics.release.reading.shown` does.
    """

    def caseload(jurisdiction: str, office: str) -> worklist.Caseload:
        load = ask(data.caseload, jurisdiction, office)
        return worklist.set_aside(load, jurisdiction, marks.load(url, scope))

    return Records(
        rows=lambda *asked, **how: ask(data.rows, *asked, **how),
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
        context=ask(data.context),
    )


def records_of_connection(connection: Any, scope: scopes.Scope, url: str = "") -> Records:
    """The records behind an open connection, or the release that it looks at."""

    def ask(
        question: data.Question[Asked, Made], /, *asked: Asked.args, **how: Asked.kwargs
    ) -> Made:
        return question.on(connection, scope, *asked, **how)

    return read_records(ask, scope, url)
