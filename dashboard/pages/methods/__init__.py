"""The page Methods."""

from dashboard.pages import DEFINITION, EVERY_CARD, Page

PAGE = Page(
    url_path="methods",
    title="Methods",
    order=110,
    question="How are the figures calculated?",
    needs_records=False,
    without_download={EVERY_CARD: DEFINITION},
)
