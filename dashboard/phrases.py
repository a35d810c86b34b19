"""Periods, days, codes and lists of names as people say them."""

from datetime import date

from schemas import findings

NO_BREAK = findings.NO_BREAK
DASH = "\N{EN DASH}"


def within(title: str) -> str:
    """A title as it stands within a sentence; its other names keep their capitals."""
    return title[:1].lower() + title[1:]


def period(year_from: int | None, year_to: int | None) -> str:
    """The years as people say them: `2024`, `2020–2024`, `all years`."""
    if year_from is None and year_to is None:
        return "all years"
    if year_from is None:
        return f"up to {year_to}"
    if year_to is None:
        return f"{year_from} onwards"
    return str(year_to) if year_from == year_to else f"{year_from}{DASH}{year_to}"


def day(when: date) -> str:
    """A date in words: `30 June 2026`."""
    return f"{when.day} {when:%B %Y}"


def code(of_list: str) -> str:
    """A code of a closed list as people say it: `forced_labour` is `Forced labour`."""
    text = of_list.replace("_", " ")
    return text[:1].upper() + text[1:]


def unbroken(sentence: str) -> str:
    """A sentence in which a percent sign stays with its number."""
    return sentence.replace(" %", f"{NO_BREAK}%")


def listing(names: list[str]) -> str:
    """Names in a sentence: `A`, `A and B`, `A, B and C`."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
