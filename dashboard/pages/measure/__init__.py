"""The page Measure."""

from dashboard.pages import DEFINITION, PLACE_AND_TIME, Page, Part

PAGE = Page(
    url_path="measure",
    title="Measure",
    order=50,
    # Its heading is the question of the measure that is chosen.
    question="",
    filters=(Part.MEASURE, *PLACE_AND_TIME),
    without_download={
        "How to read it": DEFINITION,
        "What it is made of": DEFINITION,
        "A worked example": "fictional cases, stepped through",
        "Versions": DEFINITION,
    },
)
