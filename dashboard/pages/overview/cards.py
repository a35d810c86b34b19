"""Cards of the page Overview, the sentence that answers its question, and their downloads."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from dashboard import charts, data, filter_options, released_data, words
from dashboard.export import card_export
from dashboard.export.card_export import ONE, CardExport, Drawing
from dashboard.frames import (
    chart_rows,
    comparable_places,
    peer_comparison,
    reporting_gaps,
    submissions,
    targets,
    trend_breaks,
    yearly_figures,
)
from dashboard.frames.figures import Beside
from dashboard.html_templates import render_template
from dashboard.pages import PLACE_AND_TIME
from dashboard.pages.overview import PAGE, count_card, frames
from dashboard.query_params import (
    EVERY_PLACE,
    ONE_PLACE,
    Choice,
    OverviewView,
    Part,
    QualityView,
    build_query,
    choice_query,
    page_address,
)
from dashboard.records import Records, cached_view, current_records
from dashboard.ui import (
    address,
    chart_card,
    downloads,
    filters,
    html_card,
    lead_sentence,
    link_group_card,
    measure_table,
    money_cascade_card,
    peer_choice,
)
from dashboard.ui import scorecard as ui_scorecard
from dashboard.ui.chart_card import ChartCard, draw_chart_alone, draw_chart_table, draw_no_data
from metrics import catalogue, results
from metrics.release import plan, reading
from schemas.language import marked, t


def rows_in_period(choice: filters.Choice) -> pd.DataFrame:
    """Return the rows of all cards' measures in the chosen years, of the place and its peers."""
    ids = _all_measure_ids(choice)
    # The rows of peers in a release are not restricted to the office and form of the own records.
    if choice.is_of_release or choice.office_alone or not choice.only_here:
        return current_records().rows_with_peers(ids, choice)
    return data.rows(ids, years=choice.years, only=choice.only_here)


def rows_by_year(choice: filters.Choice) -> pd.DataFrame:
    """Return the rows of all cards' measures in the chosen jurisdiction for each year."""
    counted, spans = _rows_of_years_and_spans(choice)
    is_year = ~counted["period"].isin([*map(results.span_name, spans)])
    return counted[is_year].reset_index(drop=True)


def _changes_over_time(
    choice: filters.Choice,
) -> Mapping[str, yearly_figures.Progress | None]:
    """Return the change over time of each measure of the profile."""
    counted, _ = _rows_of_years_and_spans(choice)
    return current_records().progress(ui_scorecard.profile_ids(choice), choice, counted)


def _rows_of_years_and_spans(
    choice: filters.Choice,
) -> tuple[pd.DataFrame, tuple[results.Span, ...]]:
    """Return the rows of each year and of the periods (spans) that are compared, and the latter.

    One query for both takes little longer than one for either.
    """
    records = current_records()
    periods = records.periods_to_compare(ui_scorecard.profile_ids(choice), choice)
    spans = yearly_figures.spans_to_count(periods)
    ids = _all_measure_ids(choice)
    return records.rows_of_spans(ids, spans=spans, only=choice.only_jurisdiction), spans


def rows_of_measures(rows: pd.DataFrame, measures: tuple[str, ...]) -> pd.DataFrame:
    """Return the rows of the given measures."""
    return rows[rows["measure"].isin(measures)]


def _all_measure_ids(choice: filters.Choice) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*ui_scorecard.profile_ids(choice), *count_card.COUNT_IDS)))


(HEADLINE,) = PAGE.lead_measures


def answer_text(
    rows: pd.DataFrame, lines: Sequence[ui_scorecard.ProfileLine], choice: filters.Choice
) -> str:
    """Return the answer to the page's question as HTML: the headline measure, and what is worse.

    `lines` are the lines of the quality profile.
    """
    answers = list(current_records().sentences(rows[rows["measure"] == HEADLINE], choice).items())
    if lead_sentence.has_assets_but_no_cases(choice):
        answers += lead_sentence.asset_register_sentences(choice).items()
    context = {
        "place": filters.subject_name(choice),
        "answers": [
            (t(catalogue.CATALOGUE[id_].title), filters.page_link("measure", choice, id_), text)
            for id_, text in answers
        ],
    }
    return render_template("answer.html", context | comparison_values(lines))


