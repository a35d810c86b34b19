"""The project's letters within a file that opens offline."""

import base64
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parents[2] / "static" / "fonts"


@cache
def faces(weights: tuple[int, ...]) -> str:
    """The style that carries IBM Plex Sans in these weights; other scripts are the reader's own."""
    return "\n".join(map(_face, weights))


def _face(weight: int) -> str:
    font = (FONTS / f"ibm-plex-sans-latin-{weight}-normal.woff2").read_bytes()
    source = f"url(data:font/woff2;base64,{base64.b64encode(font).decode()})"
    return (
        f'@font-face {{ font-family: "IBM Plex Sans"; font-weight: {weight}; src: {source}'
        " format('woff2'); }"
    )
