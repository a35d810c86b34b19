"""Declare the counting options that figures depend on, with defaults.

A database may set its own values. They are stored in it, so that all its users get the same
figures. A change of a value recounts all figures.
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
# Why the database is written to, as others who wait for it are told.
PURPOSE = "change of settings"


@dataclass(frozen=True)
class Option:
    """An option: its name, a title, what it decides, the unit of its value, and the default.

    If its `default` is a bool, its value is yes or no; otherwise a whole number of `unit`.
    """

    name: str
    title: str
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
        about = {"value": text, "option": self.name}
        if self.is_switch:
            raise errors.UserError(
                "[{value}] is not a value of {option}. Write yes or no.", **about
            )
        raise errors.UserError(
            "[{value}] is not a value of {option}. Write a whole number from 1 to {most}.",
            most=MOST,
            **about,
        )

    def as_text(self, value: int) -> str:
        """Return a value of the option as text."""
        return (YES if value else NO) if self.is_switch else str(value)


OPTIONS: Mapping[str, Option] = MappingProxyType(
    {
        option.name: option
        for option in (
            Option(
                "financial_investigation_days",
                "Time allowed to start a financial investigation",
                "A financial investigation is prompt if it starts within this number of days of the"
                " opening of the case",
                "days",
                30,
            ),
            Option(
                "financial_investigation_within_months",
                "Follow-up period of financial investigations",
                "The median wait counts only financial investigations that start within this number"
                " of months",
                "months",
                12,
            ),
            Option(
                "open_days",
                "Time after which an open case should have a financial investigation",
                "A case that has been open for this number of days should have a financial"
                " investigation",
                "days",
                90,
            ),
            Option(
                "order_within_months",
                "Follow-up period of confiscation orders",
                "A confiscation order counts if it is made within this number of months of the"
                " conviction. The measure of requests waits for the same time",
                "months",
                12,
            ),
            Option(
                "paid_within_months",
                "Follow-up period of payments after the award",
                "A payment that does not depend on the perpetrator counts if it is made within this"
                " number of months of the award. The sources of payments are shown after the same"
                " time, and include late payments",
                "months",
                12,
            ),
            Option(
                "paid_after_conviction_within_months",
                "Follow-up period of payments after the conviction",
                "A payment to a victim counts if it is made within this number of months of the"
                " conviction in the case",
                "months",
                24,
            ),
            Option(
                "judgment_within_months",
                "Time allowed from charge to judgment",
                "Time allowed from charge to judgment",
                "months",
                12,
            ),
            Option(
                "stage_within_months",
                "Time allowed to reach the next stage of proceedings",
                "Time allowed to reach the next stage of proceedings",
                "months",
                24,
            ),
            Option(
                "identified_within_days",
                "Time allowed to identify a victim",
                "A victim is identified in time if it happens within this number of days of the"
                " first contact",
                "days",
                90,
            ),
            Option(
                "guardian_within_days",
                "Time allowed to appoint a guardian",
                "A child victim has a guardian in time if one is appointed within this number of"
                " days",
                "days",
                5,
            ),
            Option(
                "knowing_user_is_beyond",
                "Users of services count as outside the place of exploitation",
                "Charging someone who only used a victim's services counts as a charge outside the"
                " place of exploitation",
                "",
                False,
            ),
            Option(
                "forced_labour_is_trafficking",
                "Forced labour and slavery count as trafficking",
                "Charges of forced labour and slavery count as charges of trafficking in persons",
                "",
                False,
            ),
        )
    }
)


@dataclass(frozen=True)
class OptionValues:
    """The option values in use, as pairs of name and value."""

    values: tuple[tuple[str, int], ...]

    def __getitem__(self, name: str) -> int:
        return dict(self.values)[name]

    @property
    def written(self) -> tuple[tuple[str, str], ...]:
        """Return pairs of name and value, sorted. The value is a text that `Option.read` parses."""
        return tuple((name, OPTIONS[name].as_text(value)) for name, value in sorted(self.values))


DEFAULTS = OptionValues(tuple((option.name, option.default) for option in OPTIONS.values()))
_current: ContextVar[OptionValues] = ContextVar("chosen options", default=DEFAULTS)


def option_value(name: str) -> int:
    """Return the value of a counting option that `use_options` has set in this thread."""
    return _current.get()[name]


@contextmanager
def use_options(chosen: OptionValues) -> Iterator[None]:
    """Apply these option values, in this thread, to all queries that the block builds."""
    token = _current.set(chosen)
    try:
        yield
    finally:
        _current.reset(token)


def parse_options(texts: Mapping[str, str]) -> OptionValues:
    """Parse option values, with defaults for missing ones. Raises UserError as `Option.read`."""
    said = {name: OPTIONS[name].read(text) for name, text in texts.items() if name in OPTIONS}
    return OptionValues(tuple((name, said.get(name, default)) for name, default in DEFAULTS.values))


@database.cached_per_snapshot
def load_options(connection: Connection) -> OptionValues:
    """Return the option values of the database, with defaults."""
    rows = connection.execute(select(stored.c.name, stored.c.value))
    return parse_options({str(name): str(text) for name, text in rows})


def set_option(url: str, name: str, text: str, *, refresh: Callable[[Connection], None]) -> None:
    """Set an option and recount all figures. Raises UserError if option or value is not valid."""
    if name not in OPTIONS:
        names = ", ".join(OPTIONS)
        raise errors.UserError(
            "Unknown option [{name}]. Use one of: {names}.", name=name, names=names
        )
    option = OPTIONS[name]
    written = option.as_text(option.read(text))
    with (
        audit.audited(url, audit.Action.SET, setting=name, value=written),
        database.writing(url, purpose=PURPOSE) as connection,
    ):
        connection.execute(delete(stored).where(stored.c.name == name))
        connection.execute(insert(stored).values(name=name, value=written))
        refresh(connection)
