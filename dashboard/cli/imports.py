"""The command `import`: submissions checked and stored, or tried out and left."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard import real_database
from dashboard.cli.console import REFUSED, STORED, progress_bar, rows_of
from dashboard.cli.import_source import ImportSource, key_for, saved_profiles
from dashboard.cli.receipt_text import (
    first_rows_lines,
    moves_lines,
    receipt_lines,
    report_lines,
)
from dashboard.cli.refresh import bring_up_to_date
from dashboard.frames.moves import value_unit
from dashboard.jobs.import_service import ImportService, Outcome
from schemas import errors, findings
from schemas.store import database
from seed import batches, submission

if TYPE_CHECKING:
    # Loaded where a mapping or a plan asks for them: most imports have neither.
    from seed.mapping import mapping_report


class BatchOrAll(click.ParamType):
    """The number of a batch, or `all`."""

    name = "batch"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | submission.All:
        if value == submission.ALL:
            return submission.ALL
        return int(click.IntRange(1)(value, param, ctx))


@click.command("import")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "--plan",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Store what this file plans, such as every night: all of it in one write, or nothing."
    " Silent, with exit code 0, where nothing changed; one line and 10 where something was stored.",
)
@click.option(
    "--mapping",
    "profile",
    metavar="NAME|FILE",
    help="Read a source's own export by this profile (of a shipped or saved name, or a TOML file).",
)
@click.option(
    "--key-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file with the key of the pseudonyms that the profile makes. It is never stored.",
)
@click.option(
    "--extracted-on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The day on which the export was made that --mapping reads; else the profile's.",
)
@click.option(
    "--updates",
    is_flag=True,
    help="This updates what is stored: it changes rows of the same ids, adds others and removes"
    " nothing.",
)
@click.option(
    "--supersedes",
    type=BatchOrAll(),
    multiple=True,
    metavar="BATCH|all",
    help="A stored batch that this replaces: what it lacks leaves, into the history. May be given"
    " more than once; all: every batch of the jurisdiction.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Say what would be stored and which measures would move, and store nothing.",
)
@click.option(
    "--accept-partial",
    is_flag=True,
    help="Import only the cases without errors. Cases with errors are left out entirely.",
)
@click.option(
    "--beside-made-up",
    is_flag=True,
    help="Allow real records in a demonstration database.",
)
@click.option("--json", "as_json", is_flag=True, help="Print outcome and all findings as JSON.")
@click.pass_context
def import_records(
    context: click.Context,
    path: Path | None,
    plan: Path | None,
    profile: str | None,
    key_file: Path | None,
    extracted_on: datetime | None,
    updates: bool,
    supersedes: tuple[int | submission.All, ...],
    dry_run: bool,
    accept_partial: bool,
    beside_made_up: bool,
    as_json: bool,
) -> None:
    """Check a submission and store it: whole, or not at all.

    It is new where neither --updates nor --supersedes is given, nor submission.toml says so: a
    stored row with other content is refused then. A dry run says what would change and leave.

    PATH is one submission: a folder of CSV files named like their tables (cases.csv, suspects.csv
    ...), a .zip of such a folder, or an .xlsx workbook with a sheet for each table. A folder of
    several submissions stores each. With --mapping it is another system's export: its one file
    (csv, xlsx, json, parquet), or the folder or .zip of the files that the profile names; of a
    profile that reads a database there is no PATH.
    """
    url = context.obj
    partial = batches.Partial.ACCEPT if accept_partial else batches.Partial.REFUSE
    typed = _typed(path, profile, key_file, plan, extracted_on)
    apart = "" if beside_made_up else _keep_apart(url, typed, profile)
    if plan is None:
        named = _named_batches(supersedes)
        day = extracted_on and extracted_on.date()
        one = ImportSource(path, None, apart, supersedes=named, updates=updates, extracted_on=day)
        sent = [_one(url, one, profile, key_file)]
    elif path or profile or key_file or extracted_on or updates or supersedes:
        raise click.UsageError("With --plan the plan says what is sent, and how.")
    else:
        sent = _planned(plan, url, apart)
    outcome = (_tried if dry_run else _stored)(ImportService(url, partial), sent)
    is_quiet = plan is not None and not dry_run
    if as_json:
        click.echo(_json(outcome, sent))
    else:
        lines = _short_lines(plan, outcome) if plan and is_quiet else _lines(outcome, sent)
        click.echo("".join(f"{findings.visible(line)}\n" for line in lines), nl=False)
    if outcome.is_refused:
        context.exit(REFUSED)
    if is_quiet and any(receipt.status == "stored" for receipt in outcome.receipts):
        context.exit(STORED)


def _named_batches(
    supersedes: tuple[int | submission.All, ...],
) -> tuple[int, ...] | submission.All:
    if submission.ALL in supersedes:
        return submission.ALL
    return tuple(one for one in supersedes if one != submission.ALL)


def _planned(plan: Path, url: str, refusal: str) -> list[ImportSource]:
    # Most imports have no plan.
    from dashboard.cli.import_plan import planned

    return planned(plan, saved_profiles(url), refusal=refusal)


def _one(url: str, sent: ImportSource, profile: str | None, key_file: Path | None) -> ImportSource:
    """What is sent, with the profile that reads it and the key of its pseudonyms."""
    known = None
    if profile is not None:
        from seed.mapping import exports

        known = exports.load_profile(profile, saved_profiles(url))
    if sent.extracted_on is not None and known is None:
        raise click.UsageError("--extracted-on goes with --mapping: else submission.toml says it.")
    if sent.path is None and (known is None or not (known.source or known.findings)):
        raise click.UsageError(
            "Nothing to import. Give a PATH, a --plan FILE, or a --mapping that reads a database."
        )
    return replace(sent, profile=known, key=key_for(known, key_file))


def _typed(
    path: Path | None,
    profile: str | None,
    key_file: Path | None,
    plan: Path | None,
    extracted_on: datetime | None,
) -> list[str]:
    """What was typed of where the records are and how they are read."""
    day = extracted_on and extracted_on.date()
    options = {"--mapping": profile, "--key-file": key_file, "--extracted-on": day, "--plan": plan}
    words = [word for name, of in options.items() if of is not None for word in (name, str(of))]
    return words if path is None else [str(path), *words]


def _keep_apart(url: str, typed: Sequence[str], profile: str | None) -> str:
    """Why real records are not stored among made-up ones, and what to type instead."""
    if not real_database.is_made_up(url):
        return ""
    is_saved = profile is not None and profile in saved_profiles(url)
    saved = f"\nThe mapping {profile} is saved in this database alone: give its file there."
    place = real_database.display_name(real_database.real_database_url(url))
    anew = real_database.command_line(place, "import", *typed)
    return (
        f"The database [{database.display_name(url)}] holds made-up records alone, and these are"
        " real: among invented figures they would be misread. Nothing was stored. Keep them apart,"
        f" in a database of their own: {anew}{saved if is_saved else ''}\nOr say made_up = true in"
        " submission.toml where they are invented; or add --beside-made-up to store them here all"
        " the same."
    )


def _all(
    sent: Iterable[ImportSource], progress: submission.Progress
) -> Iterator[submission.Submission]:
    for one in sent:
        yield from one.read(progress)


def _stored(sending: ImportService, sent: Sequence[ImportSource]) -> Outcome:
    with progress_bar() as progress:
        return sending.store(_all(sent, progress), progress)


def _tried(sending: ImportService, sent: Sequence[ImportSource]) -> Outcome:
    with suppress(errors.DatabaseMissing):
        # What another version counted would all seem to move.
        bring_up_to_date(sending.url)
    with progress_bar() as progress:
        return sending.try_out(_all(sent, progress), progress)


def _lines(outcome: Outcome, sent: Iterable[ImportSource]) -> Iterator[str]:
    for receipt in outcome.receipts:
        yield from receipt_lines(receipt)
    for mapped in _mapped(sent):
        yield from report_lines(mapped)
    for receipt in outcome.receipts:
        yield from first_rows_lines(receipt.first_rows)
    if outcome.moves is not None:
        yield from moves_lines(outcome.moves)


def _short_lines(plan: Path, outcome: Outcome) -> Iterator[str]:
    """Nothing where nothing changed, a line where something was stored, all of what is refused."""
    if outcome.is_refused:
        yield f"{plan.name}: nothing was stored, neither of what is good; put right what is refused"
        for receipt in outcome.receipts:
            if receipt.status == "refused":
                yield from receipt_lines(receipt)
        return
    stored = [one for one in outcome.receipts if one.status == "stored"]
    if not stored:
        return
    rows = [table for receipt in stored for table in receipt.tables]
    new, changed, removed = (
        sum(getattr(table, what) for table in rows) for what in ("new", "changed", "removed")
    )
    numbers = ", ".join(str(one.batch_id) for one in stored)
    which = "batch" if len(stored) == 1 else "batches"
    found = [one for receipt in stored for one in receipt.findings]
    kept_findings = f"; {findings.count_alike(found)} kept with it" if found else ""
    yield (
        f"{plan.name}: stored as {which} {numbers}: {rows_of(new)} new, {changed:,} changed,"
        f" {removed:,} removed{kept_findings}"
    )


def _mapped(sent: Iterable[ImportSource]) -> "list[mapping_report.MappingReport]":
    return [mapped for one in sent for mapped in one.mapped]


def _json(outcome: Outcome, sent: Iterable[ImportSource]) -> str:
    """A list with an object for each submission.

    Of a dry run each has the `moves` in its jurisdiction and in those that nothing was sent of.
    """
    own = {receipt.jurisdiction for receipt in outcome.receipts}
    objects = [asdict(receipt) for receipt in outcome.receipts]
    for one in objects:
        if outcome.moves is not None:
            one["moves"] = [
                asdict(move) | {"value_unit": value_unit(move)}
                for move in outcome.moves
                if move.jurisdiction == one["jurisdiction"] or move.jurisdiction not in own
            ]
    for one, mapped in zip(objects, _mapped(sent), strict=False):
        one["mapped"] = asdict(mapped)
    return json.dumps(objects, indent=2, ensure_ascii=False, default=str)
