"""What of a section can be told under a choice, and what no release holds of it."""

from dashboard import filter_options, words
from dashboard.query_params import Choice
from dashboard.report.template import JURISDICTION, OFFICE, WHOLE, YEAR, Listed, Section
from dashboard.shared.frames import groups
from metrics import catalogue

YEARS_OF_ONE_FORM = "years of one form of exploitation"
OPEN_CASES = "open cases"


def told(section: Section, choice: Choice) -> tuple[str, ...]:
    """Those of the section's measures that can be told as it splits them."""
    ids = filter_options.available_measures(section.measures, choice)
    if choice.of_release:
        return tuple(id_ for id_ in ids if _is_released(id_, section.by, choice))
    # Of an office that is seen alone there is neither a whole nor another beside it.
    return () if choice.office_alone and section.by in (JURISDICTION, OFFICE) else ids


def left_out(section: Section, choice: Choice) -> str:
    """What of the section no release holds, in a sentence; empty of records."""
    if not choice.of_release:
        return ""
    if section.listed is Listed.OPEN_CASES:
        return filter_options.not_in_release_note((OPEN_CASES,))
    asked = filter_options.available_measures(section.measures, choice)
    kept = told(section, choice)
    lacking = [catalogue.CATALOGUE[id_].title for id_ in asked if id_ not in kept]
    if not lacking:
        return ""
    what = _what(section.by, choice)
    return filter_options.not_in_release_note((f"{what} ({', '.join(lacking)})" if kept else what,))


def _is_released(id_: str, by: str, choice: Choice) -> bool:
    if by in (WHOLE, JURISDICTION):
        return True
    if by == YEAR:
        return not choice.form
    return by in groups.told(catalogue.CATALOGUE[id_], choice)


def _what(by: str, choice: Choice) -> str:
    if by == YEAR:
        return YEARS_OF_ONE_FORM
    single = choice.year_from == choice.year_to
    return f"figures by {words.code(by).lower()}{' of single years' if single else ''}"
