"""Declaration of the page Measure."""

from dashboard.pages import DEFINITION, PLACE_AND_TIME, Page, Part
from schemas.language import marked

PAGE = Page(
    url_path="measure",
    title=marked("Measure"),
    order=50,
    # The heading is the question of the chosen measure.
    question="",
    filters=(Part.MEASURE, *PLACE_AND_TIME),
    without_download={
        marked("How to interpret it"): DEFINITION,
        marked("How it is calculated"): DEFINITION,
        marked("A worked example"): marked("invented cases, row by row"),
        marked("Versions"): DEFINITION,
    },
)
