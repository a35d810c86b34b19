"""Build the tables of a section of a report, with charts, comparisons and notes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

import pandas as pd

from dashboard import charts, filter_options, released_data, words
from dashboard.data_dictionary import NOTE
from dashboard.export import chart_picture, template
from dashboard.export.chart_picture import Picture
from dashboard.export.template import JURISDICTION, OFFICE, WHOLE, YEAR, Section
from dashboard.frames import (
    breakdowns,
    chart_rows,
    offices,
    peer_comparison,
    scale_positions,
    tables,
    trend_breaks,
    yearly_figures,
)
from dashboard.frames import figures as frames_figures
from dashboard.frames.figures import Beside, SectionFacts
from dashboard.frames.peer_comparison import Compared
from dashboard.frames.scale_positions import Track
from dashboard.query_params import Choice
from dashboard.records import Records
from dashboard.released_data import MARK, Note
from metrics import Measure, catalogue, results
from schemas.language import marked, t

NOTE_COLUMNS = ("Measure", "Title", "Jurisdiction", "Period", "By", "Written on", "Note")
# Between two notes on one number, in a cell.
BETWEEN_NOTES = " / "


def with_notes(
    figures: pd.DataFrame, notes: tuple[Note, ...]
) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """Return the figures with the notes on them in column NOTE, and the notes that were used.

    The notes of a released figure apply to all its breakdowns. Rows of own records get none.
    """
    if NOTE not in figures or not notes:
        return figures, ()
    rows = results.row_dicts(figures)
    of_rows = [
        tuple(
            note
            for note in notes
            if (note.measure, note.jurisdiction, note.period)
            == (row["measure"], row["jurisdiction"], row["period"])
        )
        if pd.notna(row[results.OF_RELEASE])
        else ()
        for row in rows
    ]
    texts = [BETWEEN_NOTES.join(map(released_data.reply_text, said)) for said in of_rows]
    there = {note for said in of_rows for note in said}
    return figures.assign(**{NOTE: texts}), tuple(note for note in notes if note in there)


def mark_rows_with_notes(table: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Add a mark to the first cell of each row that has a note.

    If rows were merged into one, it is marked if any of them has a note.
    """
    first = table.columns[0]
    has = [bool(text) for text in figures[NOTE]]
    if len(has) != len(table):
        has = [any(has)] * len(table)
    cells = [f"{cell} {MARK}" if of else cell for cell, of in zip(table[first], has, strict=True)]
    return table.assign(**{first: cells})


def notes_table(notes: Iterable[Note]) -> pd.DataFrame:
    """Return the notes as a table of texts with NOTE_COLUMNS, without duplicates."""
    rows = [
        (
            note.measure,
            t(catalogue.CATALOGUE[note.measure].title),
            note.jurisdiction,
            note.period,
            note.role,
            note.written_on.isoformat(),
            note.text,
        )
        for note in dict.fromkeys(notes)
    ]
    return pd.DataFrame(rows, columns=[*NOTE_COLUMNS], dtype=object)


Row = Mapping[str, Any]


def compare_measures(
    rows: pd.DataFrame, ids: tuple[str, ...], choice: Choice, records: Records
) -> Beside:
    """Compare the chosen jurisdiction's measures with other jurisdictions and with earlier years.

    `rows` are those of the measures `ids` in the chosen period, with one row per jurisdiction.
    """
    with_others = records.rows_beside(rows, ids, choice)
    return Beside(_compare_rows(with_others, choice, records), records.progress(ids, choice))


def _compare_rows(rows: pd.DataFrame, choice: Choice, records: Records) -> dict[str, Compared]:
    """Return the comparison of the chosen jurisdiction with other jurisdictions, by measure."""
    return peer_comparison.compare_with_peers(
        peer_comparison.group_rows_by_measure(rows), records.peer_group(choice)
    )


