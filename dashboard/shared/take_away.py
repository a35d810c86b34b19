"""Files to take away, each ready before its button is pressed."""

import streamlit as st

from dashboard import outside


def offer(label: str, content: bytes | str, *, name: str, kind: str, key: str) -> None:
    """A button that gives the file of that name, and does not run the page.

    Streamlit could make the content at the press. But it forgets how to with each run of the page,
    and whoever presses while one is on its way is told that the file failed.
    """
    st.download_button(
        outside.plain(label), content, file_name=name, mime=kind, key=key, on_click="ignore"
    )
