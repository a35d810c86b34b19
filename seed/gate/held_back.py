"""No half of a case: where a row of it is refused, all of it stays out, and as it was."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from schemas import findings, tables
from seed.gate.keys import INDEX, Known, mask
from seed.gate.table_rows import TableRows
from seed.gate.wholes import CASE, WHOLE, Origin, Pile, ids_of, piles
from seed.submission import Unmapped

PILE = "pile"
ROW = [PILE, INDEX]
VICTIM = "victim_id"
HELD, VICTIMS_HELD, UNTOLD = "case.held_back", "victim.held_back", "case.untold"
# What the rows of a table say by which those of all others are read, and what they read as else.
STATEMENTS: Mapping[str, str] = {
    tables.jurisdictions.name: "what the law allows and the currency of amounts, without which"
    " other rows are read otherwise than they are meant",
    tables.coverage.name: "what is not collected, which without it reads as none",
    tables.counting_rules.name: "how rows are counted, without which they are compared with what"
    " is counted otherwise",
}
Keys = Mapping[str, pl.DataFrame]
Left = Mapping[str, Unmapped]


@dataclass(frozen=True)
class HeldBack:
    """What stays out whole where the rest is stored, because a row of it is refused.

    `cases` of the `of_cases` that the submission has rows of, `joined` of them with another case
    alone, and `victims` outside any case. `rows` are by table those without fault of their own,
    `untold` the refused ones of which nobody can tell what they are of. `stored_stays`: what was
    stored of them stays.
    """

    cases: int = 0
    of_cases: int = 0
    joined: int = 0
    victims: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    untold: Mapping[str, int] = field(default_factory=dict)
    stored_stays: bool = True

    @property
    def whole(self) -> int:
        """How many cases, and victims outside any, stay out."""
        return self.cases + self.victims

    @property
    def in_words(self) -> str:
        """`2 of 14 cases stay out whole ...` without a full stop; blank where none does."""
        if not self.whole:
            return ""
        parts = [f"{self.cases:,} of {self.of_cases:,} cases"] if self.cases else []
        parts += [f"{_some(self.victims, 'victim')} of no case"] if self.victims else []
        rows = sum(self.rows.values())
        sound = f", with {_some(rows, 'row')} without fault of their own" if rows else ""
        others = "of them only since another of the same network, person or award does"
        joined = f", {self.joined:,} {others}" if self.joined else ""
        stay = "stays" if self.whole == 1 else "stay"
        before = ". What was stored of them stays as it is" if self.stored_stays else ""
        return (
            f"{' and '.join(parts)} {stay} out whole{joined}{sound}: what is missing of a case"
            f" would read as no{before}"
        )

    @property
    def untold_in_words(self) -> str:
        """What may lack where of refused rows nobody can tell the case; blank where all can."""
        return _of_untold(sum(self.untold.values())) if self.untold else ""


def of_statements(known: Known, unmapped: Left) -> Iterator[findings.Finding]:
    """An error per table by which all others are read, where a row of it is refused."""
    for name, says in STATEMENTS.items():
        rows, left = known.rows.get(name), unmapped.get(name)
        sent = 0 if rows is None else int(rows.refused.sum())
        number = sent if left is None else sent + left.ids.height
        if number:
            wording = (
                f"{_some(number, 'refused row')} would say {says}. So no part of the submission can"
                " be stored without it: put it right first."
            )
            yield findings.Finding(f"{name}.csv", "statement.refused", wording, occurrences=number)


def hold_back(
    known: Known, unmapped: Left, leaving: Keys
) -> tuple[HeldBack, dict[str, pl.DataFrame]]:
    """Refuse all that is part of what a refused row is part of; and what leaves without that.

    What is not there of a case reads as no or none: with the row of a fine refused, and that of a
    prison term stored, the person would read as not fined.
    """
    of_cases = {table.name for table in tables.RECORD_TABLES if ids_of(table)}
    refused = (rows.refused.any() for name, rows in known.rows.items() if name in of_cases)
    if not (any(refused) or of_cases & unmapped.keys()):
        return HeldBack(), dict(leaving)
    every = list(piles(known, unmapped, leaving))
    lines = pl.concat(
        pile.wholes.with_columns(pl.lit(number, pl.UInt16).alias(PILE))
        for number, pile in enumerate(every)
    )
    first = (
        lines.join(_rows(pile.refused for pile in every), on=ROW, how="semi").select(WHOLE).unique()
    )
    out = _spread(lines, first)
    held = lines.join(out, on=WHOLE, how="semi").select(ROW).unique()
    staying = dict(leaving)
    for number, pile in enumerate(every):
        at = held.filter(pl.col(PILE) == number)[INDEX]
        if pile.origin is Origin.SENT:
            _hold(known.rows[pile.table], at)
        elif pile.origin is Origin.LEAVING:
            staying[pile.table] = _without(leaving[pile.table], at)
    told = _told(every, lines, (first, out), known)
    return told, {name: keys for name, keys in staying.items() if keys.height}


def _rows(truths: Iterable[pl.Series]) -> pl.DataFrame:
    """The rows for which it is true, of the piles in their order."""
    return pl.concat(
        pl.DataFrame({INDEX: truth.arg_true().cast(pl.UInt32)}).with_columns(
            pl.lit(number, pl.UInt16).alias(PILE)
        )
        for number, truth in enumerate(truths)
    )


def _spread(lines: pl.DataFrame, wholes: pl.DataFrame) -> pl.DataFrame:
    """The wholes, with all that share a row with one of them, or with one of those."""
    while True:
        rows = lines.join(wholes, on=WHOLE, how="semi").select(ROW).unique()
        wider = lines.join(rows, on=ROW, how="semi").select(WHOLE).unique()
        if wider.height == wholes.height:
            return wider
        wholes = wider


def _hold(rows: TableRows, at: pl.Series) -> None:
    rows.held = mask(rows, at) & ~rows.refused
    rows.refuse(rows.held)


def _without(keys: pl.DataFrame, at: pl.Series) -> pl.DataFrame:
    return keys.with_row_index(INDEX).join(at.to_frame(), on=INDEX, how="anti").drop(INDEX)


def _told(
    every: list[Pile], lines: pl.DataFrame, wholes: tuple[pl.DataFrame, pl.DataFrame], known: Known
) -> HeldBack:
    """What there is to say of it; `wholes` are those of refused rows, and all that stay out."""
    own = [number for number, pile in enumerate(every) if pile.origin is not Origin.LEAVING]
    mine = lines.filter(pl.col(PILE).is_in(own))
    is_case = pl.col(WHOLE).str.starts_with(f"{CASE} ")
    cases = mine.filter(is_case).select(WHOLE).unique()
    of_refused, out = (cases.join(one, on=WHOLE, how="semi").height for one in wholes)
    untold = lines.join(_rows(pile.untold for pile in every), on=ROW, how="semi")
    alone = (
        mine.filter(pl.col(WHOLE).str.starts_with(f"{VICTIM} "))
        .join(mine.filter(is_case), on=ROW, how="anti")
        .join(untold, on=WHOLE, how="anti")
    )
    return HeldBack(
        cases=out,
        of_cases=cases.height,
        joined=out - of_refused,
        victims=alone.join(wholes[1], on=WHOLE, how="semi")[WHOLE].n_unique(),
        rows={name: int(rows.held.sum()) for name, rows in known.rows.items() if rows.held.any()},
        untold=_untold(every),
        stored_stays=not known.ids_by_row,
    )


def _untold(every: list[Pile]) -> dict[str, int]:
    untold: dict[str, int] = {}
    for pile in every:
        if number := int(pile.untold.sum()):
            untold[pile.table] = untold.get(pile.table, 0) + number
    return untold


def remarks(held: HeldBack, source: str) -> Iterator[findings.Finding]:
    """Warnings where the rest is stored: of what stays out, and of what may lack unseen."""
    warning = findings.Severity.WARNING
    if held.whole:
        # What counts cases goes by this rule.
        rule, number = (HELD, held.cases) if held.cases else (VICTIMS_HELD, held.victims)
        yield findings.Finding(source, rule, f"{held.in_words}.", warning, occurrences=number)
    for table, number in held.untold.items():
        yield findings.Finding(
            f"{table}.csv", UNTOLD, f"{_of_untold(number)}.", warning, occurrences=number
        )


def _of_untold(number: int) -> str:
    are, they = ("is", "it") if number == 1 else ("are", "they")
    return (
        f"{_some(number, 'refused row')} {are} of a case that nobody can tell: an id is blank,"
        f" cannot be read, or is of nothing sent or stored. What {they} would have said is lacking"
        " somewhere, and may read as no in a case that is stored. Put the ids right first"
    )


def _some(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