def add_comparison(table: pd.DataFrame, here: pd.DataFrame, beside: Beside) -> pd.DataFrame:
    """Add columns for change, other jurisdictions and result to a table, without empty columns.

    `here` are the rows of the chosen place: one per measure, in the order of the table.
    """
    rows = results.row_dicts(here)
    each = [beside.compared.get(str(row["measure"])) or Compared(row, None, None) for row in rows]
    columns = {
        tables.CHANGE: [_change_text(row, beside) for row in rows],
        tables.OTHERS_MEDIAN: [_median_text(one) for one in each],
        tables.OTHERS_MIDDLE: [peer_comparison.quartiles_text(one) for one in each],
        tables.OTHERS_NUMBER: [
            words.count(one.others.number) if one.others else "" for one in each
        ],
        tables.RESULT: [_reading_text(one) for one in each],
    }
    filled = {name: cells for name, cells in columns.items() if any(cells)}
    if tables.INTERVAL in table:
        pairs = zip(each, table[tables.INTERVAL], strict=True)
        filled[tables.INTERVAL] = [_interval_text(one) or alone for one, alone in pairs]
    return table.assign(**filled)


def _change_text(row: Row, beside: Beside) -> str:
    """Return the change of a figure over time; empty without a value, or where none is judged."""
    id_ = str(row["measure"])
    if id_ not in beside.changed or not words.is_value_shown(row):
        return ""
    return yearly_figures.progress_text(beside.changed[id_])


def reading_rule(table: pd.DataFrame) -> tuple[str, ...]:
    """Return the rule by which a difference is reported; empty if the table reports none."""
    signs = tuple(glyph for glyph, _ in peer_comparison.SIGNS.values())
    is_read = any(cell.startswith(signs) for cell in table.get(tables.RESULT, ()))
    return (t(peer_comparison.NAMED),) if is_read else ()


class OfficesRead(NamedTuple):
    """The comparison of offices with all offices together.

    `whole` is the value of all offices together, `says` the result in sentences, and `cells` the
    result for each office.
    """

    whole: float | None
    says: tuple[str, ...]
    cells: list[str]


NO_OFFICES_READ = OfficesRead(None, (), [])


def read_offices(
    here: pd.DataFrame, drawn: pd.DataFrame, measure: Measure, choice: Choice, records: Records
) -> OfficesRead:
    """Compare the offices in the same way as their page: with a funnel plot if there are many.

    `here` are the rows by office, `drawn` the same rows from `chart_rows.rows_by_group`.
    """
    only = choice.only_without(OFFICE)
    of_all = records.rows((measure.id,), years=choice.years, only=only)
    whole = chart_rows.value_of_whole(of_all, choice.jurisdiction)
    if measure.kind == "Share" and whole is not None and offices.has_enough_offices(drawn):
        funnel = offices.build_funnel(drawn, whole)
        cells = offices.funnel_position_texts(funnel, drawn)
        return OfficesRead(whole, tuple(offices.funnel_sentences(funnel, drawn)), cells)
    if measure.kind in tables.ADDED_UP:
        return NO_OFFICES_READ
    compared = records.compare_offices(here, of_all, measure, choice)
    names = dict(zip(drawn["group"], drawn["label"], strict=True))
    says = offices.comparison_sentences(compared, names)
    cells = offices.comparison_cells(compared, list(names))
    return OfficesRead(whole, (*says, *([t(offices.NAMED)] if any(cells) else [])), cells)


def _median_text(compared: Compared) -> str:
    """Return other jurisdictions' median as text, with its years if only a part is compared."""
    if compared.others is None:
        return ""
    median = peer_comparison.median_text(compared)
    if compared.years is None:
        return median
    return t("{median} in {years}", median=median, years=words.period(*compared.years))


def _interval_text(compared: peer_comparison.Compared) -> str:
    """Return the interval as text if the row shows other jurisdictions' median; else empty."""
    is_beside = compared.others_drawn and words.is_value_shown(compared.row)
    return words.interval(compared.row) if is_beside else ""


