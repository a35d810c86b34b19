"""The jurisdictions beside each other, each with how it reads, and their years before."""

from collections.abc import Mapping
from functools import partial

import pandas as pd

from dashboard import charts, data, filters, peers, words
from dashboard.compare import frames
from dashboard.compare.compared import Compared
from dashboard.each_row import each_row
from dashboard.report import taken
from dashboard.shared import note, peer_comparison
from dashboard.shared.draw import draw as draw_chart
from dashboard.shared.draw import listed
from dashboard.shared.frames import places, stretches, tables

# When a difference is called one, as the page says it.
OVERLAP = "the two {} % intervals do not overlap"
RULES = {
    "Share": "the {} % interval of the difference, with what is unknown, leaves out 0",
}
BESIDE, SINCE = 99, 95


def draw(compared: Compared, rows: pd.DataFrame) -> None:
    """Draw the jurisdictions, alphabetical, each with how it reads beside the chosen one."""
    measure, choice = compared.measure, compared.choice
    held = compared.compare_with_others(rows)
    # A line stands for the period that is drawn.
    others = held.others_drawn if held else None
    drawn = frames.beside(
        peer_comparison.with_median(rows, others),
        compared.names,
        compared.own,
        compared.apart,
        compared.unread,
    ).assign(kind=measure.kind)
    drawn = _with_before(drawn, compared, rows)
    median = None
    if others is not None and measure.kind not in tables.ADDED_UP:
        median = others.median / words.per_drawn({"measure": measure.id, "kind": measure.kind})
    # Above the drawing: below the files it was read of nothing.
    if text := _key(compared, others, drawn):
        note.draw(text, key="compare.key")
    table, title = _table(drawn, compared), f"{measure.title} by jurisdiction"
    is_listed = words.is_money(measure)
    of_card = taken.of_rows(
        title,
        choice,
        drawn.assign(measure=measure.id),
        "jurisdiction",
        says=tuple(filter(None, (places.OWN_CURRENCIES if is_listed else "", text))),
    )
    name = f"{measure.id}_by_jurisdiction"
    if is_listed:
        listed(table, of_card, name=name)
        return
    of = f", {filters.form(choice)}" if filters.form(choice) else ""
    draw_chart(
        partial(
            charts.compared,
            drawn.assign(known=[_short(row) for row in each_row(drawn)]),
            median=median,
            axis=charts.AXIS_OF_KIND[words.written_as(measure)],
        ),
        alt=f"{title}{of}, {choice.period}: {_spoken(drawn)}.",
        table=table,
        taken=of_card,
        name=name,
    )


def _spoken(drawn: pd.DataFrame) -> str:
    return "; ".join(
        ", ".join(part for part in (f"{row['label']} {row['says']}", row["beside"]) if part)
        for row in each_row(drawn)
    )


def _with_before(drawn: pd.DataFrame, compared: Compared, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the years before where these are asked for, and what is said `beside` each."""
    if compared.before is None:
        return drawn.assign(
            beside=[row["reading"] or row["otherwise"] for row in each_row(drawn)],
            **dict.fromkeys(frames.BEFORE, ""),
        ).assign(before=float("nan"))
    first, _ = compared.before
    happened = data.events()
    broken = {
        id_: stretches.within(
            stretches.breaks(happened, (compared.measure,), id_), first, compared.choice.year_to
        )
        for id_ in compared.names
    }
    earlier = peers.rows(
        (compared.measure.id,),
        own=compared.own,
        years=compared.before,
        only=compared.choice.only,
    )
    moved = frames.with_before(drawn, rows, earlier, broken)
    return moved.assign(
        beside=[row["otherwise"] or row["moved"] or row["before_says"] for row in each_row(moved)]
    )


def _short(row: Mapping[str, str]) -> str:
    """What stands at the right of a row: how it reads, else how many stand behind it."""
    if row["otherwise"]:
        first, _, more = row["otherwise"].partition("; ")
        further = f" +{more.count('; ') + 1}" if more else ""
        return f"{frames.APART} {first}{further}"
    # What happened in the year of a break is in the table: here it would take the drawing's room.
    return ", ".join(part for part in (row["beside"].partition(" (")[0], row["known"]) if part)


def _table(drawn: pd.DataFrame, compared: Compared) -> pd.DataFrame:
    table = tables.of_rows(drawn, "label", "Jurisdiction")
    further = {
        f"Beside {compared.own_name}": drawn["reading"],
        "Counts otherwise in": drawn["otherwise"],
    }
    if compared.before is not None:
        further |= {
            words.period(*compared.before): drawn["before_says"],
            "Since then": drawn["moved"],
        }
    return table.assign(**{name: list(of) for name, of in further.items() if (of != "").any()})


def _key(compared: Compared, others: peer_comparison.Middle | None, drawn: pd.DataFrame) -> str:
    """How the drawing is read: of what it holds, and of nothing else."""
    measure, view, choice = compared.measure, compared.view, compared.choice
    # A list has no strokes and no hollow signs: its columns are named.
    is_drawn = not words.is_money(measure)
    texts = []
    if is_drawn and others is not None and measure.kind not in tables.ADDED_UP:
        median = words.with_unit(
            {"measure": measure.id}, words.number(words.written_as(measure), others.median)
        )
        texts.append(f"Dashed line: the median of {others.number} others, {median}.")
    if (drawn["reading"] != "").any() and compared.before is None:
        texts.append(
            f"At the right how each stands beside {compared.own_name}: higher or lower only where"
            f" {RULES.get(measure.kind, OVERLAP).format(BESIDE)}."
        )
    if is_drawn and view.alike and not drawn["alike"].all():
        texts.append(
            f"{frames.APART} Hollow: counts otherwise in what matters to this measure, or does not"
            " say how, and is compared with nobody."
        )
    if compared.before is not None:
        if is_drawn:
            texts.append(f"Upright stroke: {words.period(*compared.before)}.")
        texts.append(
            f"A change is named only where {RULES.get(measure.kind, OVERLAP).format(SINCE)};"
            " nothing is compared"
            " across a break."
        )
    elif view.before:
        texts.append(f"There are no records before {choice.year_from} to stand beside.")
    return " ".join(texts)
