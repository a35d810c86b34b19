"""Write the made-up world: a folder of CSV files per jurisdiction, and the user's lists."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from schemas import errors
from schemas import vocabulary as v
from seed.submission import Progress, Stage, no_progress
from seed.synthetic import proceedings, remedies, victims
from seed.synthetic.cases import Cases, Judgments, Persons
from seed.synthetic.jurisdictions import EXTRACTED_ON, JURISDICTIONS, YEARS, Gap, Jurisdiction
from seed.synthetic.random_columns import OTHER_OFFICES, Generator, table_frame, word_array

# Enough for thirty charged cases in most years and jurisdictions, and imported in seconds.
DEFAULT_CASES = 12_000
_MANIFEST = """\
jurisdiction = "{code}"
extracted_on = {extracted_on}
period_from = {first}-01-01
period_to = {extracted_on}
note = "Made-up records"
made_up = true
"""
_CONTEXT = {
    "legal_persons_liable": "yes",
    "self_laundering_punishable": "yes",
    "state_compensation_scheme": "yes",
    "mandatory_prosecution": "no",
    "plea_agreements": "yes",
}
_YEARLY_GROWTH = 0.004  # of the population
# The date that decides whether a row is in a period that was not collected.
_DATE_OF = {"cases": "opened_on", "disclosures": "received_on"}


def write_submissions(
    out: Path, *, cases: int = DEFAULT_CASES, seed: int, progress: Progress = no_progress
) -> list[Path]:
    """Write one folder of CSV files per jurisdiction into `out`, and return the folders.

    `cases` is the total, divided among the jurisdictions by their weights. The bytes depend only on
    `cases` and `seed`. Tables without rows are not written. Raises UserError where there are fewer
    cases than jurisdictions.
    """
    folders = []
    for done, (code, share) in enumerate(_cases_by_jurisdiction(cases).items()):
        progress(Stage.MAKING_UP, done, len(JURISDICTIONS))
        folder = out / code
        folder.mkdir(parents=True, exist_ok=True)
        frames = generate_tables(JURISDICTIONS[code], cases=share, seed=seed)
        for name, rows in frames.items():
            rows.write_csv(
                folder / f"{name}.csv",
                line_terminator="\n",
                quote_style="necessary",
                null_value="",
            )
        manifest = _MANIFEST.format(code=code, extracted_on=EXTRACTED_ON, first=YEARS.start)
        (folder / "submission.toml").write_bytes(manifest.encode())
        folders.append(folder)
    progress(Stage.MAKING_UP, len(JURISDICTIONS), len(JURISDICTIONS))
    return folders


def _cases_by_jurisdiction(cases: int) -> dict[str, int]:
    """Return the number of cases by jurisdiction, at least one each; they add up to `cases`."""
    if cases < len(JURISDICTIONS):
        raise errors.UserError(
            "[{cases}] cases are too few. Give at least {least}.",
            cases=cases,
            least=len(JURISDICTIONS),
        )
    spare = cases - len(JURISDICTIONS)
    total = sum(one.weight for one in JURISDICTIONS.values())
    exact = {code: spare * one.weight / total for code, one in JURISDICTIONS.items()}
    counts = {code: 1 + int(part) for code, part in exact.items()}
    by_rest = sorted(exact, key=lambda code: (int(exact[code]) - exact[code], code))
    for code in by_rest[: cases - sum(counts.values())]:
        counts[code] += 1
    return counts


def generate_tables(
    jurisdiction: Jurisdiction, *, cases: int, seed: int
) -> dict[str, pl.DataFrame]:
    """Return the tables of one jurisdiction by name, as text columns with NULL for blank cells.

    Tables without rows are left out.
    """
    world = Generator(jurisdiction, seed)
    case = Cases(world, cases)
    inquired = proceedings.Inquiry(case)
    person = Persons(case)
    judged = Judgments(case, person)
    victim = victims.Victims(case, judged)
    claim = remedies.Claims(case, person, judged, victim)
    frames = {
        **_reporting_frames(world),
        "cases": proceedings.cases_frame(case, inquired, judged, victim),
        "suspects": proceedings.suspects_frame(case, person),
        "links": proceedings.links_frame(case, person),
        "charges": proceedings.charges_frame(case, person),
        "sanctions": proceedings.sanctions_frame(case, person),
        "techniques": proceedings.techniques_frame(case, inquired),
        "evidence": proceedings.evidence_frame(case),
        "requests": proceedings.requests_frame(case, tuple(JURISDICTIONS)),
        "inspections": proceedings.inspections_frame(case),
        "disclosures": proceedings.disclosures_frame(case, inquired),
        "assets": remedies.assets_frame(case, person, judged),
        "victims": victims.victims_frame(case, victim),
        "protections": victims.protections_frame(victim),
        "assistance": victims.assistance_frame(victim),
        "claims": remedies.claims_frame(case, victim, claim),
        "payments": remedies.payments_frame(case, claim),
    }
    for gap in jurisdiction.gaps:
        table = gap.column.partition(".")[0]
        frames[table] = _with_gap(frames[table], gap)
    return {name: rows for name, rows in frames.items() if len(rows)}


def _with_gap(rows: pl.DataFrame, gap: Gap) -> pl.DataFrame:
    """Remove the rows, or blank the column, that a jurisdiction does not collect."""
    table, _, column = gap.column.partition(".")
    inside = pl.lit(True)
    if gap.last is not None:
        year = pl.col(_DATE_OF[table]).str.slice(0, 4).cast(pl.Int32)
        inside = year.is_between(gap.first, gap.last).fill_null(False)
    if not column:
        return rows.filter(~inside)
    return rows.with_columns(pl.when(inside).then(None).otherwise(pl.col(column)).alias(column))


def _reporting_frames(world: Generator) -> dict[str, pl.DataFrame]:
    """Return by name the tables about the reporting: jurisdiction, offices, coverage, rules."""
    one = world.jurisdiction
    context = {**_CONTEXT, **one.legal_context}
    persons = (int(one.residents * (1 + _YEARLY_GROWTH * at)) for at in range(len(YEARS)))
    charge, conviction = one.counting
    rules = {
        v.CountingRule.INVESTIGATION_STARTS_AT: v.CountingRuleValue.PRELIMINARY_INQUIRY,
        v.CountingRule.CHARGE_COUNTED_AT: charge,
        v.CountingRule.CONVICTION_COUNTED_AT: conviction,
        v.CountingRule.PERSON_COUNTED: v.CountingRuleValue.ONCE_A_YEAR,
        v.CountingRule.VICTIM_COUNTED_AT: v.CountingRuleValue.PRESUMED,
        v.CountingRule.CASE_SPLITTING: v.CountingRuleValue.BY_NETWORK,
    }
    return {
        "jurisdictions": _frame_of_rows(
            "jurisdictions",
            ("jurisdiction", "name", "currency", *context),
            [(one.code, one.name, one.currency, *context.values())],
        ),
        "population": _frame_of_rows(
            "population",
            ("jurisdiction", "year", "persons"),
            [(one.code, str(year), str(n)) for year, n in zip(YEARS, persons, strict=True)],
        ),
        "offices": _frame_of_rows(
            "offices",
            ("office_id", "jurisdiction", "region", "kind", "label", "label@fr", "label@es"),
            [
                (
                    *(id_, one.code, town.lower().replace(" ", "-"), kind, f"{title} {town}"),
                    *_translated_label(town, kind),
                )
                for id_, (town, kind, title) in zip(
                    world.office_ids, _office_names(one), strict=True
                )
            ],
        ),
        "coverage": _frame_of_rows(
            "coverage",
            ("column", "from", "to", "collected"),
            [row for gap in one.gaps for row in _gap_statements(gap)],
        ),
        "counting_rules": _frame_of_rows(
            "counting_rules",
            ("jurisdiction", "rule", "value"),
            [(one.code, rule, value) for rule, value in rules.items()],
        ),
    }


def _frame_of_rows(
    name: str, columns: tuple[str, ...], rows: Sequence[Sequence[str | None]]
) -> pl.DataFrame:
    return table_frame(
        name, {column: word_array([row[at] for row in rows]) for at, column in enumerate(columns)}
    )


def _office_names(one: Jurisdiction) -> Iterable[tuple[str, str, str]]:
    """Yield for each office its town, its kind, and the beginning of its name."""
    for town in one.towns:
        yield town, v.OfficeKind.PROSECUTION, "Prosecution office of"
    for (kind, title), count in zip(OTHER_OFFICES.items(), one.other_offices, strict=True):
        for at in range(count):
            yield one.towns[at % len(one.towns)], kind, title


def _translated_label(town: str, kind: str) -> tuple[str | None, str | None]:
    """Return the name of a prosecution office in French and Spanish. Others have no translation."""
    if kind != v.OfficeKind.PROSECUTION:
        return None, None
    of = "d’" if town[0] in "AEIOU" else "de "
    return f"Parquet {of}{town}", f"Fiscalía de {town}"


def _gap_statements(gap: Gap) -> list[tuple[str, str, str | None, str]]:
    """Return the rows of coverage on a gap: column, first day, last day, collected or not."""
    first = f"{gap.first}-01-01"
    if gap.last is None:
        return [(gap.column, first, None, "no")]
    return [
        (gap.column, first, f"{gap.last}-12-31", "no"),
        (gap.column, f"{gap.last + 1}-01-01", None, "yes"),
    ]


_PLAN, _LAW, _MINISTRY = "Made-up: plan 2023–2027", "Made-up: official gazette", "Made-up: ministry"
_TARGETS = (
    ("measure", "jurisdiction", "value", "by", "source"),
    ("N01", "QMO", "0.6", "2027", _PLAN),
    ("F01", "QMO", "0.7", "2027", _PLAN),
    ("V03", "QMO", "0.8", "2025", _PLAN),
    ("P05", "QMO", "365", "2027", _PLAN),
    ("N01", "QVE", "0.4", "2027", _PLAN),
    ("A02", "QVE", "0.3", "2027", _PLAN),
    ("R02", "QVE", "0.5", "2026-12", _PLAN),
    ("R03", "QPE", "0.5", "2027", _PLAN),
    ("N01", "XIS", "0.5", "2025-06-30", _PLAN),
    ("F01", "XIS", "0.6", "2025-06-30", _PLAN),
    ("N01", "XBR", "0.45", "2026", _PLAN),
    ("F01", "XBR", "0.6", "2026", _PLAN),
    ("V03", "XBR", "0.6", "2025", _PLAN),
    ("R02", "XBR", "0.55", "2026", _PLAN),
)
_EVENTS = (
    ("jurisdiction", "on", "title", "source", "breaks"),
    ("QMO", "2019-03", "Advance payments to victims begin", _LAW, "no"),
    ("QPE", "2020-09-01", "Office for recovered assets opens", _MINISTRY, "no"),
    ("QZE", "2020", "Financial intelligence is recorded from here on", _MINISTRY, "yes"),
    ("XBR", "2021-07-01", "Reform of plea agreements in force", _LAW, "yes"),
    ("XIS", "2018-01", "Prosecutors specialise in trafficking", _MINISTRY, "no"),
    ("XIS", "2021", "Chains become the aim of investigations", _MINISTRY, "no"),
)
# The monthly wage of 2016 and its yearly increase, in the jurisdiction's currency.
_MONTHLY = (
    ("QMO", "minimum", 1850, 260, "PLN"),
    ("QMO", "median", 3500, 420, "PLN"),
    ("QVE", "minimum", 2600, 130, "NZD"),
    ("XBR", "minimum", 9900, 1180, "CZK"),
)
_WAGES = (
    ("jurisdiction", "year", "kind", "monthly", "currency", "source"),
    *(
        (code, str(year), kind, str(first + rise * (year - 2016)), currency, _MINISTRY)
        for code, kind, first, rise, currency in _MONTHLY
        for year in range(2016, 2027)
    ),
)
# Targets, events and wages as users would enter them.
LISTS = {"targets": _TARGETS, "events": _EVENTS, "wages": _WAGES}


def write_lists(out: Path) -> dict[str, Path]:
    """Write the lists of targets, events and wages as CSV into `out`; return the paths by name.

    The bytes are always the same.
    """
    written = {}
    for name, rows in LISTS.items():
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        written[name] = out / f"{name}.csv"
        written[name].write_bytes(text.getvalue().encode())
    return written
