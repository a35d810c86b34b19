"""Texts of the dashboard as a test writes them."""


def plain(text: str) -> str:
    """The text with its no-break spaces as ordinary ones."""
    return text.replace("\N{NO-BREAK SPACE}", " ")
