"""The page My caseload: the one on which ids of records are shown."""

from dashboard.pages import PERSONS, Page, Part
from schemas import scopes
from schemas.language import marked

PAGE = Page(
    url_path="caseload",
    title=marked("My caseload"),
    order=70,
    question=marked("What can still be done?"),
    # What can still be done is told of every open case of an office, of any form.
    filters=(Part.JURISDICTION, Part.OFFICE, Part.FROM, Part.TO, Part.MEASURE),
    hidden_for={
        scopes.Kind.JURISDICTION: "only an office sees its cases; others see its figures",
        scopes.Kind.RELEASE: "a release holds no records of single cases",
    },
    styles=("styles/caseload.css", "styles/sheet.css"),
    without_download={"Open cases": PERSONS, "What can still be done": PERSONS},
)
