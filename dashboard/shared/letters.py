"""The project's letters within a file that opens offline, or in files beside it."""

import base64
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from dashboard import top

FONTS = top.STATIC / "fonts"


@cache
def faces(weights: tuple[int, ...]) -> str:
    """The style that carries IBM Plex Sans in these weights; other scripts are the reader's own."""
    return "\n".join(_face(weight, f"data:font/woff2;base64,{_text(weight)}") for weight in weights)


def faces_beside(folder: str, weights: tuple[int, ...]) -> str:
    """The style that finds them in a folder, whose address ends with a slash (`files`)."""
    return "\n".join(_face(weight, f"{folder}{_file(weight).name}") for weight in weights)


def files(weights: tuple[int, ...]) -> Mapping[str, bytes]:
    """What that folder holds, with the licence."""
    paths = (*map(_file, weights), FONTS / "LICENSE")
    return {path.name: path.read_bytes() for path in paths}


def _file(weight: int) -> Path:
    return FONTS / f"ibm-plex-sans-latin-{weight}-normal.woff2"


def _text(weight: int) -> str:
    return base64.b64encode(_file(weight).read_bytes()).decode()


def _face(weight: int, address: str) -> str:
    return (
        f'@font-face {{ font-family: "IBM Plex Sans"; font-weight: {weight}; font-display: swap;'
        f" src: url({address}) format('woff2'); }}"
    )
