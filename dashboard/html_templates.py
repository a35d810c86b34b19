"""Render HTML templates with all values escaped, and embed or link fonts in exported files."""

import base64
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboard import paths as install_paths
from dashboard import untrusted_text
from schemas import language

ROOMS = Path(__file__).parent


def jinja_environment(folders: Iterable[Path], visible: Callable[[str], str]) -> Environment:
    """Return a Jinja environment for these folders.

    `visible` marks invisible characters in texts.
    """
    made = Environment(
        loader=FileSystemLoader(sorted(folders)),
        # Names in records come from the sender and must always be shown as text.
        autoescape=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        t=language.t,
        n=language.n,
        t_html=language.t_html,
        in_context=language.in_context,
        language=language.current_language,
        direction=language.text_direction,
    )
    return made


FOLDERS = (*ROOMS.glob("*/markup"), *ROOMS.glob("pages/*/markup"))
TEMPLATES = jinja_environment(FOLDERS, untrusted_text.mark_bidi_controls)


def render_template(template: str, context: Mapping[str, object]) -> str:
    """Return a rendered template with all values escaped."""
    return TEMPLATES.get_template(template).render(context)


FONTS = install_paths.STATIC / "fonts"


@cache
def embedded_fonts_css(weights: tuple[int, ...]) -> str:
    """Return CSS that embeds the font IBM Plex Sans in these weights.

    Text in other writing systems uses the reader's own fonts.
    """
    return "\n".join(
        _font_face(weight, f"data:font/woff2;base64,{_base64_font(weight)}") for weight in weights
    )


def linked_fonts_css(folder: str, weights: tuple[int, ...]) -> str:
    """Return CSS that loads the fonts from a folder; `folder` ends with a slash."""
    return "\n".join(_font_face(weight, f"{folder}{_font_file(weight).name}") for weight in weights)


def font_files(weights: tuple[int, ...]) -> Mapping[str, bytes]:
    """Return the font files of these weights and their licence, as bytes by file name."""
    paths = (*map(_font_file, weights), FONTS / "LICENSE")
    return {path.name: path.read_bytes() for path in paths}


def _font_file(weight: int) -> Path:
    return FONTS / f"ibm-plex-sans-latin-{weight}-normal.woff2"


def _base64_font(weight: int) -> str:
    return base64.b64encode(_font_file(weight).read_bytes()).decode()


def _font_face(weight: int, address: str) -> str:
    return (
        f'@font-face {{ font-family: "IBM Plex Sans"; font-weight: {weight}; font-display: swap;'
        f" src: url({address}) format('woff2'); }}"
    )
