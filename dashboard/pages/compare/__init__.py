"""Declaration of the page Compare."""

from dashboard.pages import DEFINITION, Page, Part
from schemas.language import marked

PAGE = Page(
    url_path="compare",
    title=marked("Compare"),
    order=60,
    question=marked("Is the difference real, or due to small numbers or counting rules?"),
    # The page compares jurisdictions, so there is no office filter.
    filters=(Part.MEASURE, Part.JURISDICTION, Part.FROM, Part.TO, Part.FORM),
    without_download={marked("What is compared"): DEFINITION},
)
