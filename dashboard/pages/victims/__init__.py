"""The page Victims & remedies."""

from dashboard.pages import PLACE_AND_TIME, Page

PAGE = Page(
    url_path="victims",
    title="Victims & remedies",
    order=40,
    question="What reaches the victims?",
    filters=PLACE_AND_TIME,
    lead_measures=("V03", "R02b", "R03"),
)
