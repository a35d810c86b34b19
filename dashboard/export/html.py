"""A report as one HTML file that opens offline: no script, and nothing asked of anybody."""

from markupsafe import Markup

from dashboard import templates
from dashboard.export import chart_picture, print_format
from dashboard.export.content import Report

# Of the letters that the file carries.
WEIGHTS = (400, 600)


def render_html(report: Report) -> bytes:
    """The report as HTML; the same bytes for the same report."""
    page = print_format.TEMPLATES.get_template("report.html").render(
        report=report,
        style=Markup(_style()),
        drawing=chart_picture.inline_svg,
        printed=print_format,
    )
    return page.encode()


def _style() -> str:
    own = (print_format.HERE / "styles" / "report.css").read_text(encoding="utf-8")
    return f"{templates.embedded_fonts(WEIGHTS)}\n{own}"
