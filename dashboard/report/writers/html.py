"""A report as one HTML file that opens offline: no script, and nothing asked of anybody."""

import base64
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dashboard.report.content import Report
from dashboard.report.picture import Picture
from dashboard.report.writers import printed

ROOM = Path(__file__).parents[1]
FONTS = Path(__file__).parents[3] / "static" / "fonts"
# Weight and file of the letters that the file carries; those of other scripts are the reader's own.
CARRIED = {400: "ibm-plex-sans-latin-400-normal", 600: "ibm-plex-sans-latin-600-normal"}
# Names of spaces are addresses that nobody calls, and HTML needs none.
NAMESPACE = re.compile(r'\s+xmlns(:\w+)?="[^"]*"')
# What a drawing shows is said once, in words, beside it; its marks are not read out one by one.
SPOKEN = re.compile(r'\s(?:role|aria-[a-z]+)="[^"]*"')
OWN_NAME = re.compile(r'(\bid="|url\(#|href="#)')


def _visible(value: object) -> object:
    """Names in records are the sender's: what cannot be seen in them is marked."""
    return printed.plain(value) if type(value) is str else value


TEMPLATES = Environment(
    loader=FileSystemLoader(ROOM / "markup"),
    autoescape=True,
    finalize=_visible,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def written(report: Report) -> bytes:
    """The report as HTML; the same bytes for the same report."""
    page = TEMPLATES.get_template("report.html").render(
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


@cache
def _style() -> str:
    faces = [
        '@font-face { font-family: "IBM Plex Sans"; font-weight: '
        f"{weight}; src: url(data:font/woff2;base64,{_letters(file)}) format('woff2'); }}"
        for weight, file in CARRIED.items()
    ]
    return "\n".join([*faces, (ROOM / "styles" / "report.css").read_text(encoding="utf-8")])


def _letters(file: str) -> str:
    return base64.b64encode((FONTS / f"{file}.woff2").read_bytes()).decode()
