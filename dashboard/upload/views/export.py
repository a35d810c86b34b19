"""What a mapping was made for: an export that was looked at, against which others are held."""

from dataclasses import replace

import streamlit as st

from dashboard import data, outside
from dashboard.shared import note
from dashboard.upload.views.desk import Desk
from schemas import errors
from seed import batches
from seed.mapping import export_shape, parse_profile, profile_toml

NEW = (
    "This mapping does not yet say which export it was made for. If this export was read correctly,"
    " accept it. Each later export is then compared with it before anything is stored, and you see"
    " which words are new or spelled differently."
)
OTHER = (
    "This export differs from those that the mapping was made for. Look at what was found in the"
    " files. If this export was read correctly, accept it."
)
ACCEPT = "Accept: compare later exports with this one"


def draw(desk: Desk) -> None:
    """Draw the way to accept what an export looks like, where its mapping is kept by a name."""
    request, shape, receipt = desk.request, desk.outcome.shape, desk.receipt
    if request is None or request.profile_text is None or shape is None or receipt is None:
        return
    name, text = request.profile_name, request.profile_text
    profile = parse_profile.parse(name, text)
    is_other = any(one.rule in export_shape.SHAPE_RULES for one in receipt.findings)
    if profile.shape is not None and not is_other:
        return
    kept = data.profiles().get(name)
    if kept is None or profile_toml.without_shape(kept) != profile_toml.without_shape(text):
        # What is not kept, or kept otherwise than it was used, reads no later export.
        return
    note.draw(OTHER if is_other else NEW, key="upload.export")
    if not st.button(outside.plain(ACCEPT), key=desk.key("export")):
        return
    text = profile_toml.with_shape(text, shape)
    try:
        batches.save_profile(data.current().url, name, text)
    except errors.UserError as error:
        note.draw_faults([str(error)], key="upload.export.not_saved")
        return
    desk.examine(replace(request, profile_text=text))
    st.rerun()