def _reading_text(compared: Compared) -> str:
    """Return the comparison result as text, without the median: it has a column of its own."""
    if not compared.others and not words.is_value_shown(compared.row):
        return ""
    return peer_comparison.result_cell(compared, median_beside=True).line


# Fewer identical rows are not merged.
LEAST_FOLDED = 3
NO_FIGURES = pd.DataFrame(
    columns=[column.name for column in frames_figures.figure_columns(is_of_release=False)]
)
EVERY_YEAR = marked("All recorded years.")
ALPHABETICAL = marked("In alphabetical order, not a ranking.")


@dataclass(frozen=True)
class Block:
    """A part of a report's section: a table of texts for a period, its figures and perhaps a chart.

    `under` has second lines for the cells of the first column, one per row, or blank. `notes` are
    notes on released figures. `tracks` are small scales with value and interval in the rows of the
    table; formats with room for them leave `picture` out, which draws the same intervals.
    """

    title: str
    period: str
    table: pd.DataFrame
    under: tuple[str, ...]
    figures: pd.DataFrame
    says: tuple[str, ...]
    picture: Picture | None
    notes: tuple[released_data.Note, ...] = ()
    tracks: tuple[Track, ...] = ()

    @property
    def note_lines(self) -> tuple[str, ...]:
        """Return the notes as lines below the table: the figure, who wrote the note, the text."""
        names = dict(
            zip(self.figures.get("jurisdiction", ()), self.figures.get("place", ()), strict=True)
        )
        return tuple(
            t(
                "{mark} {measure}, {place}, {period}. {note}",
                mark=MARK,
                measure=t(catalogue.CATALOGUE[note.measure].title),
                place=names[note.jurisdiction],
                period=released_data.reply_period_text(note),
                note=released_data.reply_text(note),
            )
            for note in self.notes
        )


def build_blocks(section: Section, choice: Choice, records: Records) -> Iterator[Block]:
    """Yield one block for the whole jurisdiction, or one per measure if the section has `by`."""
    for block in _blocks_without_notes(section, choice, records):
        figures, notes = with_notes(block.figures, records.notes)
        if notes:
            table = mark_rows_with_notes(block.table, figures)
            block = replace(block, figures=figures, notes=notes, table=table)
        yield block


def _blocks_without_notes(section: Section, choice: Choice, records: Records) -> Iterator[Block]:
    ids = template.section_measures(section, choice)
    if not ids:
        return
    if section.by == WHOLE:
        yield _block_of_whole(section, ids, choice, records)
        return
    # One query for all: it takes about the same time for one measure as for ten.
    rows = _rows_of_section(section, ids, choice, records)
    if section.most:
        yield from _blocks_with_most_years(section, rows, (choice, records))
        return
    split = _block_by_year if section.by == YEAR else _block_by_group
    if section.by == JURISDICTION:
        split = partial(_block_by_jurisdiction, _compare_rows(rows, choice, records))
    for id_ in ids:
        of_measure = rows[rows["measure"] == id_]
        yield split(section, catalogue.CATALOGUE[id_], of_measure, (choice, records))


# A line needs so many years with a figure; with fewer, windows of years are shown, at least two.
FEWEST_YEARS, WINDOW, FEWEST_WINDOWS = 3, 3, 2


def _blocks_with_most_years(
    section: Section, rows: pd.DataFrame, of: tuple[Choice, Records]
) -> Iterator[Block]:
    """Yield blocks by year of the measures with most years; equal ones in the section's order.

    If these are fewer than the section asks for, blocks by windows of three years follow. A chart
    with a single point says nothing, so it is left out.
    """
    choice, records = of
    ids = template.section_measures(section, choice)
    by_year = _most_first(ids, rows, choice, FEWEST_YEARS)[: section.most]
    for id_ in by_year:
        yield _block_by_year(section, catalogue.CATALOGUE[id_], rows[rows["measure"] == id_], of)
    left = tuple(id_ for id_ in ids if id_ not in by_year)
    spans = _three_year_windows(choice, records)
    if len(by_year) == section.most or not left or len(spans) < FEWEST_WINDOWS:
        return
    counted = records.rows_of_spans(left, spans=spans, only=choice.only_jurisdiction)
    counted = counted[_without_break(counted, spans, (choice, records))]
    by_window = _most_first(left, counted, choice, FEWEST_WINDOWS)
    for id_ in by_window[: section.most - len(by_year)]:
        of_measure = counted[counted["measure"] == id_]
        yield _block_by_window(section, catalogue.CATALOGUE[id_], of_measure, of)


