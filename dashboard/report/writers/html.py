"""A report as one HTML file that opens offline: no script, and nothing asked of anybody."""

from markupsafe import Markup

from dashboard.report.content import Report
from dashboard.report.writers import drawing, printed
from dashboard.shared import letters

# Of the letters that the file carries.
WEIGHTS = (400, 600)


def written(report: Report) -> bytes:
    """The report as HTML; the same bytes for the same report."""
    page = printed.TEMPLATES.get_template("report.html").render(
        report=report,
        style=Markup(_style()),
        drawing=drawing.inline,
        printed=printed,
    )
    return page.encode()


def _style() -> str:
    own = (printed.ROOM / "styles" / "report.css").read_text(encoding="utf-8")
    return f"{letters.faces(WEIGHTS)}\n{own}"
