"""Search by word on a long page: the field, the words of the address, and what holds them all."""

from collections.abc import Iterable

import streamlit as st

from dashboard import outside
from dashboard.query_params import LONGEST_SEARCH
from dashboard.shared import address


def words_of(written: str) -> tuple[str, ...]:
    """What is looked for, word by word and in small letters; none where it is blank."""
    return tuple(dict.fromkeys(written.casefold().split()))


def holds(texts: Iterable[str], words: Iterable[str]) -> bool:
    """Whether each of the words stands somewhere in the texts, also within a longer word."""
    everything = " ".join(texts).casefold()
    return all(word in everything for word in words)


def draw_field(text: str, label: str, example: str, instead_of: str = "") -> None:
    """Draw the field, set to the text of the address; `instead_of` as `address.bind` has it."""
    st.text_input(
        outside.plain(label),
        placeholder=example,
        max_chars=LONGEST_SEARCH,
        width=340,
        **address.bind("q", "search.words", text, instead_of=instead_of),
    )
