"""Declaration of the page The money."""

from dashboard.pages import PLACE_AND_TIME, Page
from schemas.language import marked

PAGE = Page(
    url_path="money",
    title=marked("The money"),
    order=30,
    question=marked("Where does the money stop?"),
    filters=PLACE_AND_TIME,
)
