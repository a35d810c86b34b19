"""Declaration of the page The chain."""

from dashboard.pages import PLACE_AND_TIME, Page
from schemas.language import marked

PAGE = Page(
    url_path="chain",
    title=marked("The chain"),
    order=20,
    question=marked("How far up the trafficking chain do charges go?"),
    filters=PLACE_AND_TIME,
    lead_measures=("N01", "N02"),
)
