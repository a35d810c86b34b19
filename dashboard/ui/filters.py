"""Draw the filters of a page from its address, and write chosen values into the address."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NoReturn

import streamlit as st

from dashboard import cache, data, filter_options, untrusted_text, words
from dashboard.filter_options import Options, filter_applies, matching_release_period, read_choice
from dashboard.query_params import EVERY_FORM, EVERY_OFFICE, FIELDS, Choice, Part, choice_query
from dashboard.query_params import page_link as page_link
from dashboard.records import Records
from dashboard.ui import address as ui_address
from dashboard.ui import audit_events, html_card
from metrics import catalogue
from schemas.language import marked, t

# The address is lost when people go to another page, so the session remembers it.
CARRIED = "filters.carried"
# For a release, one box offers whole periods, because other years do not exist in it.
PERIOD = "period"
# The label of each box and its width in pixels.
BOXES = {
    PERIOD: (marked("Period"), 150),
    Part.JURISDICTION: (marked("Jurisdiction"), 200),
    Part.FROM: (marked("From"), 100),
    Part.TO: (marked("To"), 100),
    Part.FORM: (marked("Form of exploitation"), 220),
    Part.OFFICE: (marked("Office"), 220),
    Part.MEASURE: (marked("Measure"), 340),
}
# If an address names a jurisdiction but not these, it means all forms and all offices.
EVERY = (Part.FORM, Part.OFFICE)
# Parameters that only make sense for the same jurisdiction.
OF_ONE_PLACE = ("case", "show")
# With fewer values there is no choice: "All offices" and one office.
SEVERAL = 3


def current_options() -> Options:
    """Return the values that the filters offer for the current records."""
    return _options(data.current_source())


# Cached, because it is needed about ten times in each run.
_options = cache.cached(lambda source: Records(source).offered)


def covered_years(choice: Choice) -> range:
    """Return the chosen jurisdiction's years in which a count without a row is a true zero."""
    return current_options().covered.get(choice.jurisdiction, range(0))


def chosen_jurisdiction() -> str:
    """Return the jurisdiction of the address, else of the previous page, else the first one."""
    jurisdictions = current_options().jurisdictions
    id_ = _read_address((Part.JURISDICTION,)).get(Part.JURISDICTION.value, "")
    return id_ if id_ in jurisdictions else next(iter(jurisdictions))


def place_name(choice: Choice) -> str:
    """Return the name of the chosen jurisdiction, or of the chosen office with its jurisdiction."""
    return filter_options.place_label(choice, current_options())


def subject_name(choice: Choice) -> str:
    """Return the name of the chosen jurisdiction or office, and of the form if one is chosen."""
    return filter_options.subject_label(choice, current_options())


def filters_of_measure(choice: Choice) -> tuple[Part, ...]:
    """Return the filters that apply to the chosen measure: some measures have no form or office."""
    if Part.MEASURE not in choice.parts:
        return choice.parts
    return tuple(part for part in choice.parts if filter_applies(part, choice.measure, choice))


def draw_filters(
    parts: tuple[Part, ...],
    beside: Callable[[Choice], None] | None = None,
    acting: Callable[[Choice], tuple[Part, ...]] = filters_of_measure,
    offices: Callable[[Choice], Mapping[str, str]] | None = None,
    own: Mapping[str, str] = MappingProxyType({}),
) -> Choice:
    """Draw one row of filters and return the choice; the address stores it.

    If the address names a value that does not exist, the page says so and stops; it never shows
    another view instead. `beside` draws more into the same row. `acting` returns the filters that
    apply to a choice; other filters are not drawn but remembered. `offices` returns the offices to
    offer, if not all. `own` are the page's other parameters to keep in the address.
    """
    known = current_options()
    choice, notices = _read_parts(parts, known, acting)
    if offices is not None:
        known = replace(known, offices={choice.jurisdiction: offices(choice)})
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="filters"):
        for part in choice.parts:
            _draw_box(part, parts, choice, known, notices)
        if not notices:
            if beside is not None:
                beside(choice)
            _remember(choice, own)
    if notices:
        _refuse(notices, t("Choose above what to show."))
    return choice


def read_filters(parts: tuple[Part, ...]) -> Choice:
    """Return the choice of the address without drawing filters, for a page laid out for print.

    If the address names a value that does not exist, the page says so and stops.
    """
    choice, notices = _read_parts(parts, current_options(), filters_of_measure)
    if notices:
        _refuse(notices, t("Go back and choose what to show."))
    return choice


def _read_parts(
    parts: tuple[Part, ...], known: Options, acting: Callable[[Choice], tuple[Part, ...]]
) -> tuple[Choice, dict[str, str]]:
    """Return the choice from the address, and notices by filter on values that do not exist."""
    address = _read_address(parts)
    choice, _ = read_choice(address, known, parts)
    return read_choice(address, known, acting(choice))


def _refuse(notices: Mapping[str, str], advice: str) -> NoReturn:
    audit_events.log_denied_lookup(_read_address((Part.JURISDICTION, Part.OFFICE)), notices)
    html_card.draw_notice(" ".join([*notices.values(), advice]), key="filters_notice")
    st.stop()


