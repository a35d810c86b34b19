"""What a submission is to stored records: new, an update of them, or in the place of batches."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from dashboard import data
from dashboard.shared import note
from dashboard.shared.frames import submissions
from dashboard.upload.views.desk import Desk
from dashboard.work import intake
from seed import batches, submission

NEW, UPDATES, REPLACES, BY_ROW = "new", "updates", "replaces", "by_row"
# The words of the command line and of submission.toml.
KINDS = {
    NEW: "is new: a stored row with other content is refused",
    UPDATES: "updates what is stored: changes and adds; removes nothing",
    REPLACES: "replaces batches: what it lacks leaves",
    BY_ROW: "replaces the last import by this mapping, since its ids are numbers of rows",
}
KEPT = "Rows that give way are kept as history; undoing the batch brings them back."
BY_FILE = "submission.toml says so; to have it otherwise, change it there and send the files again."


def draw(desk: Desk, receipt: batches.Receipt) -> None:
    """Draw the choice, where batches are in force that the submission may be about."""
    in_force = _batches(desk.outcome.url, receipt)
    if desk.request is None or not in_force:
        return
    is_said = _is_said_by_file(desk.request, receipt)
    kinds = [BY_ROW, REPLACES] if receipt.ids_by_row else [NEW, UPDATES, REPLACES]
    chosen = st.radio(
        "This submission",
        kinds,
        index=kinds.index(_kind(receipt)),
        format_func=KINDS.__getitem__,
        disabled=is_said,
        key=desk.key("kind"),
    )
    if is_said:
        note.draw(BY_FILE, key="upload.by_file")
    named = _named(desk, receipt, in_force) if chosen == REPLACES else ()
    if chosen != NEW:
        note.draw(KEPT, key="upload.kept")
    request = replace(desk.request, supersedes=named, updates=chosen == UPDATES and not is_said)
    lacks_names = chosen == REPLACES and not named and not is_said
    is_same = request == desk.request
    if st.button("See what that changes", disabled=is_same or lacks_names, key=desk.key("replace")):
        desk.examine(request)
        st.rerun()


def _named(
    desk: Desk, receipt: batches.Receipt, in_force: Mapping[int, str]
) -> tuple[int, ...] | submission.All:
    """The batches that a person names; one that the file names is named beside them."""
    every = f"every batch of {receipt.jurisdiction}" if receipt.jurisdiction else "every batch"
    labels = {submission.ALL: every} | {
        one: f"batch {one}: {title}" for one, title in in_force.items()
    }
    chosen = st.multiselect(
        "Batches that it replaces",
        list(labels),
        format_func=labels.__getitem__,
        placeholder="Choose the batches",
        # Else Enter would choose all that are like what was typed, since they stand first.
        select_all=False,
        key=desk.key("supersedes"),
    )
    if submission.ALL in chosen:
        return submission.ALL
    return tuple(sorted(int(one) for one in chosen))


def _batches(url: str, receipt: batches.Receipt) -> dict[int, str]:
    """The batches in force that it may be about, with their sources, last stored first.

    They are those of the database that the rows would go into.
    """
    if not intake.version_of(url):
        return {}
    in_force = submissions.in_force(data.batches(url)).iloc[::-1]
    if receipt.jurisdiction is not None:
        in_force = in_force[in_force["jurisdiction"] == receipt.jurisdiction]
    return {
        int(one): str(title)
        for one, title in zip(in_force["batch_id"], in_force["source"], strict=True)
    }


def _kind(receipt: batches.Receipt) -> str:
    if receipt.named:
        return REPLACES
    if receipt.ids_by_row:
        return BY_ROW
    return UPDATES if receipt.updates else NEW


def _is_said_by_file(request: intake.Request, receipt: batches.Receipt) -> bool:
    """Whether submission.toml says what it is: the page can add to that, and take nothing away."""
    updates = receipt.updates and not request.updates
    named = set() if receipt.named == submission.ALL else set(receipt.named)
    requested = set() if request.supersedes == submission.ALL else set(request.supersedes)
    all_ = receipt.named == submission.ALL != request.supersedes
    return updates or all_ or bool(named - requested)
