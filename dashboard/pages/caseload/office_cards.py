"""Cards to choose an office of a jurisdiction, and to compare one office with other offices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from dashboard import data, untrusted_text, words
from dashboard.export import card_export
from dashboard.frames import open_cases, peer_comparison
from dashboard.frames.figures import Beside
from dashboard.pages import OF_OFFICE
from dashboard.pages.caseload import frames
from dashboard.query_params import CaseloadView
from dashboard.records import current_records
from dashboard.ui import downloads, filters, html_card, measure_charts, measure_table, scorecard
from dashboard.ui.filters import Part
from metrics import catalogue, worklist
from schemas.language import marked, n, t

OFFICES_TITLE = marked("Whose caseload?")
OFFICE, UNNAMED = "office", "unknown"
NONE_NAMED = marked(
    "You cannot choose a caseload. No case in {place} names the office that leads it."
)


def offices_here(choice: filters.Choice) -> frames.Offices:
    """Return the offices of the chosen jurisdiction."""
    return frames.offices_of_jurisdiction(
        data.offices(), data.open_cases_by_office(), choice.jurisdiction
    )


def offered_offices(choice: filters.Choice) -> Mapping[str, str]:
    """Return the offices to choose from, with the office of the address even if of another kind."""
    here = offices_here(choice)
    asked = {choice.office: here.every[choice.office]} if choice.office in here.every else {}
    return {**here.offered, **asked}


def set_only_office(choice: filters.Choice) -> filters.Choice:
    """Return the filters with the jurisdiction's only office if none is chosen; else unchanged."""
    return choice if choice.office else replace(choice, office=offices_here(choice).only)


def chosen_office_kind_sentence(choice: filters.Choice) -> str:
    """Return a sentence if the chosen office is not a prosecution office; else empty."""
    return frames.office_kind_sentence(offices_here(choice), choice.office)


def active_filters(choice: filters.Choice) -> tuple[Part, ...]:
    """Return the filters that apply: period and measure apply only if an office is chosen."""
    return choice.parts if set_only_office(choice).office else OF_OFFICE


def offices_sentence(choice: filters.Choice) -> str:
    """Return how many cases are open in the jurisdiction, or that no cases were sent."""
    if "cases" not in data.sent(choice.jurisdiction):
        return t("{place}: no cases are recorded.", place=filters.place_name(choice))
    counted = data.open_cases_by_office()
    here = counted[counted["jurisdiction"] == choice.jurisdiction]
    number = int(here["open_cases"].sum())
    first = n(
        "{place}: {count} case was open on {day}.",
        "{place}: {count} cases were open on {day}.",
        number,
        place=filters.place_name(choice),
        day=words.day(current_records().reference_date(choice)),
    )
    choose = t(
        "Choose an office to see what can still be done in its cases, and how it compares with the"
        " others."
    )
    return " ".join((first, choose))


def draw_offices(choice: filters.Choice) -> None:
    """Draw the offices to choose from, each with its number of open cases."""
    counted = data.open_cases_by_office()
    here = counted[counted["jurisdiction"] == choice.jurisdiction].set_index("office")
    of = offices_here(choice)
    led = {id_: name for id_, name in of.every.items() if id_ in here.index}
    offices = [_office_to_choose(id_, led[id_], here, choice) for id_ in of.offered if id_ in led]
    # Offices of other kinds that lead open cases must be shown too: nobody else handles these
    # cases.
    others = [
        _office_to_choose(id_, led[id_], here, choice) for id_ in led if id_ not in of.offered
    ]
    jurisdiction = filters.current_options().jurisdictions[choice.jurisdiction]
    notes = [t(NONE_NAMED, place=jurisdiction)] if not (offices or others) else []
    if led and (without := len(of.every) - len(led)):
        notes.append(
            n(
                "{count} other office (such as a court) does not lead cases and is not listed.",
                "{count} other offices (such as courts and police) do not lead cases and are not"
                " listed.",
                without,
            )
        )
    if unnamed := int(here["open_cases"].get(UNNAMED, 0)):
        notes.append(
            n(
                "{count} open case names no office and is in no caseload.",
                "{count} open cases name no office and are in no caseload.",
                unnamed,
            )
        )
    note = " ".join(notes)
    context = {"offices": offices, "others": others, "note": note}
    html_card.draw_template("offices.html", context, key="caseload.offices")
    if offices or others:
        ids = [id_ for id_ in (*of.offered, *led) if id_ in led]
        numbers = frames.open_cases_table({id_: led[id_] for id_ in ids}, here)
        of_card = card_export.export_plain_rows(
            t(OFFICES_TITLE), choice, numbers, period=open_cases_day_text(choice), says=(note,)
        )
        downloads.draw_card_downloads(of_card, name="caseloads")