def _read_address(parts: tuple[Part, ...]) -> dict[str, str]:
    """Return the values of the page's filters from the address, else those of the previous page."""
    here = {part.value: st.query_params[part] for part in parts if part in st.query_params}
    remembered: dict[str, str] = st.session_state.get(CARRIED, {})
    if Part.JURISDICTION in here:
        remembered = {part: text for part, text in remembered.items() if part not in EVERY}
    return {part: text for part, text in (remembered | here).items() if part in parts}


def _remember(choice: Choice, own: Mapping[str, str]) -> None:
    """Keep the choice in the session for other pages, with filters that this page does not use."""
    written = choice_query(choice, choice.parts)
    before: dict[str, str] = st.session_state.get(CARRIED, {})
    kept = {part: text for part, text in before.items() if part not in choice.parts}
    # An office belongs to one jurisdiction.
    if written.get(Part.JURISDICTION, before.get(Part.JURISDICTION)) != before.get(
        Part.JURISDICTION
    ):
        kept.pop(Part.OFFICE.value, None)
    st.session_state[CARRIED] = kept | written
    ui_address.complete_address(_other_parameters() | dict(own) | written)


def _other_parameters() -> dict[str, str]:
    """Return the query parameters of the address that are not filters."""
    return {key: text for key, text in st.query_params.items() if key not in tuple(Part)}


def _draw_box(
    part: Part,
    parts: tuple[Part, ...],
    choice: Choice,
    known: Options,
    notices: Mapping[str, str],
) -> None:
    """Draw the select box of a filter with the value of the address, if there are alternatives."""
    offered = _offered_values(part, choice, known)
    if part is Part.OFFICE and len(offered) < SEVERAL and not (choice.office or part in notices):
        return
    if known.periods and part is Part.TO:
        return
    of_periods = bool(known.periods) and part is Part.FROM
    held = (choice.year_from, choice.year_to) if of_periods else getattr(choice, FIELDS[part])
    # The address is the truth: it is set before the widget is drawn, so both always agree.
    is_there = part not in notices and (held in offered or not of_periods)
    label, width = BOXES[PERIOD if of_periods else part]
    st.session_state[_key(part)] = held if is_there else None
    st.selectbox(
        untrusted_text.escape_markdown(t(label)),
        list(offered),
        format_func=lambda value: offered.get(value, str(value)),
        key=_key(part),
        on_change=_write_choice,
        args=(part, parts, choice.parts),
        placeholder=t("Choose"),
        width=width,
    )


def _offered_values(part: Part, choice: Choice, known: Options) -> Mapping[Any, str]:
    """Return the values that a filter offers, with their names."""
    match part:
        case Part.JURISDICTION:
            return known.jurisdictions
        case Part.FROM | Part.TO if known.periods:
            return {span: words.period(*span) for span in known.release_periods(choice.form)}
        case Part.FROM | Part.TO:
            first = choice.year_from if part is Part.TO else 0
            return {year: str(year) for year in known.years if year >= first}
        case Part.FORM:
            return {EVERY_FORM: t("All forms")} | {id_: words.code(id_) for id_ in known.forms}
        case Part.OFFICE:
            every = {} if known.own_office else {EVERY_OFFICE: t("All offices")}
            return every | dict(known.offices.get(choice.jurisdiction, {}))
        case Part.MEASURE:
            titles = {id_: t(catalogue.CATALOGUE[id_].title) for id_ in known.measures}
            return {id_: f"{id_} {title}" for id_, title in titles.items()}


def _write_choice(part: Part, parts: tuple[Part, ...], acting: tuple[Part, ...]) -> None:
    """Write the value chosen in a filter into the address before the page runs again."""
    value = st.session_state[_key(part)]
    remembered: dict[str, str] = st.session_state.get(CARRIED, {})
    # Filters that do not apply to this measure may apply to the next one.
    asked = {of: text for of, text in remembered.items() if of not in acting} | _read_address(
        acting
    )
    asked |= _address_value(part, value, asked)
    if part is Part.JURISDICTION:
        asked[Part.OFFICE.value] = ""
    # Years are compared as text, because an address may contain anything.
    if part is Part.FROM and asked.get(Part.TO.value, asked[part.value]) < asked[part.value]:
        asked[Part.TO.value] = asked[part.value]
    others = {key: text for key, text in _other_parameters().items() if key not in OF_ONE_PLACE}
    st.query_params.from_dict(
        others | {each.value: asked[each.value] for each in parts if asked.get(each.value)}
    )


def _address_value(part: Part, value: Any, asked: Mapping[str, str]) -> dict[str, str]:
    """Return a chosen value as query parameters; for a release also a period that it has."""
    known = current_options()
    if not known.periods or value is None or part not in (Part.FROM, Part.FORM):
        return {part.value: "" if value is None else str(value)}
    if part is Part.FROM:
        return {Part.FROM.value: str(value[0]), Part.TO.value: str(value[1])}
    held = {of: text for of, text in asked.items() if of != part.value}
    choice, _ = read_choice(held, known)
    first, last = matching_release_period(known, value, (choice.year_from, choice.year_to))
    return {part.value: value, Part.FROM.value: str(first), Part.TO.value: str(last)}


def _key(part: Part) -> str:
    return f"filters.{part.value}"