def _without_break(
    rows: pd.DataFrame, spans: tuple[results.Span, ...], of: tuple[Choice, Records]
) -> list[bool]:
    """Return for each row whether its period is one of `spans` without a break in series inside."""
    choice, records = of
    named = {results.span_name(span): span for span in spans}

    def has_break(id_: str, span: results.Span) -> bool:
        measures = (catalogue.CATALOGUE[id_],)
        broken = trend_breaks.find_breaks(records.events, measures, choice.jurisdiction)
        return bool(trend_breaks.breaks_within(broken, *span))

    return [
        period in named and not has_break(id_, named[period])
        for id_, period in zip(rows["measure"], rows["period"], strict=True)
    ]


def _most_first(ids: Iterable[str], rows: pd.DataFrame, choice: Choice, fewest: int) -> list[str]:
    """Return the measures with a figure of the chosen place in at least `fewest` periods.

    Those with most such periods come first.
    """
    here = rows[(rows["jurisdiction"] == choice.jurisdiction) & (rows["status"] == words.SHOWN)]
    dated = here[here["value"].notna() & here["period"].str.fullmatch(r"[\d-]+")]
    number = dated.groupby("measure").size().to_dict()
    enough = [id_ for id_ in ids if number.get(id_, 0) >= fewest]
    return sorted(enough, key=lambda id_: -number[id_])


def _three_year_windows(choice: Choice, records: Records) -> tuple[results.Span, ...]:
    """Return the windows of three years that end with the chosen period, oldest first.

    A release has only its own periods, of which those are taken that do not overlap.
    """
    first, last = records.offered.years[0], choice.year_to
    spans = [(end - WINDOW + 1, end) for end in range(last, first + WINDOW - 2, -WINDOW)]
    if choice.is_of_release:
        released = records.offered.release_periods(choice.form)
        spans = [span for span in spans if span in released]
    return tuple(reversed(spans))


def _block_by_window(
    section: Section, measure: Measure, rows: pd.DataFrame, of: tuple[Choice, Records]
) -> Block:
    """Build a measure's block by windows of three years, if too few single years have figures."""
    choice, records = of
    here = rows[rows["jurisdiction"] == choice.jurisdiction].sort_values("period")
    names = {span: words.period(*map(int, span.split("-"))) for span in here["period"]}
    drawn = chart_rows.hide_by_status(here).assign(label=[names[span] for span in here["period"]])
    block = _measure_block(
        section,
        measure,
        drawn,
        of,
        chart=partial(
            charts.interval_chart,
            drawn.assign(role=chart_rows.OWN),
            axis=yearly_figures.value_axis(measure, records.currency(choice)),
        ),
        spoken=chart_rows.rows_as_text(drawn),
        says=(t(THREE_YEARS),),
    )
    return replace(block, figures=block.figures.assign(period=list(here["period"])))


TOO_FEW_YEARS = marked(
    "No measure has enough figures for a chart, neither by year nor by periods of three years."
)
THREE_YEARS = marked("In periods of three years, because single years have too few figures.")


