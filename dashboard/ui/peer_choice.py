"""Choose with whom a jurisdiction is compared: a set of others, or others chosen one by one."""

from collections.abc import Mapping

import streamlit as st

from dashboard.frames import comparable_places, peer_comparison
from dashboard.query_params import Choice, PeersView
from dashboard.records import Records
from dashboard.ui import address, html_card
from schemas.language import marked, t

ALL = marked("All")
NOBODY = marked("No other jurisdiction is in this group. Choose another one.")


def draw_peer_set(view: PeersView, page: str) -> None:
    """Draw the choice of a set of jurisdictions; `page` is the address of the page."""
    st.selectbox(
        t("Group of jurisdictions"),
        ["", *comparable_places.PEER_SETS],
        format_func=lambda name: t(comparable_places.PEER_SETS.get(name, ALL)),
        width=320,
        **address.bind_widget("set", f"{page}.set", view.peer_set),
    )


def names_in_set(
    view: PeersView, names: Mapping[str, str], choice: Choice, records: Records, *, page: str = ""
) -> Mapping[str, str]:
    """Return the names of the chosen jurisdiction and of others in the set.

    Without others, the page stops. If it draws the choice of the set further below, `page` is its
    address: then the choice is drawn before the page stops.
    """
    if not view.peer_set:
        return names
    own = choice.jurisdiction
    is_in = comparable_places.in_set(
        view.peer_set,
        own,
        peer_comparison.rules_by_jurisdiction(records.rules),
        lambda: records.rows_with_peers((comparable_places.INVESTIGATIONS,), choice),
    )
    kept = {id_: name for id_, name in names.items() if id_ == own or is_in(id_)}
    if len(kept) == 1:
        if page:
            draw_peer_set(view, page)
        html_card.draw_notice(t(NOBODY), key="peers.nobody")
        st.stop()
    return kept


def draw_peers(view: PeersView, page: str, names: Mapping[str, str], own: str) -> None:
    """Draw a choice of single jurisdictions; `names` are of those in the set and of `own`."""
    offered = {id_: names[id_] for id_ in PeersView().peers_shown(names, own)}
    st.multiselect(
        t("Choose jurisdictions"),
        list(offered),
        format_func=lambda id_: offered[id_],
        placeholder=t("All comparable jurisdictions"),
        width=480,
        **address.bind_widget(
            "with", f"{page}.with", [id_ for id_ in view.peers if id_ in offered]
        ),
    )
