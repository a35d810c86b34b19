"""Declaration of the page Methods."""

from dashboard.pages import DEFINITION, EVERY_CARD, Page
from schemas.language import marked

PAGE = Page(
    url_path="methods",
    title=marked("Methods"),
    order=110,
    question=marked("How are the figures calculated?"),
    needs_records=False,
    without_download={EVERY_CARD: DEFINITION},
)
