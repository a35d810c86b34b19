"""Declaration of the page Report."""

from dashboard.pages import EVERY_CARD, PLACE_AND_TIME, Page
from schemas.language import marked

PAGE = Page(
    url_path="report",
    title=marked("Report"),
    order=80,
    question=marked("Create a report"),
    filters=PLACE_AND_TIME,
    styles=("styles/preview.css",),
    without_download={EVERY_CARD: "it is itself what is downloaded"},
)
