"""A drawing within a page: no name that another drawing has, and no mark read out by itself."""

import re

from markupsafe import Markup

from dashboard.charts import theme
from dashboard.report.picture import Picture

# Names of spaces are addresses that nobody calls, and HTML needs none.
NAMESPACE = re.compile(r'\s+xmlns(:\w+)?="[^"]*"')
# What a drawing shows is said once, in words, beside it; its marks are not read out one by one.
SPOKEN = re.compile(r'\s(?:role|aria-[a-z]+)="[^"]*"')
OWN_NAME = re.compile(r'(\bid="|url\(#|href="#)')
NAMES = {colour.lower(): name for name, colour in vars(theme.LIGHT).items()}
COLOUR = re.compile("|".join(NAMES), re.IGNORECASE)
# What a page needs not: letters, which its style gives once; handles for a mouse, and what is not
# seen, the labels among it for which there was no room. It is half of a drawing's bytes.
UNSEEN = re.compile(
    r'<path[^>]*(?: display="none"| d="M0,0h0v0h0Z")[^>]*/>'
    r'|<text[^>]* opacity="0"[^>]*>[^<]*</text>'
)
NEEDLESS = re.compile(
    r'\s(?:(?:font-family|class|pointer-events|version)="[^"]*"'
    # What each is where nothing is said of it.
    r'|(?:opacity|stroke-width)="1"|[xy]2="0"|text-anchor="start"|transform="translate\(0,0\)")'
)
EMPTY_GROUP = re.compile(r"<g[^>]*></g>")
ELEMENT, LONG = re.compile(r"<[^>]+>"), re.compile(r"(\.\d\d)\d+")


def inline(picture: Picture, name: str) -> Markup:
    """The drawing as an element of a page, under a name of its own."""
    svg = OWN_NAME.sub(rf"\g<1>{name}-", SPOKEN.sub("", NAMESPACE.sub("", picture.svg)))
    # Drawn by Vega, which escapes what stands in it.
    return Markup(svg.replace("<svg", '<svg aria-hidden="true"', 1))


def in_colours_of_the_page(picture: Picture, name: str) -> Markup:
    """The same with the colours and letters that the page's style gives them, light or dark."""
    svg = ELEMENT.sub(_spare, UNSEEN.sub("", inline(picture, name)))
    while (fewer := EMPTY_GROUP.sub("", svg)) != svg:
        svg = fewer
    return Markup(svg)


def _spare(element: re.Match[str]) -> str:
    """An element with what a page needs of it; a hundredth of a point is not seen."""
    kept = LONG.sub(r"\1", NEEDLESS.sub("", element[0]))
    return COLOUR.sub(lambda found: f"var(--{NAMES[found[0].lower()]})", kept)
