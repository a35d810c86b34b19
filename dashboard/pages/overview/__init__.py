"""Declaration of the page Overview."""

from dashboard.pages import PLACE_AND_TIME, Page
from schemas.language import marked

PAGE = Page(
    url_path="overview",
    title=marked("Overview"),
    order=10,
    question=marked("How good are our prosecutions?"),
    filters=PLACE_AND_TIME,
    lead_measures=("N01",),
    styles=("styles/count_card.css",),
)
