"""Who may stand beside the chosen place, and their figures: beside exact ones of a release."""

import pandas as pd

from dashboard import data, released
from dashboard.frames import peer_comparison
from dashboard.query_params import Choice
from dashboard.release_notes import Note
from metrics import results
from schemas import errors, scopes


def rows_with_peers(
    ids: tuple[str, ...],
    *,
    own: str,
    years: results.Years = results.EVER,
    only: results.Only = (),
) -> pd.DataFrame:
    """The rows of the `own` place and of those that may stand beside it, as `data.rows` has them.

    At a desk these are the other made-up jurisdictions of the same database. Beside exact figures
    of one's own the others' come from the release that is shown, never from records: two offices'
    own and the exact sum of three are the third's.
    """
    exact = data.rows(ids, years=years, only=only)
    return _add_others(exact, ids, own, years, only)


def add_others(ids: tuple[str, ...], exact: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """The same of a choice, of whose place and years the `exact` rows are known already."""
    return _add_others(exact, ids, choice.jurisdiction, choice.years, choice.only)


def _add_others(
    exact: pd.DataFrame, ids: tuple[str, ...], own: str, years: results.Years, only: results.Only
) -> pd.DataFrame:
    source = data.current()
    if source.scope == scopes.RELEASE:
        return released.put_others_beside(exact, exact, own)
    if (others := _release_source(source)) is None:
        return exact
    told = data.rows.from_source(others, ids, years=years, only=only)
    return released.put_others_beside(exact, told, own)


def peer_circle(choice: Choice, places: tuple[str, ...]) -> peer_comparison.Circle:
    """Who the chosen place is held against, and by which rules; `places` may stand beside it."""

    def rows_of(ids: tuple[str, ...], span: peer_comparison.Years) -> peer_comparison.ByMeasure:
        of_span = rows_with_peers(ids, own=choice.jurisdiction, years=span, only=choice.only)
        return peer_comparison.rows_per_measure(of_span)

    return peer_comparison.find_circle(
        choice,
        places,
        context=all_context(),
        happened=data.events(),
        rows_of=rows_of,
        release=release_of_peers(),
    )


def all_jurisdictions() -> pd.DataFrame:
    """One's own jurisdictions and those of the release, as `data.jurisdictions` has them.

    With `released`, whether figures are those of the release beside own ones, where there is one.
    """
    own = data.jurisdictions()
    if (others := _release_source(data.current())) is None:
        return own
    return peer_comparison.add_released_columns(own, data.jurisdictions.from_source(others))


def all_context() -> pd.DataFrame:
    """What one's own jurisdictions and those of the release state, as `data.context` has it.

    At a desk, and over a release alone, these are all that there are.
    """
    own = data.context()
    if (others := _release_source(data.current())) is None:
        return own
    told = data.context.from_source(others)
    further = told[~told["jurisdiction"].isin(data.jurisdictions()["jurisdiction"])]
    return pd.concat([own, further], ignore_index=True)


def release_of_peers() -> released.About | None:
    """The release that peers are of; None at a desk, and where there is none."""
    others = _release_source(data.current())
    return None if others is None else data.release.from_source(others)


def peer_notes() -> tuple[Note, ...]:
    """The notes on the numbers of the release that is looked at, or that peers are of."""
    others = _release_source(data.current())
    return () if others is None else data.notes.from_source(others)


def _release_source(source: data.Source) -> data.Source | None:
    """The release that may stand beside the figures of a source; None at a desk, or without one."""
    if source.scope.reads_all:
        return None
    if source.scope == scopes.RELEASE:
        return source
    try:
        return data.release_source(source.url)
    except errors.UserError:
        # One's own figures are shown whether or not there is a release, and whether it is whole.
        return None
