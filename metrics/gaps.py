"""What is not collected: stretches declared in the coverage, and tables that were never sent."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, ColumnElement, Connection, and_, false, or_, select

from metrics.measure import Measure
from schemas import bookkeeping, dates, tables
from schemas import vocabulary as v


@dataclass(frozen=True)
class Gap:
    """A table or `table.column` that is not collected, by one office or by all (None).

    Between two days; without a first day always, without a last day until now.
    """

    jurisdiction: str
    office: str | None
    name: str
    first: date | None
    last: date | None

    def touches(self, names: tuple[str, ...]) -> bool:
        """Whether one of the names is this one, or a column of this table."""
        return any(name == self.name or name.startswith(f"{self.name}.") for name in names)

    def covers(self, measure: Measure) -> ColumnElement:
        """Whether a unit of the measure lies in the gap; never NULL."""
        column = measure.unit.c
        conditions: list[ColumnElement] = [column.jurisdiction == self.jurisdiction]
        if self.office is not None:
            conditions.append(column.office == self.office)
        if self.first is not None or self.last is not None:
            conditions.append(self._dated_inside(measure.dated_by))
        return and_(*conditions)

    def _dated_inside(self, dated_by: Column) -> ColumnElement:
        conditions: list[ColumnElement] = [dated_by.is_not(None)]
        if self.first is not None:
            conditions.append(dated_by >= self.first)
        if self.last is not None:
            conditions.append(dated_by <= self.last)
        return and_(*conditions)


def gaps(connection: Connection) -> tuple[Gap, ...]:
    """All that the stored submissions do not collect."""
    return (*_never_sent(connection), *_declared(connection))


def in_a_gap(measure: Measure, known: tuple[Gap, ...]) -> ColumnElement:
    """Whether a unit lies in a gap of anything the measure cannot do without; never NULL."""
    touching = [gap.covers(measure) for gap in known if gap.touches(measure.needs)]
    return or_(*touching) if touching else false()


def never_collected(measure: Measure, known: tuple[Gap, ...]) -> frozenset[str]:
    """The jurisdictions that never sent a table which the measure cannot do without."""
    return frozenset(
        gap.jurisdiction
        for gap in known
        if gap.first is None and gap.office is None and gap.touches(measure.needs)
    )


def _declared(connection: Connection) -> list[Gap]:
    declared = tables.coverage.c
    stretches = (
        select(
            declared.jurisdiction,
            declared.office_id,
            declared["column"],
            dates.earliest(declared["from"]).label("first"),
            dates.latest(declared.to).label("last"),
        )
        .where(declared.collected == v.Collected.NO)
        .order_by(declared.jurisdiction, declared["column"], declared.office_id, declared["from"])
    )
    return [Gap(*row) for row in connection.execute(stretches)]


def _never_sent(connection: Connection) -> list[Gap]:
    batch, file = bookkeeping.batches.c, bookkeeping.batch_files.c
    sent = (
        select(batch.jurisdiction, file.table_name)
        .join_from(
            bookkeeping.batches,
            bookkeeping.batch_files,
            batch.batch_id == file.batch_id,
            isouter=True,
        )
        .where(batch.undone_at.is_(None))
        .distinct()
    )
    by_jurisdiction: dict[str, set[str]] = {}
    for jurisdiction, table in connection.execute(sent):
        by_jurisdiction.setdefault(jurisdiction, set()).add(table)
    return [
        Gap(jurisdiction, None, table.name, None, None)
        for jurisdiction, there in sorted(by_jurisdiction.items())
        for table in tables.RECORD_TABLES
        if table.name not in there
    ]