def comparison_values(lines: Sequence[ui_scorecard.ProfileLine]) -> dict[str, Any]:
    """Return values for a template: worse measures, the first one's value, number compared.

    The worse measures are in order: those furthest from the median of the others come first.
    """
    worse = [
        line for line in lines if line.compared.reading is peer_comparison.ComparisonResult.WORSE
    ]
    worse.sort(key=lambda line: line.from_others)
    value = ""
    if worse:
        compared = worse[0].compared
        value = peer_comparison.compared_years_text(compared) or words.value(compared.drawn)
    return {
        "worse": worse,
        "value": value,
        "compared": sum(line.compared.reading is not None for line in lines),
    }


class Cards(NamedTuple):
    """The HTML of each card; empty if a release does not contain its figures."""

    answer: str
    count_card: str
    scorecard: str
    link_group_card: str
    money_cascade_card: str


@cached_view
def cards_html(
    choice: filters.Choice, looked: OverviewView, peers: tuple[str, ...] | None = None
) -> Cards | None:
    """Return the cards for the chosen filters; None if there are no such records.

    `peers` are the jurisdictions for comparison, if they were chosen.
    """
    circle = current_records().peer_group(choice, peers)
    ids = ui_scorecard.profile_ids(choice)
    by_year, period = rows_by_year(choice), rows_in_period(choice)
    rows = rows_of_measures(period, ids)
    counted = rows_of_measures(period, count_card.COUNT_IDS)
    if lead_sentence.is_nothing_counted(rows, choice) and lead_sentence.is_nothing_counted(
        counted, choice
    ):
        return None
    happened = data.events()
    staged = trend_breaks.add_stretches_by_measure(rows_of_measures(by_year, ids), happened)
    jurisdiction = ui_scorecard.OfPlace(
        aims=targets.targets_of_jurisdiction(data.targets(), choice),
        last_due=current_records().last_due_years(ids, choice),
        changed=_changes_over_time(choice),
        last_full_year=filters.current_options().last_full_year[choice.jurisdiction],
    )
    lines = ui_scorecard.profile_lines(rows, staged, circle, choice, jurisdiction)
    broken = count_card.breaks_of_counts(happened, choice.jurisdiction)
    if choice.is_of_release:
        how_many = count_card.released_card_html(counted, by_year, choice, broken)
        cascade = ""
    else:
        as_of = current_records().reference_date(choice)
        year = count_card.card_year(choice, as_of)
        decided = data.outcomes(years=(year, year), only=choice.only_jurisdiction)
        covered = filters.covered_years(choice)
        how_many = count_card.count_card_html(
            counted, by_year, choice, broken, decided, as_of, covered
        )
        cascade = money_cascade_card.cascade_card_html(
            data.steps(years=choice.years, only=choice.only_jurisdiction), choice
        )
    return Cards(
        answer=answer_text(rows, lines, choice),
        count_card=how_many,
        scorecard=ui_scorecard.profile_html(lines, choice, looked),
        link_group_card=_write_link_group_card(circle, choice),
        money_cascade_card=cascade,
    )


def _write_link_group_card(circle: peer_comparison.PeerGroup, choice: filters.Choice) -> str:
    """Return the card on the trafficking chain; empty if a release does not contain its figures."""
    if not filter_options.release_has_shares(plan.CHAIN, choice):
        return ""

    def ask_for_reach(years: results.Years) -> pd.DataFrame:
        reach = data.reach(years=years, only=choice.only_here)
        return (
            released_data.combine_with_released(reach, reach, choice.jurisdiction)
            if choice.is_of_release
            else reach
        )

    later = replace(
        circle, rows_of=lambda _, years: link_group_card.rows_by_link_group(ask_for_reach(years))
    )
    return link_group_card.link_group_card_html(ask_for_reach(choice.years), later, choice)


# The width of the longest text, in pixels.
WIDTH = 230


def draw_peers_note(choice: filters.Choice) -> None:
    """Draw a note on the peer jurisdictions, in the row of the filters."""
    records = current_records()
    said = peer_comparison.describe_peer_group(records.peers(choice), choice, records.peers_of)
    html_card.draw_template("peers_note.html", {"peers": said}, key="peers_note", width=WIDTH)


