"""A report as one HTML file that opens offline: no script, and nothing asked of anybody."""

import re

from markupsafe import Markup

from dashboard.report.content import Report
from dashboard.report.picture import Picture
from dashboard.report.writers import printed
from dashboard.shared import letters

# Of the letters that the file carries.
WEIGHTS = (400, 600)
# Names of spaces are addresses that nobody calls, and HTML needs none.
NAMESPACE = re.compile(r'\s+xmlns(:\w+)?="[^"]*"')
# What a drawing shows is said once, in words, beside it; its marks are not read out one by one.
SPOKEN = re.compile(r'\s(?:role|aria-[a-z]+)="[^"]*"')
OWN_NAME = re.compile(r'(\bid="|url\(#|href="#)')


def written(report: Report) -> bytes:
    """The report as HTML; the same bytes for the same report."""
    page = printed.TEMPLATES.get_template("report.html").render(
        report=report,
        style=Markup(_style()),
        drawing=_drawing,
        printed=printed,
    )
    return page.encode()


def _drawing(picture: Picture, name: str) -> Markup:
    """The drawing with names that no other drawing of the page has."""
    svg = OWN_NAME.sub(rf"\g<1>{name}-", SPOKEN.sub("", NAMESPACE.sub("", picture.svg)))
    # Drawn by Vega, which escapes what stands in it.
    return Markup(svg.replace("<svg", '<svg aria-hidden="true"', 1))


def _style() -> str:
    own = (printed.ROOM / "styles" / "report.css").read_text(encoding="utf-8")
    return f"{letters.faces(WEIGHTS)}\n{own}"
