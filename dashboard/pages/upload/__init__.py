"""The page Add records."""

from dashboard.pages import ASKS, EVERY_CARD, Page
from schemas import scopes

AT_A_DESK = "records come in at a desk alone"
PAGE = Page(
    url_path="upload",
    title="Add records",
    order=90,
    question="What would these records change?",
    hidden_for={
        scopes.Kind.JURISDICTION: AT_A_DESK,
        scopes.Kind.OFFICE: AT_A_DESK,
        scopes.Kind.RELEASE: AT_A_DESK,
    },
    needs_records=False,
    styles=("styles/upload.css",),
    without_download={EVERY_CARD: ASKS},
)
