"""The office of a whole submission, as its manifest says: filled in where rows leave it blank."""

from collections.abc import Iterator

import polars as pl

from schemas import findings
from seed.gate.keys import Known

MANIFEST = "submission.toml"
COLUMN = "office_id"
# Tables whose rows are an office's own; elsewhere a blank means all offices, or none.
OF_ONE_OFFICE = ("cases", "inspections")


def filled(office: str | None, known: Known) -> Iterator[findings.Finding]:
    """Fill the blank offices of the rows; a finding instead where nobody knows the office."""
    rows = [known.rows[name] for name in OF_ONE_OFFICE if name in known.rows]
    if office is None or not rows:
        return
    if not _is_known(office, known):
        wording = (
            "there is no row of offices with this office_id, sent or stored. Send offices.csv with"
            " its row, or correct the id."
        )
        yield findings.Finding(MANIFEST, "manifest.office", wording, column=COLUMN)
        return
    for table in rows:
        table.frame = table.frame.with_columns(pl.col(COLUMN).fill_null(office))
        # As if it stood in the file: it is compared with what is stored.
        table.sent |= {COLUMN}


def _is_known(office: str, known: Known) -> bool:
    if "offices" in known.unread:
        return True
    sent = known.rows.get("offices")
    if sent is not None and office in sent.frame[COLUMN]:
        return True
    return office in known.beside("offices", (COLUMN,))[COLUMN]
