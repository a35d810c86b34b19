"""A numbered bad input: how it is made, and what must become of it whichever way it comes in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Files = Mapping[str, bytes]
# A column as `table.column`, and its values in the order of the rows sent.
Held = Mapping[str, list[object]]
COMMAND_LINE, UPLOAD = "command line", "upload"
BOTH = frozenset({COMMAND_LINE, UPLOAD})


class Outcome(StrEnum):
    """What must become of a submission, in the letters of the battery."""

    REFUSED = "R"
    QUARANTINED = "Q"
    WARNED = "W"
    ACCEPTED = "A"


R, Q, W, A = Outcome.REFUSED, Outcome.QUARANTINED, Outcome.WARNED, Outcome.ACCEPTED


@dataclass(frozen=True)
class Case:
    """One input of the battery.

    The finding of `rule` stands at `file`, `rows` and `column` and says `word`; every error is of
    `rule` or of one in `also`. `secrets` are never repeated. With a partial load `kept` rows of a
    quarantined submission are stored. `holds` is what is stored, `twin` the same content written
    otherwise: sent after, it is known again. `why` says why it is so where another outcome
    might be expected. `place` is that in the table. In the files XAA stands for the jurisdiction.
    """

    number: int
    title: str
    outcome: Outcome
    files: Files | Callable[[], Files]
    rule: str = ""
    file: str = "cases.csv"
    rows: tuple[int, ...] = ()
    column: str | None = None
    word: str = ""
    also: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    kept: int = 1
    holds: Held = field(default_factory=dict)
    twin: Files | None = None
    manifest: tuple[str, ...] = ()
    ways: frozenset[str] = BOTH
    why: str = ""
    place: int = 0
    # The reason for which the outcome is not yet as it must be.
    red: str = ""

    def __str__(self) -> str:
        return f"{self.number:02} {self.title}"

    def made(self) -> Files:
        """The files, made."""
        return self.files() if callable(self.files) else self.files


def csv(**texts: str) -> Files:
    """Files of CSV, one for each table."""
    return {f"{name}.csv": text.encode() for name, text in texts.items()}


def cell(column: str, value: str, **more: str) -> Files:
    """Two cases: the first, row 2, with the value in the column, the second without fault."""
    names = ["case_id", "scope", column, *more]
    first = ["k7", "charged_as_trafficking", value, *more.values()]
    second = ["m2", "charged_as_trafficking"] + [""] * (len(names) - 2)
    return csv(cases="".join(",".join(row) + "\n" for row in (names, first, second)))


def amount(value: str, currency: str = "EUR") -> Files:
    """Two cases, the first with the amount."""
    return cell("proceeds_estimate", value, currency=currency)
