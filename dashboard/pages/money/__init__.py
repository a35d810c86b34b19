"""The page The money."""

from dashboard.pages import PLACE_AND_TIME, Page

PAGE = Page(
    url_path="money",
    title="The money",
    order=30,
    question="Where does the money stop?",
    filters=PLACE_AND_TIME,
)
