"""Declare the options that numbers depend on, with defaults; a database may set its own values.

Values are stored in the database, so that everybody counts equally. A change counts all again.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import Connection, delete, insert, select

from schemas import errors
from schemas.store import audit, bookkeeping, database

YES, NO = "yes", "no"
MOST = 120
stored = bookkeeping.settings


@dataclass(frozen=True)
class Option:
    """An option: its name, what it decides, the unit of its value, and the default.

    With a `default` of type bool it is yes or no, otherwise a whole number of `unit`.
    """

    name: str
    meaning: str
    unit: str
    default: int

    @property
    def is_switch(self) -> bool:
        return isinstance(self.default, bool)

    def read(self, text: str) -> int:
        """Parse the value of an option. Raises UserError if it is not valid."""
        if self.is_switch and text in (YES, NO):
            return text == YES
        if not self.is_switch and text.isdecimal() and 0 < int(text) <= MOST:
            return int(text)
        allowed = f"{YES} or {NO}" if self.is_switch else f"a whole number from 1 to {MOST}"
        raise errors.UserError(f"[{text}] is no value of {self.name}: write {allowed}.")

    def written(self, value: int) -> str:
        """Return a value of the option as text."""
        return (YES if value else NO) if self.is_switch else str(value)


OPTIONS: Mapping[str, Option] = MappingProxyType(
    {
        option.name: option
        for option in (
            Option(
                "financial_investigation_days",
                "A financial investigation is prompt if it starts within so many days of opening",
                "days",
                30,
            ),
            Option(
                "financial_investigation_within_months",
                "The median wait is of financial investigations that start within so many months",
                "months",
                12,
            ),
            Option(
                "open_days",
                "A case that was open so long should have a financial investigation",
                "days",
                90,
            ),
            Option(
                "order_within_months",
                "A confiscation order counts within so many months of the conviction; whether it"
                " was sought is told after so many, whenever it was",
                "months",
                12,
            ),
            Option(
                "paid_within_months",
                "A payment that does not depend on the perpetrator counts within so many months of"
                " the award; from what sources awards were paid is told after so many, late"
                " payments too",
                "months",
                12,
            ),
            Option(
                "paid_after_conviction_within_months",
                "A payment counts for all victims of convicted cases within so many months of the"
                " conviction",
                "months",
                24,
            ),
            Option("judgment_within_months", "The wait for a judgment", "months", 12),
            Option(
                "stage_within_months",
                "A person has so long to reach the next stage of proceedings",
                "months",
                24,
            ),
            Option(
                "identified_within_days",
                "A victim is identified in time within so many days of the first contact",
                "days",
                90,
            ),
            Option(
                "guardian_within_days",
                "A child victim has a guardian in time if appointed within so many days",
                "days",
                5,
            ),
            Option(
                "knowing_user_is_beyond",
                "Charging somebody who only used the services counts as beyond the destination",
                "",
                False,
            ),
            Option(
                "forced_labour_is_trafficking",
                "Charges of forced labour and slavery count as charges of trafficking",
                "",
                False,
            ),
        )
    }
)


@dataclass(frozen=True)
class Chosen:
    """The option values in use, as pairs of name and value."""

    values: tuple[tuple[str, int], ...]

    def __getitem__(self, name: str) -> int:
        return dict(self.values)[name]

    @property
    def written(self) -> tuple[tuple[str, str], ...]:
        """Return the values as texts, as `read` takes them, in the order of names."""
        return tuple((name, OPTIONS[name].written(value)) for name, value in sorted(self.values))


DEFAULTS = Chosen(tuple((option.name, option.default) for option in OPTIONS.values()))
_current: ContextVar[Chosen] = ContextVar("chosen options", default=DEFAULTS)


def value(name: str) -> int:
    """Return the value of an option that applies to the query that is being built."""
    return _current.get()[name]


@contextmanager
def in_force(chosen: Chosen) -> Iterator[None]:
    """Use these option values for the queries that are built within the block."""
    token = _current.set(chosen)
    try:
        yield
    finally:
        _current.reset(token)


def read(texts: Mapping[str, str]) -> Chosen:
    """Return option values from texts by name, with defaults. Raises UserError as `Option.read`."""
    said = {name: OPTIONS[name].read(text) for name, text in texts.items() if name in OPTIONS}
    return Chosen(tuple((name, said.get(name, default)) for name, default in DEFAULTS.values))


@database.cached_per_snapshot
def load(connection: Connection) -> Chosen:
    """Return the option values of the database, with defaults."""
    rows = connection.execute(select(stored.c.name, stored.c.value))
    return read({str(name): str(text) for name, text in rows})


def choose(url: str, name: str, text: str, *, refresh: Callable[[Connection], None]) -> None:
    """Set an option in the database and recount all figures. Raises UserError if it is unknown."""
    if name not in OPTIONS:
        raise errors.UserError(f"[{name}] is no option: expected is one of {', '.join(OPTIONS)}.")
    option = OPTIONS[name]
    written = option.written(option.read(text))
    with (
        audit.audited(url, audit.Action.SET, setting=name, value=written),
        database.writing(url, purpose="change of settings") as connection,
    ):
        connection.execute(delete(stored).where(stored.c.name == name))
        connection.execute(insert(stored).values(name=name, value=written))
        refresh(connection)
