"""Cards of Victims & remedies: how victims are treated, and what they claim, win and receive."""

import pandas as pd

from dashboard import data
from dashboard.export import card_export
from dashboard.records import cached_view
from dashboard.ui import chart_card, filters, html_card, measure_table
from metrics import catalogue
from schemas.language import marked, t

# Only shares, because all panels have the same scale.
BY_YEAR = ("V03", "V01", "V02", "R01", "R02b", "R03")
IDENTIFIED = ("C04i", "C04p", "C04r", "V04", "V04y", "V07")
ASSISTED = (
    *("V03", "V03b", "V03c", "V05", "V05-guardian", "V05-interview"),
    *("V05w", "V05w-shelter", "V05w-interviewer", "V01", "V01n", "V08", "V09"),
    *(id_ for id_ in catalogue.CATALOGUE if id_.startswith("V09-")),
)
PROSECUTED = ("V06", "V06c")
PUNISHED = ("V02", "V02b", "V02c", "L04", "L04j")
REMEDIED = ("R01", "R02", "R02b", "R05", "R05h", "R03", "R03b", "R04", "R04a", "R06", "R07")
# The cards with tables: the name of the download, the heading, and the measures.
TABLES = (
    ("identified", marked("Found and identified"), IDENTIFIED),
    ("assisted", marked("Advised, assisted and protected"), ASSISTED),
    ("prosecuted", marked("What became of their case"), PROSECUTED),
    ("punished", marked("Non-punishment and immigration consequences"), PUNISHED),
    ("remedied", marked("Compensation claimed, awarded and paid"), REMEDIED),
)
# Higher is better for this one of the measures PUNISHED.
SPARED = "L04"
EVERY = tuple(dict.fromkeys((*IDENTIFIED, *ASSISTED, *PROSECUTED, *PUNISHED, *REMEDIED)))


def draw_tables(rows: pd.DataFrame, choice: filters.Choice) -> None:
    """Draw the cards TABLES, each with a note on measures that the filters leave out."""
    for name, title, ids in TABLES:
        with html_card.card(t(title), punished_note() if ids == PUNISHED else ""):
            of_card = rows[rows["measure"].isin(ids)].sort_values(
                "measure", key=lambda names, order=ids: names.map(order.index), kind="stable"
            )
            measure_table.draw_measures(of_card, choice, name=name, title=t(title), asked=ids)


def punished_note() -> str:
    """Return what the law requires, and for which of the measures PUNISHED lower is better."""
    return t(
        "Victims must not be punished for acts they were forced to commit. Lower is better for all"
        " measures here but “{measure}”.",
        measure=t(catalogue.CATALOGUE[SPARED].title),
    )


@cached_view
def measures_by_year(choice: filters.Choice) -> chart_card.PanelCard:
    """Return panels of the measures BY_YEAR, each by year."""
    rows = data.rows(BY_YEAR, by=("year",), only=choice.only_jurisdiction)
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    ids = {t(catalogue.CATALOGUE[id_].title): id_ for id_ in BY_YEAR}
    drawing = chart_card.build_panels(
        {
            title: chart_card.panel_rows(
                here[here["measure"] == id_].assign(kind="Share"),
                catalogue.CATALOGUE[id_],
                choice.jurisdiction,
            )
            for title, id_ in ids.items()
        },
        spoken=t("share by year"),
        heading=t("Measure and year"),
    )
    of_file = drawing.rows.assign(
        measure=drawing.rows["panel"].map(ids),
        jurisdiction=choice.jurisdiction,
        label=drawing.rows["period"],
    )
    return chart_card.PanelCard(
        drawing,
        otherwise=t(
            "No year has enough victims with recorded answers in {place}.",
            place=filters.subject_name(choice),
        ),
        name="victims_by_year",
        export=card_export.export_rows(
            t("What reaches the victims, by year"),
            choice,
            of_file,
            "year",
            period=data.all_years_text(),
            says=(drawing.read,),
        ),
    )
