"""Markup from templates, every value escaped: what cards, and files written without a page, use."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboard import outside

ROOMS = Path(__file__).parents[1]


def environment(folders: Iterable[Path], visible: Callable[[str], str]) -> Environment:
    """The templates of these folders; `visible` marks what cannot be seen in a text of theirs."""
    return Environment(
        loader=FileSystemLoader(sorted(folders)),
        # Names in records are the sender's: whatever they hold is text.
        autoescape=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


TEMPLATES = environment(ROOMS.glob("*/markup"), outside.visible)


def html(template: str, context: Mapping[str, object]) -> str:
    """The template with every value escaped."""
    return TEMPLATES.get_template(template).render(context)
