"""Declaration of the page Add records."""

from dashboard.pages import ASKS, EVERY_CARD, Page
from schemas import scopes
from schemas.language import marked

AT_A_DESK = "records are added only on the computer that runs the dashboard"
PAGE = Page(
    url_path="upload",
    title=marked("Add records"),
    order=90,
    question=marked("Add records"),
    hidden_for={
        scopes.Kind.JURISDICTION: AT_A_DESK,
        scopes.Kind.OFFICE: AT_A_DESK,
        scopes.Kind.RELEASE: AT_A_DESK,
    },
    needs_records=False,
    styles=("styles/upload.css",),
    without_download={EVERY_CARD: ASKS},
)
