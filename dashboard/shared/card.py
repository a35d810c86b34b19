"""A card: a bordered place with a heading, a note under it, and what the page puts in."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard import outside
from dashboard.shared import index
from dashboard.shared import note as muted


@contextmanager
def card(title: str, note: str = "", part: str = "") -> Iterator[None]:
    """What is drawn within stands under `title`, a heading of the second level, and `note`.

    `part` names the card in the address, as `index` leads to it.
    """
    with st.container(border=True, key=index.key(part) if part else None):
        st.header(outside.plain(title), anchor=False)
        if note:
            muted.draw(note, key=f"card.{title}")
        yield
