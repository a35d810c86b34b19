"""Cards of Overview over years: convictions against quality, and how long cases take."""

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import charts, data, words
from dashboard.export import card_export
from dashboard.frames import trend_breaks, yearly_figures
from dashboard.pages.overview import cards, frames
from dashboard.records import current_records
from dashboard.ui import chart_card, filters, html_card
from dashboard.ui.chart_card import draw_no_data, draw_plain_chart, draw_table_below
from metrics import catalogue
from schemas.language import marked, t

PATH_TITLE = marked("More convictions, or better ones?")
PATH_NOTE = marked("Each point is one year. Vertical lines: 95% confidence intervals.")
ACROSS, UPWARDS = marked("Convictions at first instance"), marked("More than one link charged")
FEWEST_YEARS = 2
APART = words.ABSENCES["not_comparable"].glyph
PATH_NAME = "convictions_and_links"


def draw_path(choice: filters.Choice) -> None:
    """Draw the path of convictions and the share of cases with several links charged.

    It ends with the last ended year of the period.
    """
    as_of = current_records().reference_date(choice)
    window = catalogue.CATALOGUE[frames.LINKS].window(filters.chosen_options())
    broken = frames.breaks_of_shares(data.events(), choice.jurisdiction)[frames.LINKS]
    path = frames.path_rows(
        cards.rows_by_year(choice),
        frames.last_ended_year(choice.year_to, as_of),
        due_until=yearly_figures.last_due_day(as_of, window),
        broken=broken,
        covered=filters.covered_years(choice),
    )
    drawn = path[path["drawn"]]
    left_out = (frames.years_left_out(path), break_sentences(drawn, broken))
    unseen = " ".join(filter(None, left_out))
    title, note = t(PATH_TITLE), t(PATH_NOTE)
    with st.container(border=True, height="stretch"):
        html_card.draw_template("path_card.html", {"title": title, "note": note}, key="path_card")
        of_card = card_export.export_plain_rows(
            title, choice, path_numbers(path), period=_years_text(path), says=(note, unseen)
        )
        if drawn.empty or drawn["stretch"].value_counts().max() < FEWEST_YEARS:
            draw_no_data(
                t("Nothing can be shown: two comparable years with both figures are needed.")
            )
        else:
            chart = partial(
                charts.path_chart, add_path_labels(drawn), across=t(ACROSS), upwards=t(UPWARDS)
            )
            spoken = path_text(drawn, filters.subject_name(choice))
            draw_plain_chart(chart, alt=spoken, name=PATH_NAME)
            of_card = of_card.drawn({card_export.ONE: chart}, spoken)
        if unseen:
            html_card.draw_note(unseen, key="path.left_out")
        if len(path):
            draw_table_below(path_table(path), of_card, name=PATH_NAME)


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
        for row, text in zip(drawn.to_dict("records"), texts, strict=True)
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
            for row in of.to_dict("records")
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
    rows = by_year.to_dict("records")
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
    title, note, forms = t(DURATION_TITLE), t(DURATION_NOTE), t(DURATION_FORMS)
    with html_card.card(title, note, more=(forms,)):
        chart_card.draw_panels(
            drawing,
            otherwise=t(OTHERWISE),
            name=DURATION_NAME,
            export=card_export.export_plain_rows(
                title,
                choice,
                frames.duration_numbers(of_all, names),
                period=_years_text(of_all),
                says=(note, forms),
            ),
        )
