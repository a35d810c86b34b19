"""The key of a mapping's pseudonyms, asked for before the files are read and never stored."""

import secrets

import streamlit as st

from dashboard.shared import note, panel, take_away
from seed import pseudonyms
from seed.mapping import parse_profile

# A longer file is no key.
MOST_BYTES = 4096
NOTE = (
    "This mapping replaces ids by keyed pseudonyms. Choose the key file that you used before: with "
    "another key, the same person would become another person. For the first export, make a new "
    "key, keep its file, and choose it here. The key is used only while the files are checked and "
    "stored. It is never kept with the records."
)
BEFORE = "The key that you chose before is used, until you choose another."


def asked(text: str | None, key: str, before: str = "") -> str | None:
    """The key that the profile needs: blank where it needs none, None until there is one.

    `key` begins the keys of its widgets; `before` is the one that this upload had before.
    """
    if text is None or not parse_profile.parse("upload", text).needs_key:
        return ""
    note.draw(NOTE, key=f"{key}.key_note")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        sent = st.file_uploader("Key file", key=f"{key}.key_file", max_upload_size=1)
        # A key for each press, that lies ready for nobody.
        take_away.offer(
            "Make a new key",
            _new,
            name="pseudonym.key",
            kind="text/plain",
            key=f"{key}.new_key",
        )
    if sent is None and before:
        note.draw(BEFORE, key=f"{key}.key_before")
    if sent is None:
        return before or None
    read = sent.getvalue()[: MOST_BYTES + 1].decode("utf-8-sig", "replace").strip()
    fault = "is too long" if len(read) > MOST_BYTES else pseudonyms.key_fault(read)
    if fault is None:
        return read
    panel.show("notice.html", {"text": f"The key in this file {fault}."}, key=f"{key}.key_fault")
    return None


def _new() -> bytes:
    return f"{secrets.token_hex(pseudonyms.NEW_KEY_BYTES)}\n".encode()
