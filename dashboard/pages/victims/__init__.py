"""Declaration of the page Victims & remedies."""

from dashboard.pages import PLACE_AND_TIME, Page
from schemas.language import marked

PAGE = Page(
    url_path="victims",
    title=marked("Victims & remedies"),
    order=40,
    question=marked("What reaches the victims?"),
    filters=PLACE_AND_TIME,
    lead_measures=("V03", "R02b", "R03"),
)
