"""The page Report."""

from dashboard.pages import EVERY_CARD, PLACE_AND_TIME, Page

PAGE = Page(
    url_path="report",
    title="Report",
    order=80,
    question="Create a report",
    filters=PLACE_AND_TIME,
    styles=("styles/preview.css",),
    without_download={EVERY_CARD: "it is itself what is downloaded"},
)
