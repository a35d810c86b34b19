"""Find the jurisdictions to compare with the chosen one, and their figures, exact or released."""

import pandas as pd

from dashboard import data, released_data
from dashboard.frames import peer_comparison
from dashboard.query_params import Choice
from dashboard.release_replies import Note
from metrics import results
from schemas import errors, scopes


def rows_with_peers(
    ids: tuple[str, ...],
    *,
    own: str,
    years: results.Years = results.EVER,
    only: results.Only = (),
) -> pd.DataFrame:
    """Return the rows of the jurisdiction `own` and of those compared with it; as `data.rows`.

    At a desk these are the other made-up jurisdictions of the database. Users who see only their
    own records get the others' figures from the release, never from records: one could calculate
    the third of three offices from the exact sum and the own figures.
    """
    exact = data.rows(ids, years=years, only=only)
    return _add_others(exact, ids, own, years, only)


def add_peer_rows(ids: tuple[str, ...], exact: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """Append the rows of the jurisdictions to compare to the `exact` rows of the chosen one."""
    return _add_others(exact, ids, choice.jurisdiction, choice.years, choice.only)


def _add_others(
    exact: pd.DataFrame, ids: tuple[str, ...], own: str, years: results.Years, only: results.Only
) -> pd.DataFrame:
    source = data.current_source()
    if source.scope == scopes.RELEASE:
        return released_data.combine_with_released(exact, exact, own)
    if (others := _release_source(source)) is None:
        return exact
    told = data.rows.from_source(others, ids, years=years, only=only)
    return released_data.combine_with_released(exact, told, own)


def current_peer_group(choice: Choice, jurisdictions: tuple[str, ...]) -> peer_comparison.PeerGroup:
    """Return the settings of a comparison; `jurisdictions` are those that may be compared."""

    def rows_of(ids: tuple[str, ...], span: peer_comparison.Years) -> peer_comparison.ByMeasure:
        of_span = rows_with_peers(ids, own=choice.jurisdiction, years=span, only=choice.only)
        return peer_comparison.group_rows_by_measure(of_span)

    return peer_comparison.build_peer_group(
        choice,
        jurisdictions,
        context=all_stated_rules(),
        happened=data.events(),
        rows_of=rows_of,
        release=release_of_peers(),
    )


def all_jurisdictions() -> pd.DataFrame:
    """Return the user's own jurisdictions and those of the release.

    Columns of `data.jurisdictions`. If there is a release, a column `released` says whose figures
    come from it.
    """
    own = data.jurisdictions()
    if (others := _release_source(data.current_source())) is None:
        return own
    return peer_comparison.add_released_jurisdictions(own, data.jurisdictions.from_source(others))


def all_stated_rules() -> pd.DataFrame:
    """Return the rules that own and released jurisdictions state; columns of `data.context`."""
    own = data.context()
    if (others := _release_source(data.current_source())) is None:
        return own
    told = data.context.from_source(others)
    further = told[~told["jurisdiction"].isin(data.jurisdictions()["jurisdiction"])]
    return pd.concat([own, further], ignore_index=True)


def release_of_peers() -> released_data.About | None:
    """Return the release from which the figures of compared jurisdictions are taken.

    None at a desk or without any.
    """
    others = _release_source(data.current_source())
    return None if others is None else data.release.from_source(others)


def shown_replies() -> tuple[Note, ...]:
    """Return the replies on figures of the release that is shown or compared with."""
    others = _release_source(data.current_source())
    return () if others is None else data.notes.from_source(others)


def _release_source(source: data.Source) -> data.Source | None:
    """Return the release to compare with; None at a desk, or if there is no valid one."""
    if source.scope.reads_all:
        return None
    if source.scope == scopes.RELEASE:
        return source
    try:
        return data.release_source(source.url)
    except errors.UserError:
        # Own figures are shown even if there is no release or it is damaged.
        return None
