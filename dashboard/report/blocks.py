"""The tables of a section with what is drawn of them, from the frames that pages draw."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from dashboard import charts, filter_options, release_notes, words
from dashboard.query_params import Choice
from dashboard.report import beside, figures, noted, picture, sections
from dashboard.report.figures import About
from dashboard.report.picture import Picture
from dashboard.report.records import Records
from dashboard.report.taken import DOTS
from dashboard.report.template import JURISDICTION, OFFICE, WHOLE, YEAR, Drawn, Section
from dashboard.shared import axes, peer_comparison, run_drawing
from dashboard.shared.frames import events, groups, places, tables, years
from dashboard.shared.peer_places import peer_places
from metrics import Measure, catalogue

# Fewer rows are read at a glance.
LEAST_FOLDED = 3
NO_FIGURES = pd.DataFrame(columns=[column.name for column in figures.COLUMNS])
EVERY_YEAR = "All years on record."
ALPHABETICAL = "In alphabetical order; no ranking."
UNTOLD = "Nothing here can be told under these filters."


@dataclass(frozen=True)
class Block:
    """A table in words, the figures behind it, and its picture where one is drawn, of a period.

    `under` are second lines of the first column's cells, one per row; blank where there is none.
    `notes` are on released numbers among the figures.
    """

    title: str
    period: str
    table: pd.DataFrame
    under: tuple[str, ...]
    figures: pd.DataFrame
    says: tuple[str, ...]
    picture: Picture | None
    notes: tuple[release_notes.Note, ...] = ()

    @property
    def note_lines(self) -> tuple[str, ...]:
        """The notes in words, as they stand below the table."""
        return noted.lines(self.figures, self.notes)


def of(section: Section, choice: Choice, records: Records) -> Iterator[Block]:
    """One block where the section is of the place as a whole, else one for each measure."""
    yield from (_with_notes(block, records) for block in _of(section, choice, records))


def _of(section: Section, choice: Choice, records: Records) -> Iterator[Block]:
    ids = sections.told(section, choice)
    if not ids:
        return
    if section.by == WHOLE:
        yield _whole(section, ids, choice, records)
        return
    # Asked once for all: a question costs much the same for one measure as for ten.
    rows = _asked(section, ids, choice, records)
    split = {YEAR: _by_year, JURISDICTION: _by_place, OFFICE: _by_office}.get(section.by, _by_group)
    for id_ in ids:
        of_measure = rows[rows["measure"] == id_]
        yield split(section, catalogue.CATALOGUE[id_], of_measure, (choice, records))


def _with_notes(block: Block, records: Records) -> Block:
    """The block with the notes on its numbers, and a mark at the rows that have one."""
    noted_figures, notes = noted.of(block.figures, records.notes)
    if not notes:
        return block
    table = noted.marked(block.table, noted_figures)
    return replace(block, figures=noted_figures, notes=notes, table=table)


def _asked(
    section: Section, ids: tuple[str, ...], choice: Choice, records: Records
) -> pd.DataFrame:
    """The rows behind the blocks of a section that is split."""
    match section.by:
        case "year":
            # All years on record: fewer would hide whether it changed.
            return records.rows(ids, by=(YEAR,), only=choice.only_here)
        case "jurisdiction":
            rows = records.rows(ids, years=choice.years, only=choice.only)
            return records.rows_beside(rows, ids, choice)
        case column:
            only = tuple((name, value) for name, value in choice.only_here if name != column)
            return records.rows(ids, by=(column,), years=choice.years, only=only)


def _whole(section: Section, ids: tuple[str, ...], choice: Choice, records: Records) -> Block:
    """One row per measure, beside peers where there are any; shares are drawn on one scale."""
    rows = records.rows(ids, years=choice.years, only=choice.only_here)
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    drawn = places.by_measure(here, {id_: catalogue.CATALOGUE[id_].title for id_ in ids})
    told = records.rows_beside(rows, ids, choice)
    written = tables.of_rows(drawn, "label", "Measure")
    table, uncompared = beside.with_others(written, told, here, beside.circle(choice, records))
    of_most = (f"{uncompared}: so it is for most of the measures.",) if uncompared else ()
    shares = drawn[drawn["kind"] == "Share"]
    is_drawn = section.drawn is Drawn.INTERVALS and _holds_any(shares)
    return Block(
        title="",
        period=choice.period,
        table=table.rename(columns={"Yes": "Counted"}),
        under=tuple(catalogue.CATALOGUE[id_].denominator_words for id_ in drawn["measure"]),
        figures=figures.of(drawn, _about(section, choice, records)),
        says=(*((DOTS,) if is_drawn else ()), *of_most, *beside.rule_of(table)),
        picture=picture.of(
            partial(charts.intervals, shares, axis=charts.SHARE),
            title=section.title,
            spoken=places.spoken(shares),
            wide=True,
        )
        if is_drawn
        else None,
    )


def _by_year(
    section: Section, measure: Measure, rows: pd.DataFrame, of: tuple[Choice, Records]
) -> Block:
    """The measure over all years on record, as its run chart draws it."""
    choice, records = of
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    known = records.offered
    judged_on = records.as_of.of(choice.jurisdiction)
    run = run_drawing.of(
        here,
        measure,
        records.events,
        run_drawing.OfPlace(
            choice.jurisdiction,
            range(known.years[0], known.years[-1] + 1),
            due=years.due(measure, judged_on, records.chosen),
            last_full_year=known.last_full_year[choice.jurisdiction],
            as_of=judged_on,
            currency=records.currency(choice),
            # Where a year has something, so has the whole, which need not be asked then.
            is_collected=bool((here["status"] != words.NOT_COLLECTED).any())
            or _is_collected(measure, choice, records),
            covered=known.covered.get(choice.jurisdiction, range(0)),
        ),
    )
    drawn = run.yearly.assign(
        measure=measure.id, jurisdiction=choice.jurisdiction, label=years.labels(run.yearly)
    )
    spoken = f"{years.spoken(run.staged)} {' '.join(run.verdicts)}".strip()
    undated = filter(None, [years.undated(here)])
    says = (EVERY_YEAR, *undated, *run.verdicts, *events.told(run.marks))
    return _block(section, measure, drawn, (choice, records)).drawn(run.chart, spoken, says)


def _is_collected(measure: Measure, choice: Choice, records: Records) -> bool:
    """Of what is not recorded no year is known to have had none."""
    whole = records.rows((measure.id,), only=choice.only_here)
    here = whole.loc[whole["jurisdiction"] == choice.jurisdiction, "status"]
    return not (here == words.NOT_COLLECTED).all()


def _by_place(
    section: Section, measure: Measure, rows: pd.DataFrame, of: tuple[Choice, Records]
) -> Block:
    """The chosen jurisdiction beside those that may stand beside it."""
    choice, records = of
    kept = (choice.jurisdiction, *peer_places(records.with_others, choice))
    known = records.with_others.set_index("jurisdiction")["name"]
    drawn = places.by_place(
        rows[rows["jurisdiction"].isin(kept)],
        {id_: known[id_] for id_ in kept},
        choice.jurisdiction,
    )
    # A place without a row has nothing to count, and is told all the same.
    drawn = drawn.assign(measure=measure.id, kind=measure.kind)
    is_money = words.is_money(measure)
    compared = peer_comparison.compare(
        peer_comparison.by_measure(rows), beside.circle(choice, records)
    )
    read = peer_comparison.sentence(compared.get(measure.id))
    block = _block(section, measure, drawn, (choice, records)).drawn(
        partial(charts.intervals, drawn, axis=charts.AXIS_OF_KIND[words.written_as(measure)]),
        places.spoken(drawn),
        (places.OWN_CURRENCIES if is_money else ALPHABETICAL, *filter(None, (read,))),
    )
    return replace(block, picture=None) if is_money else block


def _by_group(
    section: Section, measure: Measure, rows: pd.DataFrame, of: tuple[Choice, Records]
) -> Block:
    """The groups of a breakdown in the chosen place, what is not recorded as the last row."""
    choice, records = of
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    drawn = places.by_group(here, section.by, groups.names(measure, section.by))
    return _block(section, measure, drawn, of).drawn(
        partial(
            charts.breakdown,
            drawn,
            whole=None,
            axis=axes.of(measure, records.currency(choice)),
        ),
        places.spoken(drawn),
        (),
    )


def _by_office(
    section: Section, measure: Measure, rows: pd.DataFrame, of: tuple[Choice, Records]
) -> Block:
    """The offices of the chosen place, each read beside all of them together."""
    choice, records = of
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    known = records.offered.offices.get(choice.jurisdiction, {})
    names = places.apart({id_: name for id_, name in known.items() if id_ in set(here[OFFICE])})
    drawn = places.by_group(here, OFFICE, names)
    read = beside.read_offices(here, drawn, measure, choice, records)
    block = _block(section, measure, drawn, of).drawn(
        partial(
            charts.breakdown,
            drawn,
            whole=read.whole,
            axis=axes.of(measure, records.currency(choice)),
        ),
        places.spoken(drawn),
        read.says,
    )
    return replace(block, table=read.add_cells(block.table))


@dataclass(frozen=True)
class _Of:
    """What the blocks of one measure have alike."""

    section: Section
    measure: Measure
    rows: pd.DataFrame
    about: About

    def drawn(self, chart: "partial[charts.Chart]", spoken: str, says: tuple[str, ...]) -> Block:
        heading = words.code(self.section.by)
        # For machines a year is its number, however far it goes.
        is_by_year = self.section.by == YEAR
        named = self.rows.assign(label=self.rows["period"]) if is_by_year else self.rows
        is_drawn = self.section.drawn is not Drawn.NONE and _holds_any(self.rows)
        return Block(
            title=self.measure.title,
            period=self.about.period,
            table=tables.of_rows(_folded(self.rows, self.about.period), "label", heading),
            under=(),
            figures=figures.of(named, self.about),
            says=says if len(self.rows) else (f"No records for {self.about.place}.",),
            picture=picture.of(
                chart,
                title=f"{self.measure.title} by {heading.lower()}",
                spoken=spoken,
                wide=False,
                tall=self.section.tall,
            )
            if is_drawn
            else None,
        )


def _holds_any(rows: pd.DataFrame) -> bool:
    """Whether there is anything to draw: a value, or bounds in its place."""
    return bool(rows[["value", "bound_low"]].notna().any(axis=None))


def _folded(rows: pd.DataFrame, period: str) -> pd.DataFrame:
    """Rows that all say the same, and no number, as one: twenty years of nothing are one line."""
    parts = ["value", "numerator", "denominator", "unknown", "bound_low"]
    says_nothing = not rows[parts].fillna(0).astype(bool).any(axis=None)
    if len(rows) < LEAST_FOLDED or not says_nothing or rows["status"].nunique() > 1:
        return rows
    return rows.head(1).assign(label=period if rows["label"].iloc[0].isdigit() else "All")


def _block(
    section: Section, measure: Measure, rows: pd.DataFrame, of: tuple[Choice, Records]
) -> _Of:
    return _Of(section, measure, rows, _about(section, *of))


def _about(section: Section, choice: Choice, records: Records) -> About:
    every = words.period(records.offered.years[0], records.offered.years[-1])
    return About(
        section=section.title,
        place=filter_options.place(choice, records.offered),
        period=every if section.by == YEAR else choice.period,
        split_by=section.by,
    )
