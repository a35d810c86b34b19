"""Declaration of the page My caseload, the only page that shows ids of records."""

from dashboard.pages import PERSONS, Page, Part
from schemas import scopes
from schemas.language import marked

PAGE = Page(
    url_path="caseload",
    title=marked("My caseload"),
    order=70,
    question=marked("What can still be done?"),
    # Steps are shown for all open cases of an office, whatever the form of exploitation.
    filters=(Part.JURISDICTION, Part.OFFICE, Part.FROM, Part.TO, Part.MEASURE),
    hidden_for={
        scopes.Kind.JURISDICTION: "only an office sees its cases; others see its figures",
        scopes.Kind.RELEASE: "a release has no records of single cases",
    },
    styles=("styles/caseload.css", "styles/sheet.css"),
    without_download={"Open cases": PERSONS, "What can still be done": PERSONS},
)
