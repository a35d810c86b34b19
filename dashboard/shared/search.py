"""Search by word on a long page: the field, the words of the address, and what holds them all."""

from collections.abc import Iterable, Mapping

import streamlit as st

from dashboard import outside

WORDS, KEY = "q", "search.words"
AT_MOST = 200


def text(address: Mapping[str, str]) -> str:
    """What an address looks for, as it was written; the beginning of what is very long."""
    return address.get(WORDS, "")[:AT_MOST]


def words_of(written: str) -> tuple[str, ...]:
    """What is looked for, word by word and in small letters; none where it is blank."""
    return tuple(dict.fromkeys(written.casefold().split()))


def holds(texts: Iterable[str], words: Iterable[str]) -> bool:
    """Whether each of the words stands somewhere in the texts, also within a longer word."""
    everything = " ".join(texts).casefold()
    return all(word in everything for word in words)


def field(label: str, example: str, instead_of: tuple[str, ...] = ()) -> None:
    """Draw the field, set to what the address says; the address follows it.

    `instead_of` are parts of the address that end where something else is looked for.
    """
    # The address is the truth: it is set before the widget is drawn, so both always agree.
    st.session_state[KEY] = text(st.query_params.to_dict())
    st.text_input(
        outside.plain(label),
        key=KEY,
        on_change=_written,
        args=(instead_of,),
        placeholder=example,
        max_chars=AT_MOST,
        width=340,
    )


def _written(instead_of: tuple[str, ...]) -> None:
    """Write what is looked for into the address, before the page runs again."""
    for part in instead_of:
        st.query_params.pop(part, None)
    if written := st.session_state[KEY].strip():
        st.query_params[WORDS] = written
    else:
        st.query_params.pop(WORDS, None)
