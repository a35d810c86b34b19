"""One table of a source's export: from a folder, an archive, a workbook, JSON or Parquet."""

from dataclasses import dataclass
from pathlib import Path

from schemas import errors, findings
from seed.readers.csv_text import Dialect, read_text_table
from seed.readers.limits import COMMAND_LINE, Limits
from seed.submission import TextTable


@dataclass(frozen=True)
class Layout(Dialect):
    """Where a table stands in its file, and how it is written.

    `sheet` is that of a workbook (None: its only one); `records` the path to a list in a JSON file,
    its names divided by dots (none: the file is the list); `keys` the fields that each row takes
    over from the records around it.
    """

    sheet: str | None = None
    records: str = ""
    keys: tuple[str, ...] = ()


PLAIN = Layout()
Read = tuple[TextTable | None, tuple[findings.Finding, ...]]


def read_export(
    path: Path, *, file: str, table: str, layout: Layout = PLAIN, limits: Limits = COMMAND_LINE
) -> Read:
    """The text of one table of the export at `path`, or None with what is wrong with it.

    `path` is a folder or an archive that holds `file`, or the file itself, whatever its name.
    Names of columns stay the source's. `row_number` is the sheet's or the CSV file's; in JSON and
    Parquet it is that of the record, from 1. Raises SubmissionUnreadable where nothing is there.
    """
    if not path.exists():
        raise errors.SubmissionUnreadable(
            f"Nothing is at [{path.name}]. Name the folder or the file of the export."
        )
    place = path / file if path.is_dir() else path
    return read_text_table(place.read_bytes(), file=place.name, table=table, dialect=layout)