def _rows_of_section(
    section: Section, ids: tuple[str, ...], choice: Choice, records: Records
) -> pd.DataFrame:
    """Query the rows for a section that is split."""
    match section.by:
        case "year":
            # All years, because fewer would hide changes over time.
            return records.rows(ids, by=(YEAR,), only=choice.only_here)
        case "jurisdiction":
            rows = records.rows(ids, years=choice.years, only=choice.only)
            return records.rows_beside(rows, ids, choice)
        case column:
            only = choice.only_without(column)
            return records.rows(ids, by=(column,), years=choice.years, only=only)


def _block_of_whole(
    section: Section, ids: tuple[str, ...], choice: Choice, records: Records
) -> Block:
    """Build the block of the whole jurisdiction: one row per measure, and a chart of shares.

    Each measure is compared with other jurisdictions.
    """
    rows = records.rows(ids, years=choice.years, only=choice.only_here)
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    drawn = chart_rows.rows_by_measure(
        here, {id_: t(catalogue.CATALOGUE[id_].title) for id_ in ids}
    )
    beside = compare_measures(rows, ids, choice, records)
    written = tables.rows_table_with_keys(drawn, tables.MEASURE)
    table = add_comparison(written, here, beside)
    shares = drawn[drawn["kind"] == "Share"]
    is_drawn = section.is_drawn and _holds_any(shares)
    about = _section_facts(section, choice, records)
    placed = tuple(
        scale_positions.place_on_track(
            row, one.others_drawn if (one := beside.compared.get(str(row["measure"]))) else None
        )
        for row in results.row_dicts(here)
    )
    box = [t(scale_positions.HOW_TO_READ_BOX)] if scale_positions.has_others(placed) else []
    return Block(
        title="",
        period=choice.period,
        table=table.rename(columns={tables.YES: tables.COUNTED}),
        under=tuple(t(catalogue.CATALOGUE[id_].population) for id_ in drawn["measure"]),
        figures=frames_figures.build_figures(drawn, about, beside),
        says=(t(scale_positions.HOW_TO_READ), *box, *reading_rule(table)),
        picture=chart_picture.chart_picture(
            partial(charts.interval_chart, shares, axis=charts.SHARE),
            title=t(section.title),
            spoken=chart_rows.rows_as_text(shares),
            wide=True,
        )
        if is_drawn
        else None,
        tracks=placed,
    )


def _block_by_year(
    section: Section, measure: Measure, rows: pd.DataFrame, of: tuple[Choice, Records]
) -> Block:
    """Build the block of a measure for all years, as its chart shows it."""
    choice, records = of
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    run = records.run_chart(here, measure, choice)
    drawn = run.yearly.assign(
        measure=measure.id,
        jurisdiction=choice.jurisdiction,
        label=yearly_figures.year_labels(run.yearly),
    )
    spoken = f"{yearly_figures.years_as_text(run.yearly)} {' '.join(run.verdicts)}".strip()
    undated = filter(None, [yearly_figures.undated_sentence(here)])
    says = (t(EVERY_YEAR), *undated, *run.verdicts, *trend_breaks.event_sentences(run.marks))
    return _measure_block(section, measure, drawn, of, chart=run.chart, spoken=spoken, says=says)


def _block_by_jurisdiction(
    compared: Mapping[str, Compared],
    section: Section,
    measure: Measure,
    rows: pd.DataFrame,
    of: tuple[Choice, Records],
) -> Block:
    """Build the block that compares the chosen jurisdiction with other jurisdictions."""
    choice, records = of
    kept = (choice.jurisdiction, *records.peers(choice))
    known = records.with_others.set_index("jurisdiction")["name"]
    drawn = chart_rows.rows_by_jurisdiction(
        rows[rows["jurisdiction"].isin(kept)],
        {id_: known[id_] for id_ in kept},
        choice.jurisdiction,
    )
    # A place without a row has nothing to count, but is shown.
    drawn = drawn.assign(measure=measure.id, kind=measure.kind)
    is_money = words.is_money(measure)
    own = compared.get(measure.id)
    texts = peer_comparison.comparison_sentence(own), peer_comparison.comparison_rule_sentence(own)
    read = " ".join(filter(None, texts))
    axis = charts.AXIS_OF_KIND[words.format_kind(measure)]
    block = _measure_block(
        section,
        measure,
        drawn,
        of,
        chart=partial(charts.interval_chart, drawn, axis=axis),
        spoken=chart_rows.rows_as_text(drawn),
        says=(chart_rows.OWN_CURRENCIES if is_money else t(ALPHABETICAL), *filter(None, (read,))),
    )
    return replace(block, picture=None) if is_money else block


