"""Records of the made-up world, written as each jurisdiction would submit them."""

from pathlib import Path

import polars as pl

from schemas import errors
from seed.made_up.records.assets import assets_frame
from seed.made_up.records.case_sheet import cases_frame, suspects_frame
from seed.made_up.records.cases import cases_of
from seed.made_up.records.chain import links_frame
from seed.made_up.records.charges import charges_frame, sanctions_frame
from seed.made_up.records.inquiry import (
    evidence_frame,
    inquiry_of,
    requests_frame,
    techniques_frame,
)
from seed.made_up.records.persons import judgments_of, persons_of
from seed.made_up.records.place import Place, reporting_frames
from seed.made_up.records.referrals import disclosures_frame, inspections_frame
from seed.made_up.records.remedies import claims_frame, claims_of, payments_frame
from seed.made_up.records.victim_sheet import (
    assistance_frame,
    protections_frame,
    victims_frame,
)
from seed.made_up.records.victims import victims_of
from seed.made_up.world import EXTRACTED_ON, TRUTH, YEARS, Character
from seed.made_up.world.character import Gap
from seed.submission import Progress, Stage

# Enough for thirty charged cases in most years of most jurisdictions, and stored in seconds.
DEFAULT_CASES = 12_000
_MANIFEST = """\
jurisdiction = "{code}"
extracted_on = {extracted_on}
period_from = {first}-01-01
period_to = {extracted_on}
note = "Made-up records"
made_up = true
"""


def write(
    out: Path, *, cases: int = DEFAULT_CASES, seed: int, progress: Progress | None = None
) -> list[Path]:
    """Write one folder of CSV files per jurisdiction into `out` and return the folders.

    `cases` are shared out among the jurisdictions by their weights. The bytes depend on `cases` and
    `seed` alone. A table without rows is not written. Raises UserError for fewer cases than
    jurisdictions.
    """
    folders = []
    for done, (code, share) in enumerate(shares(cases).items()):
        if progress is not None:
            progress(Stage.MAKING_UP, done, len(TRUTH))
        folder = out / code
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in tables_of(TRUTH[code], cases=share, seed=seed).items():
            _write_table(folder / f"{name}.csv", rows)
        manifest = _MANIFEST.format(code=code, extracted_on=EXTRACTED_ON, first=YEARS.start)
        (folder / "submission.toml").write_bytes(manifest.encode())
        folders.append(folder)
    if progress is not None:
        progress(Stage.MAKING_UP, len(TRUTH), len(TRUTH))
    return folders


def shares(cases: int) -> dict[str, int]:
    """Cases by jurisdiction, at least one each; they add up to `cases`."""
    if cases < len(TRUTH):
        raise errors.UserError(f"[{cases}] cases are too few: give at least {len(TRUTH)}.")
    spare = cases - len(TRUTH)
    total = sum(character.weight for character in TRUTH.values())
    exact = {code: spare * character.weight / total for code, character in TRUTH.items()}
    counts = {code: 1 + int(part) for code, part in exact.items()}
    by_rest = sorted(exact, key=lambda code: (int(exact[code]) - exact[code], code))
    for code in by_rest[: cases - sum(counts.values())]:
        counts[code] += 1
    return counts


def tables_of(character: Character, *, cases: int, seed: int) -> dict[str, pl.DataFrame]:
    """The tables of one jurisdiction by name: text as sent, blank cells null."""
    place = Place(character, seed)
    truth = cases_of(place, cases)
    inquiry = inquiry_of(place, truth)
    persons = persons_of(place, truth)
    judgments = judgments_of(truth, persons)
    victims = victims_of(place, truth, judgments)
    claims = claims_of(place, truth, persons, judgments, victims)
    frames = {
        **reporting_frames(place),
        "cases": cases_frame(place, truth, inquiry, judgments, victims),
        "suspects": suspects_frame(place, truth, persons),
        "links": links_frame(place, truth, persons),
        "charges": charges_frame(place, truth, persons),
        "sanctions": sanctions_frame(place, truth, persons),
        "techniques": techniques_frame(place, truth, inquiry),
        "evidence": evidence_frame(place, truth),
        "requests": requests_frame(place, truth, tuple(TRUTH)),
        "inspections": inspections_frame(place, truth),
        "disclosures": disclosures_frame(place, truth, inquiry),
        "assets": assets_frame(place, truth, persons, judgments),
        "victims": victims_frame(place, truth, victims),
        "protections": protections_frame(place, victims),
        "assistance": assistance_frame(place, victims),
        "claims": claims_frame(place, truth, victims, claims),
        "payments": payments_frame(place, truth, claims),
    }
    for gap in character.gaps:
        table = gap.column.partition(".")[0]
        frames[table] = _with_gap(frames[table], gap)
    return {name: rows for name, rows in frames.items() if len(rows)}


# The date that tells whether a row falls into a stretch that was not collected.
_DATE = {"cases": "opened_on", "disclosures": "received_on"}


def _with_gap(rows: pl.DataFrame, gap: Gap) -> pl.DataFrame:
    table, _, column = gap.column.partition(".")
    inside = pl.lit(True)
    if gap.last is not None:
        year = pl.col(_DATE[table]).str.slice(0, 4).cast(pl.Int32)
        inside = year.is_between(gap.first, gap.last).fill_null(False)
    if not column:
        return rows.filter(~inside)
    return rows.with_columns(pl.when(inside).then(None).otherwise(pl.col(column)).alias(column))


def _write_table(path: Path, rows: pl.DataFrame) -> None:
    rows.write_csv(path, line_terminator="\n", quote_style="necessary", null_value="")
