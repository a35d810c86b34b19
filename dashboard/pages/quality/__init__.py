"""Declaration of the page Data & quality."""

from dashboard.pages import ASKS, OF_OFFICE, OWN_FILE, PERSONS, Page
from schemas import scopes
from schemas.language import marked

BY_COMMAND = "the command `batches --json` writes it"
PAGE = Page(
    url_path="quality",
    title=marked("Data & quality"),
    order=100,
    question=marked("Can I trust these figures?"),
    filters=OF_OFFICE,
    hidden_for={scopes.Kind.RELEASE: "a release has no single records"},
    without_download={
        "Errors and warnings, and what to do": OWN_FILE,
        "Columns that were not read": "names of columns, in the file of the source",
        "Sources of the records": BY_COMMAND,
        "One import": BY_COMMAND,
        "Could someone be identified?": PERSONS,
        "Undo this import": ASKS,
        "What was corrected or undone": OWN_FILE,
        "What was deleted permanently": "the card shows all that is kept of it",
        "Log of actions": "the command `audit list --format csv` writes it",
        "Add records": ASKS,
        "What is collected": OWN_FILE,
    },
)
