"""Who may stand beside the chosen place, and who that is in words."""

from collections.abc import Mapping

import pandas as pd

from dashboard import released, words
from dashboard.query_params import Choice

ALONE = (
    "These are one jurisdiction's own records. Others' figures stand beside them only from "
    "releases, which this database does not hold."
)
OF_OFFICE = "None beside a single office"
# Of the periods of a release, the last first.
SAID_PERIODS = 3


def with_released(own: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Own jurisdictions and those that a release tells of, with `released`, which of them it is."""
    further = told[~told["jurisdiction"].isin(own["jurisdiction"])]
    return pd.concat([own.assign(released=False), further.assign(released=True)], ignore_index=True)


def peer_places(places: pd.DataFrame, choice: Choice) -> tuple[str, ...]:
    """The other made-up jurisdictions of a made-up one, else those of the release.

    `places` has the columns jurisdiction and made_up, and `released` where a release is at hand
    (`dashboard.peers.places`). Real peers' figures come from releases only, and made-up ones are
    not set beside real ones.
    """
    is_chosen = places["jurisdiction"] == choice.jurisdiction
    if choice.office and not choice.office_alone:
        return ()
    is_made_up = bool(places.loc[is_chosen, "made_up"].all())
    others = ~is_chosen & (places["made_up"].astype(bool) == is_made_up)
    if not (choice.of_release or (is_made_up and not choice.office)):
        others &= places.get("released", pd.Series(data=False, index=places.index))
    return tuple(sorted(places.loc[others, "jurisdiction"]))


def peer_names(places: pd.DataFrame, choice: Choice) -> Mapping[str, str]:
    """The chosen jurisdiction and those that may stand beside it, by id; empty without any.

    `places` has the columns of `metrics.results.jurisdictions`.
    """
    beside = peer_places(places, choice)
    kept = places[places["jurisdiction"].isin((choice.jurisdiction, *beside))]
    return dict(zip(kept["jurisdiction"], kept["name"], strict=True)) if beside else {}


def peer_words(places: tuple[str, ...]) -> str:
    """Who the peers are, in words."""
    if not places:
        return "None: other jurisdictions come with releases"
    return f"{len(places)} other made-up jurisdictions"


def all_words(places: tuple[str, ...], choice: Choice, release: released.About | None) -> str:
    """Who the peers are, or why there are none; `release` is the one that they are of, if any."""
    if choice.office and not choice.office_alone:
        return OF_OFFICE
    return peer_words(places) if release is None else released_words(places, choice, release)


def released_words(places: tuple[str, ...], choice: Choice, release: released.About | None) -> str:
    """The same where they are of a release, which has periods of its own."""
    if not places or release is None:
        return peer_words(())
    periods = release.periods[released.FORM if choice.form else ""]
    if choice.years not in periods:
        last = words.listing([words.period(*span) for span in reversed(periods[:SAID_PERIODS])])
        return f"Released of other periods: {last}"
    return f"{len(places)} other jurisdictions of release {release.number}"
