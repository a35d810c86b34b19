"""The page Compare."""

from dashboard.pages import DEFINITION, Page, Part

PAGE = Page(
    url_path="compare",
    title="Compare",
    order=60,
    question="Is the difference real, or due to small numbers or counting rules?",
    # Jurisdictions stand beside each other, not an office beside jurisdictions.
    filters=(Part.MEASURE, Part.JURISDICTION, Part.FROM, Part.TO, Part.FORM),
    without_download={"What is compared": DEFINITION},
)