def open_cases_day_text(choice: filters.Choice) -> str:
    """Return the text for the day on which cases are counted as open."""
    return t("open on {day}", day=words.day(current_records().reference_date(choice)))


def _office_to_choose(
    id_: str, name: str, here: pd.DataFrame, choice: filters.Choice
) -> dict[str, str]:
    """Return an office for the template: its name, numbers of cases, and caseload's address."""
    return {
        "name": name,
        "href": CaseloadView().link(replace(choice, office=id_)),
        "open": words.count(here["open_cases"].get(id_, 0)),
        "cases": words.count(here["cases"].get(id_, 0)),
    }


PROFILE_TITLE = marked("This office compared with others")
ALONE = marked("The office’s own figures")
FIRST_SHOWN = ("N01", "N02")
PROFILE = (*FIRST_SHOWN, *dict.fromkeys(step.measure for step in worklist.STEPS.values()))
NOTE = marked(
    "These are the measures that the steps can change, for the cases of the period. Shares are not"
    " shown for fewer than 10 cases."
)
RULE = marked(
    "We report a difference only if it is larger than random variation and missing data could"
    " explain (99% confidence). The lines show 95% confidence intervals."
)
PEERS_LATER = marked("Figures for others are shown only from releases. There is no release yet.")
NO_MEDIAN = marked("A median needs at least three other offices.")
# An office is compared with the other offices of its jurisdiction, not with other jurisdictions.
BESIDE = peer_comparison.BESIDE_OTHER_OFFICES


Compared = Mapping[str, peer_comparison.Compared]


@dataclass(frozen=True)
class ProfileLine(measure_table.MeasureCells):
    """One measure of the office's profile, as texts."""

    glyph: str
    words: str
    part: str
    why: str
    look: str
    known: str


def rows_by_office(choice: filters.Choice) -> pd.DataFrame:
    """Return the rows of the profile's measures by office.

    Columns are those of `metrics.results.rows`, and office.
    """
    return data.rows(PROFILE, by=(OFFICE,), years=choice.years, only=choice.only_without(OFFICE))


def draw_chosen_measure(choice: filters.Choice) -> None:
    """Draw the chosen measure for all offices of the jurisdiction, under its title."""
    title = t(catalogue.CATALOGUE[choice.measure].title)
    heading = t("{measure}, by office", measure=title)
    st.subheader(untrusted_text.escape_markdown(heading), anchor=False)
    measure_charts.draw_by_office(choice.measure, choice)


def profile_title(choice: filters.Choice) -> str:
    """Return the heading of the card, which differs if the user may see only one office."""
    return t(ALONE) if choice.office_alone else t(PROFILE_TITLE)


def profile_notes(choice: filters.Choice) -> tuple[str, tuple[str, ...]]:
    """Return which offices this one is compared with, and sentences on what the card shows."""
    if choice.office_alone:
        return t(PEERS_LATER), (t(NOTE), t(RULE))
    here = offices_here(choice)
    jurisdiction = filters.current_options().jurisdictions[choice.jurisdiction]
    few = 0 < len(here.others(choice.office)) < peer_comparison.FEWEST_OFFICES
    compared = frames.other_offices_text(here, choice.office, jurisdiction)
    named = frames.office_names_text(here, choice.office)
    note = " ".join((compared, t(NO_MEDIAN))) if few else compared
    return note, (*filter(None, (named,)), t(NOTE), t(RULE))


def compare_with_offices(by_office: pd.DataFrame, choice: filters.Choice) -> Compared:
    """Compare the chosen office with the other offices, by measure.

    `by_office` has the rows of several measures by office.
    """
    found = peer_comparison.compare_with_peers(_by_measure(by_office), _peers_of_office(choice))
    return {
        id_: found.get(id_)
        or peer_comparison.Compared(scorecard.empty_row(catalogue.CATALOGUE[id_]), None, None)
        for id_ in PROFILE
    }


def _by_measure(by_office: pd.DataFrame) -> peer_comparison.ByMeasure:
    # The comparison identifies rows by their jurisdiction, so offices are passed as jurisdictions.
    return peer_comparison.group_rows_by_measure(by_office.assign(jurisdiction=by_office["office"]))


