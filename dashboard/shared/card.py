"""A card: a bordered place with a heading, a note under it, and what the page puts in."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard import outside
from dashboard.shared import note as muted


@contextmanager
def card(title: str, note: str = "", key: str | None = None) -> Iterator[None]:
    """What is drawn within stands under `title`, a heading of the second level, and `note`.

    With a `key` a link of the page can land there.
    """
    with st.container(border=True, key=key):
        st.header(outside.plain(title), anchor=False)
        if note:
            muted.draw(note, key=f"card.{title}")
        yield
