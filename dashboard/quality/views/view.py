"""What Data & quality says of the records as a whole, and of each of its parts."""

import pandas as pd

from dashboard import words
from dashboard.shared.frames import submissions

FULL = "Where a cell has no room for three digits, a full one is its shade alone."
ANSWERED = (
    "Percent of units for which the answer is known, by measure and year. Below 70 % a share is "
    f"not shown, only what it could be. A blank has nothing to count, or nothing due yet. {FULL}"
)
LATE = (
    "How many days before the state of the records an office's newest event lies. A case counts as "
    "open until it is decided at first instance, closed, or discontinued against all charged."
)
FOUND = "By rule, the most frequent first. Rows are those of the file as it was sent."
RECOGNISED = (
    "Of how many persons there is only one with this combination. Counted when the batch was "
    "stored, over all stored rows of the jurisdiction."
)
CHANGED = "Rows that gave way to a correction are kept, and come back when it is undone."
ERASED = (
    "Taken out of records, history and file for good. The day, the number of rows and the reason "
    "are all that is kept."
)
DONE = (
    "Who did what and when, in a log that is only added to. It names no record, and looking at a "
    "page is no act."
)
ADD = (
    "Files are checked and compared first: you see every finding and which measures would move, "
    "and nothing is stored before you accept. The same from the command line:"
)
COLLECTED = (
    "A table that was never sent reads as not collected. Said to be collected, it reads as none."
)


NO_BATCH = "No submission here is this office’s own: its records came in with its jurisdiction’s."


def sentence(batches: pd.DataFrame) -> str:
    """How much is stored, and how much of what was sent. `batches` as `data` returns them."""
    if batches.empty:
        return NO_BATCH
    stored = submissions.in_force(batches)
    read, refused = int(stored["rows_read"].sum()), int(stored["rows_refused"].sum())
    accepted = words.share((read - refused) / read) if read else "nothing"
    were = "were" if read else "was"
    findings = int(stored["findings"].sum())
    return (
        f"{words.counted(len(stored), 'batch', 'batches')} from"
        f" {words.counted(stored['jurisdiction'].nunique(), 'jurisdiction')}"
        f" {'holds' if len(stored) == 1 else 'hold'}"
        f" {words.counted(int(stored['rows_stored'].sum()), 'row')}: {accepted} of the rows sent"
        f" {were} accepted. {words.counted(findings, 'finding')}"
        f" {'stands' if findings == 1 else 'stand'} beside them."
    )