def _peers_of_office(choice: filters.Choice) -> peer_comparison.PeerGroup:
    """Return the comparison group of the chosen office: the other offices offered."""

    def rows_of(ids: tuple[str, ...], span: peer_comparison.Years) -> peer_comparison.ByMeasure:
        return _by_measure(
            data.rows(ids, by=(OFFICE,), years=span, only=choice.only_without(OFFICE))
        )

    others = tuple(offices_here(choice).others(choice.office))
    return peer_comparison.build_office_group(
        choice, others, happened=data.events(), rows_of=rows_of
    )


def _office_line(
    compared: peer_comparison.Compared, uncompared: str, choice: filters.Choice
) -> ProfileLine:
    row = compared.drawn
    shown = words.is_value_shown(row)
    what = peer_comparison.comparison_text(compared, BESIDE)
    if compared.reading is None and compared.why == uncompared:
        what = replace(what, words="", part="")
    if not shown:
        what = peer_comparison.ComparisonText("", words.row_text(row), "absent")
    return ProfileLine(
        **vars(measure_table.measure_cells(row, compared.others_drawn, choice)),
        glyph=what.glyph,
        words=what.words,
        part=what.part,
        why="" if shown else words.no_number_sentence(row),
        look=what.look,
        known=words.row_parts(row) if shown else "",
    )


def draw_profile(by_office: pd.DataFrame, compared: Compared, choice: filters.Choice) -> None:
    """Draw the measures of the office: value, interval, and the other offices' quartiles."""
    uncompared = peer_comparison.most_common_reason(compared.values())
    lines = [_office_line(one, uncompared, choice) for one in compared.values()]
    context = {
        "lines": lines,
        "uncompared": t(uncompared),
        "office": filters.place_name(choice),
        "period": choice.period,
        "peers": any(line.track.peer_at is not None for line in lines),
    }
    html_card.draw_template("office_profile.html", context, key="caseload.profile")
    downloads.draw_card_downloads(_files(by_office, compared, choice), name="office_profile")


def _files(
    by_office: pd.DataFrame, compared: Compared, choice: filters.Choice
) -> card_export.CardExport:
    """Return the download of the chosen office's measures, with sentences on the other offices."""
    here = by_office[by_office["office"] == choice.office]
    own = measure_table.export_measures(
        profile_title(choice), lambda: here, choice, lambda: Beside(compared)
    )

    def drawing() -> card_export.Drawing:
        drawn = own.drawing()
        return drawn._replace(says=(*drawn.says, *_write_others(compared)))

    return replace(own, drawing=drawing)


def _write_others(compared: Compared) -> Iterator[str]:
    """Yield a sentence per measure with the other offices' median and quartiles, if enough."""
    for id_, one in compared.items():
        if (peers := one.others) is not None:
            values = {
                name: words.with_unit({"measure": id_}, value)
                for name, value in (
                    ("median", peers.median),
                    ("low", peers.low),
                    ("high", peers.high),
                )
            }
            values["measure"] = t(catalogue.CATALOGUE[id_].title)
            if one.years:
                yield n(
                    "{measure}, {period}: the median of {count} other office is {median} (middle"
                    " 50%: {low} to {high}).",
                    "{measure}, {period}: the median of {count} other offices is {median} (middle"
                    " 50%: {low} to {high}).",
                    peers.number,
                    period=words.period(*one.years),
                    **values,
                )
            else:
                yield n(
                    "{measure}: the median of {count} other office is {median} (middle 50%:"
                    " {low} to {high}).",
                    "{measure}: the median of {count} other offices is {median} (middle 50%:"
                    " {low} to {high}).",
                    peers.number,
                    **values,
                )


def improvements_by_step(
    compared: Compared, load: worklist.Caseload, choice: filters.Choice
) -> Mapping[str, frames.Improvement]:
    """Return, by step, how far the office's share is from the other offices' median, as texts.

    Steps without such a share or median are left out. `compared` comes from `compare_with_offices`.
    """
    counted = data.counted_as_no(choice.jurisdiction, choice.office, choice.years)
    of_step = {str(step): frozenset(of["case_id"]) for step, of in counted.groupby("step")}
    possible = open_cases.cases_by_step(load)
    found = {
        id_: frames.gap_to_peer_median(
            compared[step.measure],
            choice.period,
            possible.get(id_, frozenset()),
            of_step.get(id_, frozenset()),
        )
        for id_, step in worklist.STEPS.items()
    }
    return {id_: one for id_, one in found.items() if one is not None}