def draw_last_import_link(choice: filters.Choice) -> None:
    """Draw a link to what the last import changed; nothing if it was the first one."""
    last = submissions.last_import(data.batches(), choice.jurisdiction)
    if last is None or last.is_first:
        return
    context = {
        "batch": last.batch_id,
        "day": words.day(last.stored_on),
        "href": QualityView("changes").link(choice.jurisdiction),
    }
    html_card.draw_template("moved_note.html", context, key="moved_note")


# What Overview shows for records, but no release contains.
RECORDS_ALONE = (
    marked("first-instance outcomes"),
    marked("sums from proceeds to victims, step by step"),
    marked("days from charge to judgment, by form and year"),
    marked("convictions compared with quality, year by year"),
)
CHAIN = link_group_card.TITLE
CHAIN_SAYS = marked(
    "Share of cases charged as trafficking in which each group of links was charged."
)
# Measures whose replies are shown in the card of counts.
COUNTED = (*count_card.BEFORE, count_card.CONVICTIONS)
BY_GROUP = marked("how far up the chain charges reach, by group of links")


def not_in_release_sentence(choice: filters.Choice) -> tuple[str, ...]:
    """Return texts on what the page cannot show for the filters, because no release contains it."""
    has_chain = filter_options.release_has_shares(plan.CHAIN, choice)
    return tuple(map(t, RECORDS_ALONE if has_chain else (BY_GROUP, *RECORDS_ALONE)))


def counts_export(choice: filters.Choice) -> CardExport:
    """Return the download of the counts by year."""
    return measure_table.export_by_year(
        t("How many"),
        lambda: data.rows(count_card.COUNT_IDS, by=("year",), only=choice.only_jurisdiction),
        choice,
    )


def periods_of_count_card(choice: filters.Choice) -> tuple[str, ...]:
    """Return the periods of the card of counts: the chosen one, and each year."""
    return (choice.period, *map(str, data.years()))


def profile_export(
    choice: filters.Choice,
    peers: tuple[str, ...] | None = None,
    says: tuple[str, ...] = (),
) -> CardExport:
    """Return the download of the quality profile with all its measures.

    `peers` are the jurisdictions for comparison, if they were chosen, and `says` names them.
    """
    profile = measure_table.export_measures(
        t("How well cases are prosecuted"),
        lambda: data.rows(
            ui_scorecard.profile_ids(choice), years=choice.years, only=choice.only_jurisdiction
        ),
        choice,
        lambda: _beside_profile(choice, peers),
    )
    return replace(profile, says=says, peers=peers)


def _beside_profile(choice: filters.Choice, peers: tuple[str, ...] | None) -> Beside:
    """Return the comparison with peers and the change over time that the profile shows."""
    ids = ui_scorecard.profile_ids(choice)
    rows = rows_of_measures(rows_in_period(choice), ids)
    return Beside(
        peer_comparison.compare_with_peers(
            peer_comparison.group_rows_by_measure(rows), current_records().peer_group(choice, peers)
        ),
        _changes_over_time(choice),
    )


def hidden_targets_note(choice: filters.Choice) -> str:
    """Return a note that targets are hidden for one form or office; empty if none is hidden."""
    names = filters.current_options().jurisdictions
    return targets.hidden_targets_note(
        ui_scorecard.profile_ids(choice), data.targets(), choice, names[choice.jurisdiction]
    )


def chain_export(choice: filters.Choice) -> CardExport:
    """Return the download of the share of cases in which each link group was charged."""
    reach = data.reach(years=choice.years, only=choice.only_jurisdiction)
    here = reach[reach["jurisdiction"] == choice.jurisdiction].reset_index(drop=True)
    drawn = chart_rows.hide_by_status(
        here.assign(kind="Share", label=here["group"].map(words.code), role=chart_rows.OWN)
    )
    export = card_export.export_drawn(t(CHAIN), choice, drawn, t("Group of links"))
    if drawn["value"].isna().all():
        return export
    chart = partial(charts.interval_chart, drawn, axis=charts.SHARE)
    alt = t("{title}: {values}", title=t(CHAIN), values=chart_rows.rows_as_text(drawn))
    says = (t(CHAIN_SAYS), t(card_export.DOTS))
    return replace(export, drawing=lambda: Drawing({ONE: chart}, alt, says))


SECTIONS = {EVERY_PLACE: marked("All jurisdictions"), ONE_PLACE: marked("One jurisdiction")}
QUESTION_OF_ALL = marked("Which questions can the returns answer?")
FILTERS_OF_ALL = (Part.FROM, Part.TO, Part.FORM)


