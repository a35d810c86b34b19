"""The one jurisdiction of a submission: the manifest's, else that of its own rows."""

from collections.abc import Iterator, Mapping

from schemas import findings
from seed import places
from seed.gate.table_rows import ROW, TableRows
from seed.submission import Manifest

MANIFEST = "submission.toml"
# The tables whose own jurisdiction stands for the submission's.
STATING = ("jurisdictions", "offices")


def jurisdiction(
    manifest: Manifest, rows: Mapping[str, TableRows]
) -> tuple[str | None, list[findings.Finding]]:
    """The jurisdiction, or None with the finding that says why there is none."""
    if manifest.jurisdiction is not None:
        if places.is_jurisdiction(manifest.jurisdiction):
            return manifest.jurisdiction, []
        wording = "this is not ISO 3166-1 alpha-3, such as USA or USA-CA."
        rule = "jurisdiction.unknown"
        return None, [findings.Finding(MANIFEST, rule, wording, column="jurisdiction")]
    stated = [rows[name].frame["jurisdiction"] for name in STATING if name in rows]
    different = sorted({code for column in stated for code in column.drop_nulls()})
    if len(different) == 1:
        return different[0], []
    if different:
        wording = (
            f"the rows are of {len(different)} jurisdictions: {', '.join(different[:10])}. A"
            " submission holds one; send one for each."
        )
        return None, [findings.Finding(f"{STATING[0]}.csv", "jurisdiction.several", wording)]
    wording = (
        "nothing says which jurisdiction this is of. Write jurisdiction = with its code into"
        " submission.toml, or send jurisdictions.csv with its row."
    )
    return None, [findings.Finding(MANIFEST, "jurisdiction.none", wording)]


def of_others(code: str, rows: Mapping[str, TableRows]) -> Iterator[findings.Finding]:
    """A finding per table with rows of another jurisdiction than the submission's."""
    for table in rows.values():
        if "jurisdiction" not in table.sent:
            continue
        other = table.frame["jurisdiction"] != code
        if count := int(other.sum()):
            first = table.frame[ROW].filter(other).item(0)
            wording = (
                f"{count:,} rows, first row {first:,}, are of another jurisdiction than {code}. A"
                " submission holds one; send one for each."
            )
            yield findings.Finding(
                table.files[0],
                "jurisdiction.other",
                wording,
                column="jurisdiction",
                occurrences=count,
            )