def _block_by_group(
    section: Section, measure: Measure, rows: pd.DataFrame, of: tuple[Choice, Records]
) -> Block:
    """Build the block of a measure by group in the chosen jurisdiction; unknown is the last row.

    Offices are also compared with all of them together.
    """
    choice, records = of
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    if section.by == OFFICE:
        drawn = chart_rows.rows_by_group(here, OFFICE, records.office_names(here, choice))
        read = read_offices(here, drawn, measure, choice, records)
    else:
        names = breakdowns.group_names(measure, section.by)
        drawn = chart_rows.rows_by_group(here, section.by, names)
        read = NO_OFFICES_READ
    block = _measure_block(
        section,
        measure,
        drawn,
        of,
        chart=partial(
            charts.interval_chart,
            drawn,
            whole=read.whole,
            axis=yearly_figures.value_axis(measure, records.currency(choice)),
        ),
        spoken=chart_rows.rows_as_text(drawn),
        says=read.says,
    )
    if any(read.cells) and len(read.cells) == len(block.table):
        return replace(block, table=block.table.assign(**{tables.RESULT: read.cells}))
    return block


def _measure_block(
    section: Section,
    measure: Measure,
    rows: pd.DataFrame,
    of: tuple[Choice, Records],
    *,
    chart: "partial[charts.Chart]",
    spoken: str,
    says: tuple[str, ...],
) -> Block:
    """Return a block on one measure: table, figures, and a chart if there is something to draw."""
    about = _section_facts(section, *of)
    group = words.code(section.by)
    # In the figures a year is just its number, even if it is not over.
    is_by_year = section.by == YEAR
    named = rows.assign(label=rows["period"]) if is_by_year else rows
    is_drawn = section.is_drawn and _holds_any(rows)
    return Block(
        title=t(measure.title),
        period=about.period,
        table=tables.rows_table_with_keys(
            _fold_alike(rows, about.period), tables.YEAR if is_by_year else group
        ),
        under=(),
        figures=frames_figures.build_figures(named, about),
        says=says if len(rows) else (t("No records for {place}.", place=about.place),),
        picture=chart_picture.chart_picture(
            chart,
            title=t("{measure} ({group})", measure=t(measure.title), group=group),
            spoken=spoken,
            wide=False,
            tall=section.tall,
        )
        if is_drawn
        else None,
    )


def _holds_any(rows: pd.DataFrame) -> bool:
    """Return whether there is anything to draw: a value, or bounds."""
    return bool(rows[["value", "bound_low"]].notna().any(axis=None))


def _fold_alike(rows: pd.DataFrame, period: str) -> pd.DataFrame:
    """Return one row if no row has a number and all have the same status; else all rows."""
    parts = ["value", "numerator", "denominator", "unknown", "bound_low"]
    says_nothing = not rows[parts].fillna(0).astype(bool).any(axis=None)
    if len(rows) < LEAST_FOLDED or not says_nothing or rows["status"].nunique() > 1:
        return rows
    return rows.head(1).assign(label=period if rows["label"].iloc[0].isdigit() else t("All"))


def _section_facts(section: Section, choice: Choice, records: Records) -> SectionFacts:
    """Return the facts that hold for all figures of a section, such as its place and period."""
    every = words.period(records.offered.years[0], records.offered.years[-1])
    return SectionFacts(
        section=t(section.title),
        place=filter_options.place_label(choice, records.offered),
        period=every if section.by == YEAR else choice.period,
        split_by=section.by,
    )
