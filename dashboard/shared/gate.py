"""What stands in the place of a page for whoever is not signed in, or may see nothing."""

from urllib.parse import urlencode

import streamlit as st

from dashboard.server import identity
from dashboard.shared import page, panel

SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"
TITLE, NOTHING = "Sign in", "Nothing here is yours yet"
# A role that no page is for: the reason why there are none is not in the account.
NO_PAGE = "There is no page here for your role."


def draw(address: str) -> None:
    """Ask for a sign-in that leads back to `address`, or say why it leads to nothing."""
    operator = identity.operator()
    context = {"operator": operator.operator, "contact": operator.contact}
    if identity.is_signed_in():
        page.named(NOTHING)
        st.title(NOTHING)
        said = {"name": identity.name(), "reason": identity.reason() or NO_PAGE}
        panel.show("nothing_yours.html", context | said | {"out": SIGN_OUT}, key="gate")
        return
    page.named(TITLE)
    st.title(TITLE)
    panel.show("gate.html", context | {"sign_in": link(address)}, key="gate")


def link(address: str) -> str:
    """The way to a sign-in that leads back to a page, with the filters of its address."""
    query = urlencode(st.query_params.to_dict())
    to = f"/{address}{'?' if query else ''}{query}"
    return f"{SIGN_IN}?{urlencode({'to': to})}"
