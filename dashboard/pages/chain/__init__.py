"""The page The chain."""

from dashboard.pages import PLACE_AND_TIME, Page

PAGE = Page(
    url_path="chain",
    title="The chain",
    order=20,
    question="How far up the trafficking chain do charges go?",
    filters=PLACE_AND_TIME,
    lead_measures=("N01", "N02"),
)