def read_view(records: Records) -> tuple[OverviewView, str]:
    """Return the view from the address, and a notice if the address has wrong values.

    The page has sections and a choice of peers only if the figures come from returns. An address
    that names a jurisdiction leads to the section on this one.
    """
    # Links in the navigation and on other pages do not have the order in their address.
    looked, notice = address.read_view(OverviewView(), only=("order",), remembered=True)
    if not records.received:
        return looked, notice
    is_of_all = OverviewView.is_of_all(st.query_params.to_dict())
    first = replace(looked, section=EVERY_PLACE if is_of_all else ONE_PLACE)
    known = {
        "see": SECTIONS,
        "with": records.offered.jurisdictions,
        "set": comparable_places.PEER_SETS,
    }
    looked, further = address.read_view(first, known, ("see", "with", "set"))
    return looked, " ".join(filter(None, (notice, further)))


def section_container(looked: OverviewView) -> AbstractContextManager[object]:
    """Draw the tabs, if there are returns, and return the container of the open section."""
    if not looked.section:
        return nullcontext()
    return address.draw_tabs(SECTIONS, looked.section, "see", "overview.section")


def draw_peers(
    looked: OverviewView, choice: Choice, records: Records
) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Draw the choice of peers, and return (their ids, sentences on who they are).

    A page without sections has no such choice: the ids are None.
    """
    if not looked.section:
        return None, ()
    names = peer_comparison.peer_names(records.with_others, choice)
    if not names:
        return (), ()
    own = choice.jurisdiction
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        peer_choice.draw_peer_set(looked, PAGE.url_path)
        names = peer_choice.names_in_set(looked, names, choice, records)
        peer_choice.draw_peers(looked, PAGE.url_path, names, own)
    peers = looked.peers_shown(names, own)
    said = comparable_places.codes_sentence({id_: names[id_] for id_ in (own, *peers)})
    return peers, tuple(filter(None, (comparable_places.sentence(looked.peer_set), said)))


def draw_all_jurisdictions(choice: Choice, records: Records) -> None:
    """Draw which questions the jurisdictions can answer, and a list of all jurisdictions."""
    names = records.offered.jurisdictions
    ids = comparable_places.measures_to_compare(choice)
    rows = reading.hide_few_between_jurisdictions(
        records.rows(ids, years=choice.years, only=choice.only)
    )
    found = comparable_places.group_places(
        rows, names, choice, context=records.rules, happened=records.events
    )
    lead_sentence.draw_sentences([comparable_places.answers_sentence(found, names, choice.period)])
    if any(one.groups for one in found):
        table = comparable_places.answers_table(found, rows, names)
        links = [filters.page_link("compare", choice, one.measure.id) for one in found]
        note = comparable_places.answers_note()
        with html_card.card(t("Questions"), note):
            _draw_table_with_links(
                table, links, choice, name="questions", title=t(QUESTION_OF_ALL), note=note
            )
    stated = peer_comparison.rules_by_jurisdiction(records.rules)
    every = [reporting_gaps.find_gaps(found, rows, stated, id_) for id_ in names]
    table = reporting_gaps.places_table(
        every, names, records.as_of, records.origins, records.received
    ).drop(columns=[t("Returns"), t("Not collected"), t("Rules not stated")])
    links = [_profile_link(id_, choice) for id_ in reporting_gaps.in_order(every, names)]
    title, note = t("Jurisdictions"), t(reporting_gaps.PLACES_NOTE)
    with html_card.card(title, note):
        _draw_table_with_links(table, links, choice, name="jurisdictions", title=title, note=note)


def _draw_table_with_links(
    table: pd.DataFrame, links: list[str], choice: Choice, *, name: str, title: str, note: str
) -> None:
    html_card.draw_frame(table, name=name, look="dense", links=links)
    export = card_export.export_plain_rows(title, choice, table, says=(note,))
    downloads.draw_card_downloads(export, name=name)


def _profile_link(jurisdiction: str, choice: Choice) -> str:
    """Return the address of the section on one jurisdiction, with the same period and form."""
    chosen = replace(choice, jurisdiction=jurisdiction, parts=PLACE_AND_TIME)
    query: Mapping[str, str] = choice_query(chosen)
    return page_address(PAGE.url_path, query, build_query(OverviewView(section=ONE_PLACE)))


PATH_TITLE = marked("More convictions, or better ones?")
PATH_NOTE = marked("Each point is one year. Vertical lines: 95% confidence intervals.")
ACROSS, UPWARDS = marked("Convictions at first instance"), marked("More than one link charged")
FEWEST_YEARS = 2
APART = words.ABSENCES["not_comparable"].glyph
PATH_NAME = "convictions_and_links"


def draw_path(choice: filters.Choice) -> None:
    """Draw the path of convictions and the share of cases with several links charged."""
    card = path_card(choice)
    with st.container(border=True, height="stretch"):
        texts = {"title": t(PATH_TITLE), "note": t(PATH_NOTE)}
        html_card.draw_template("path_card.html", texts, key="path_card")
        if card.chart is None:
            draw_no_data(
                t("Nothing can be shown: two comparable years with both figures are needed.")
            )
        else:
            draw_chart_alone(card)
        if card.note:
            html_card.draw_note(card.note, key="path.left_out")
        if len(card.table):
            draw_chart_table(card)


@cached_view
def path_card(choice: filters.Choice) -> ChartCard:
    """Return the path of convictions and shares by year, with a note on the years that it lacks.

    It ends with the last ended year of the period, and has no chart if too few years are left.
    """
    records = current_records()
    as_of = records.reference_date(choice)
    window = records.follow_up_months(frames.LINKS, choice)
    broken = frames.breaks_of_shares(data.events(), choice.jurisdiction)[frames.LINKS]
    path = frames.path_rows(
        rows_by_year(choice),
        frames.last_ended_year(choice.year_to, as_of),
        due_until=yearly_figures.last_due_day(as_of, window),
        broken=broken,
        covered=filters.covered_years(choice),
    )
    drawn = path[path["drawn"]]
    left_out = (frames.years_left_out(path), break_sentences(drawn, broken))
    unseen = " ".join(filter(None, left_out))
    has_path = len(drawn) and drawn["stretch"].value_counts().max() >= FEWEST_YEARS
    return ChartCard(
        partial(charts.path_chart, add_path_labels(drawn), across=t(ACROSS), upwards=t(UPWARDS))
        if has_path
        else None,
        alt=path_text(drawn, filters.subject_name(choice)) if has_path else "",
        table=path_table(path),
        export=card_export.export_plain_rows(
            t(PATH_TITLE),
            choice,
            path_numbers(path),
            period=_years_text(path),
            says=(t(PATH_NOTE), unseen),
        ),
        name=PATH_NAME,
        note=unseen,
    )


def _years_text(by_year: pd.DataFrame) -> str:
    """Return the first and the last year as text; empty without any."""
    years_ = [int(year) for year in by_year["period"]]
    return words.period(min(years_), max(years_)) if years_ else ""


def add_path_labels(drawn: pd.DataFrame) -> pd.DataFrame:
    """Add `label` and `side` to each year of the path, and `last`, which marks the newest year.

    A year that cannot be compared with the preceding one has a symbol. Years except the first and
    last are written with two digits.
    """
    most = max(float(drawn["convictions"].max()), 1.0) * charts.PATH_ROOM
    highest = float(drawn[["value", "high"]].max(axis=None)) or 1.0
    ends = (drawn["period"].iloc[0], drawn["period"].iloc[-1])
    short = [year if year in ends else f"\u2019{year[-2:]}" for year in drawn["period"]]
    begins = drawn["stretch"].ne(drawn["stretch"].shift(fill_value=drawn["stretch"].iloc[0]))
    texts = [
        f"{APART}{words.NO_BREAK}{text}" if new else text
        for text, new in zip(short, begins, strict=True)
    ]
    points = [
        frames.PathPoint(row["convictions"] / most, row["value"] / highest, text)
        for row, text in zip(results.row_dicts(drawn), texts, strict=True)
    ]
    return drawn.assign(
        label=texts, side=frames.label_sides(points), last=drawn["period"] == ends[1]
    )


def break_sentences(drawn: pd.DataFrame, broken: trend_breaks.Breaks) -> str:
    """Return a sentence on the breaks in series that interrupt the path; empty if none do."""
    if drawn.empty:
        return ""
    first, last = int(drawn["period"].iloc[0]), int(drawn["period"].iloc[-1])
    if not (between := trend_breaks.breaks_within(broken, first, last)):
        return ""
    return t(
        "{sign} = not comparable with earlier years. Break in series: {breaks}.",
        sign=APART,
        breaks=trend_breaks.breaks_text(between),
    )


def path_text(drawn: pd.DataFrame, jurisdiction: str) -> str:
    """Return the path as text for screen readers."""
    in_words = [
        "; ".join(
            t("{year}: {value}", year=row["period"], value=row["says"])
            for row in results.row_dicts(of)
        )
        for _, of in drawn.groupby("stretch", sort=False)
    ]
    return t(
        "{place}: convictions, and the share of cases with more than one link charged, by year."
        " {years}.",
        place=jurisdiction,
        years=f"; {t('break in series')}; ".join(in_words),
    )


def path_table(by_year: pd.DataFrame) -> pd.DataFrame:
    """Return a table of texts by year: convictions, the share with several links, its interval."""
    rows = results.row_dicts(by_year)
    return pd.DataFrame(
        {
            t("Year"): by_year["period"],
            t("Convictions"): [
                words.count(row["convictions"])
                if words.is_known_number(row["convictions"])
                else "—"
                for row in rows
            ],
            t(UPWARDS): [row["number"] or words.ABSENCES[str(row["status"])].words for row in rows],
            t("95% interval"): [words.interval(row) for row in rows],
            t("Cases"): [
                words.count(row["denominator"]) if words.is_known_number(row["denominator"]) else ""
                for row in rows
            ],
        }
    )


def path_numbers(by_year: pd.DataFrame) -> pd.DataFrame:
    """Return a table by year: convictions, the share with several links (0-1), and its status.

    The interval of the share and its number of cases are columns too.
    """
    named = {
        "period": t("Year"),
        "convictions": t("Convictions"),
        "value": t(UPWARDS),
        "low": t("Interval from"),
        "high": t("Interval to"),
        "denominator": t("n"),
        "status": t("Status"),
        "says": t("In words"),
    }
    return by_year[list(named)].rename(columns=named)


DURATION_TITLE = marked("How long a case takes")
DURATION_NOTE = marked("Median days from charge to first-instance judgment, by year of judgment.")
DURATION_FORMS = marked(
    "The shaded band covers the middle 50%. The chart shows the forms of exploitation that have a"
    " figure for the most years. The table shows all."
)
DURATION_NAME = "days_to_judgment"
OTHERWISE = marked(
    "No year has enough people whose dates of charge and judgment are both recorded, for any form"
    " of exploitation."
)


def draw_durations(choice: filters.Choice) -> None:
    """Draw the durations of cases by form of exploitation, up to the last year that has ended."""
    with html_card.card(t(DURATION_TITLE), t(DURATION_NOTE), more=(t(DURATION_FORMS),)):
        chart_card.draw_panels(durations_card(choice))


@cached_view
def durations_card(choice: filters.Choice) -> chart_card.PanelCard:
    """Return the durations of cases by form of exploitation, up to the last year that has ended."""
    measure = catalogue.CATALOGUE[frames.DURATION]
    names = {form: words.code(form) for form in filters.current_options().forms}
    last = frames.last_ended_year(choice.year_to, current_records().reference_date(choice))
    rows = data.rows((measure.id,), by=("form", "year"), only=choice.only_jurisdiction)
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    within = here[here["period"].isin([str(year) for year in range(data.years()[0], last + 1)])]
    drawn = {}
    for form in frames.forms_with_most_years(within, chart_card.IN_A_ROW):
        of_form = here[here["form"] == form]
        by_year, broken = chart_card.panel_rows(of_form, measure, choice.jurisdiction, last)
        drawn[names[form]] = chart_card.Panel(frames.add_quartiles(by_year), broken)
    of_all = frames.rows_of_forms(within, names)
    drawing = chart_card.build_panels(
        drawn,
        spoken=t(
            "{place}: median days from charge to judgment by year", place=filters.place_name(choice)
        ),
        heading=t("Form and year"),
        axis=charts.DAYS,
        table=frames.duration_table(of_all, names),
    )
    return chart_card.PanelCard(
        drawing,
        otherwise=t(OTHERWISE),
        name=DURATION_NAME,
        export=card_export.export_plain_rows(
            t(DURATION_TITLE),
            choice,
            frames.duration_numbers(of_all, names),
            period=_years_text(of_all),
            says=(t(DURATION_NOTE), t(DURATION_FORMS)),
        ),
    )
