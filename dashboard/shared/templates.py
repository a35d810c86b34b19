"""Markup from templates, every value escaped: what cards, and files written without a page, use."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboard import outside

ROOMS = Path(__file__).parents[1]
TEMPLATES = Environment(
    loader=FileSystemLoader(sorted(ROOMS.glob("*/markup"))),
    # Names in records are the sender's: whatever they hold is text.
    autoescape=True,
    finalize=lambda value: outside.visible(value) if type(value) is str else value,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def html(template: str, context: Mapping[str, object]) -> str:
    """The template with every value escaped."""
    return TEMPLATES.get_template(template).render(context)
