"""The command `import`: check submissions and store them, or only try it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

import click

from dashboard import real_database
from dashboard.cli.console import REFUSED, STORED, WrongUsage, progress_bar
from dashboard.cli.import_source import ImportSource, load_profile_key, read_plan, saved_profiles
from dashboard.cli.receipt_text import (
    changed_measures_lines,
    first_rows_lines,
    mapping_report_lines,
    receipt_lines,
)
from dashboard.cli.update_results import recount_if_outdated
from dashboard.frames.changed_measures import value_unit
from dashboard.jobs.upload_jobs import ImportService, Outcome
from schemas import errors, findings, language
from schemas.language import n, t
from schemas.store import database
from seed import batches, submission
from seed.mapping import mapping_pipeline, mapping_report


class BatchOrAll(click.ParamType):
    """A parameter type: the number of an import, or `all`."""

    name = "batch"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | submission.All:
        if value == submission.ALL:
            return submission.ALL
        return int(click.IntRange(1)(value, param, ctx))


@click.command(
    "import",
    help="Check files and import them: completely, or not at all.\n\nBy default, a row that"
    " differs from the stored row with the same id is rejected. Use --updates or --supersedes to"
    " change stored rows, or say so in submission.toml. A dry run shows what would change and"
    " stores nothing.\n\nPATH is a folder of CSV files named like their tables (cases.csv,"
    " suspects.csv ...), a .zip of such a folder, or an .xlsx workbook with one sheet per table."
    " If PATH is a folder of several such imports, all are stored.\n\nWith --mapping, PATH is"
    " another system's export: one file (csv, xlsx, json, parquet), or a folder or .zip of the"
    " files that the profile names. A profile that reads a database needs no PATH.",
)
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "--plan",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Import everything that this file lists, or nothing, for example every night. Prints"
    " nothing and ends with exit code 0 if nothing changed. Prints one line and ends with exit"
    " code 10 if something was stored.",
)
@click.option(
    "--mapping",
    "profile",
    metavar="NAME|FILE",
    help="Read another system's export by this mapping profile: its name if shipped or saved, or a"
    " TOML file.",
)
@click.option(
    "--key-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file with the key for the pseudonyms that the profile creates. It is never stored.",
)
@click.option(
    "--extracted-on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The extraction date of the export that --mapping reads. Default: the date in the"
    " profile.",
)
@click.option(
    "--updates",
    is_flag=True,
    help="Change stored rows with the same ids and add new rows. Nothing is removed.",
)
@click.option(
    "--supersedes",
    type=BatchOrAll(),
    multiple=True,
    metavar="BATCH|all",
    help="The number of an import that this one replaces. Rows that are missing here are removed"
    " and kept in the history. Can be repeated. all: every import of the jurisdiction.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Show what would be stored and which results would change. Store nothing.",
)
@click.option(
    "--accept-partial",
    is_flag=True,
    help="Import only the cases without errors. Cases with errors are left out entirely.",
)
@click.option(
    "--beside-made-up", is_flag=True, help="Allow real records in a demonstration database."
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print the result and all errors and warnings as JSON."
)
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
    url = context.obj
    partial = batches.Partial.ACCEPT if accept_partial else batches.Partial.REFUSE
    typed = _repeat_options(path, profile, key_file, plan, extracted_on)
    apart = "" if beside_made_up else _keep_apart(url, typed, profile)
    if plan is None:
        named: tuple[int, ...] | submission.All = submission.ALL
        if submission.ALL not in supersedes:
            named = tuple(one for one in supersedes if one != submission.ALL)
        day = extracted_on and extracted_on.date()
        one = ImportSource(path, None, apart, supersedes=named, updates=updates, extracted_on=day)
        sent = [_one(url, one, profile, key_file)]
    elif path or profile or key_file or extracted_on or updates or supersedes:
        raise WrongUsage(
            "--plan cannot be combined with PATH or other import options. Put them in the plan."
        )
    else:
        sent = read_plan(plan, saved_profiles(url), refusal=apart)
    outcome = _store_or_try(ImportService(url, partial), sent, dry_run=dry_run)
    is_quiet = plan is not None and not dry_run
    if as_json:
        click.echo(_imports_as_json(outcome, sent))
    else:
        lines = _plan_lines(plan, outcome) if plan and is_quiet else _lines(outcome, sent)
        click.echo("".join(f"{findings.show_invisible(line)}\n" for line in lines), nl=False)
    if outcome.is_refused:
        context.exit(REFUSED)
    if is_quiet and any(receipt.status == "stored" for receipt in outcome.receipts):
        context.exit(STORED)


def _one(url: str, sent: ImportSource, profile: str | None, key_file: Path | None) -> ImportSource:
    """Return the source with its mapping and the key of its pseudonyms."""
    known = None if profile is None else mapping_pipeline.load_profile(profile, saved_profiles(url))
    if sent.extracted_on is not None and known is None:
        raise WrongUsage(
            "--extracted-on needs --mapping. Without a mapping, put the date in submission.toml."
        )
    if sent.path is None and (known is None or not (known.source or known.findings)):
        raise WrongUsage(
            "Nothing to import. Give a PATH, a --plan FILE, or a --mapping that reads a database."
        )
    return replace(sent, profile=known, key=load_profile_key(known, key_file))


def _repeat_options(
    path: Path | None,
    profile: str | None,
    key_file: Path | None,
    plan: Path | None,
    extracted_on: datetime | None,
) -> list[str]:
    """Return the options typed for the source and how to read it, to repeat them in a hint."""
    day = extracted_on and extracted_on.date()
    options = {"--mapping": profile, "--key-file": key_file, "--extracted-on": day, "--plan": plan}
    words = [word for name, of in options.items() if of is not None for word in (name, str(of))]
    return words if path is None else [str(path), *words]


def _keep_apart(url: str, typed: Sequence[str], profile: str | None) -> str:
    """Return why a demonstration database takes no real records, and what to type; else empty."""
    if not real_database.is_made_up(url):
        return ""
    is_saved = profile is not None and profile in saved_profiles(url)
    place = real_database.display_name(real_database.real_database_url(url))
    lines = [
        t(
            "The database {database} contains demonstration data only. Nothing was stored. Import"
            " real records into a separate database: {command}",
            database=database.display_name(url),
            command=real_database.database_command(place, "import", *typed),
        )
    ]
    if is_saved:
        lines.append(
            t(
                "The mapping {name} is saved only in this database. Give its file there.",
                name=profile,
            )
        )
    lines.append(
        t(
            "If these records are fictional, write made_up = true in submission.toml. To store real"
            " records here, add --beside-made-up."
        )
    )
    return "\n".join(lines)


def _store_or_try(
    service: ImportService, sent: Sequence[ImportSource], *, dry_run: bool
) -> Outcome:
    if dry_run:
        with suppress(errors.DatabaseMissing):
            # Otherwise all figures that another version calculated would seem to change.
            recount_if_outdated(service.url)
    with progress_bar() as progress:
        submissions = (one for source in sent for one in source.read(progress))
        if dry_run:
            return service.try_out(submissions, progress)
        return service.store(submissions, progress)


def _lines(outcome: Outcome, sent: Iterable[ImportSource]) -> Iterator[str]:
    """Yield all lines to print on imports: receipts, mappings, first rows and changed figures."""
    for receipt in outcome.receipts:
        yield from receipt_lines(receipt)
    for mapped in _mapping_reports(sent):
        yield from mapping_report_lines(mapped)
    for receipt in outcome.receipts:
        yield from first_rows_lines(receipt.first_rows)
    if outcome.moves is not None:
        yield from changed_measures_lines(outcome.moves)


def _plan_lines(plan: Path, outcome: Outcome) -> Iterator[str]:
    """Yield lines on a plan: what was stored, or which imports were rejected; none if unchanged."""
    if outcome.is_refused:
        yield t("{plan}: nothing was stored. Correct the rejected import.", plan=plan.name)
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
    found = [one for receipt in stored for one in receipt.findings]
    lines = [
        t(
            "{plan}: stored (import {numbers}). Rows: {new} new, {changed} changed, {removed}"
            " removed.",
            plan=plan.name,
            numbers=", ".join(str(one.batch_id) for one in stored),
            new=language.count(new),
            changed=language.count(changed),
            removed=language.count(removed),
        )
    ]
    if found:
        lines.append(
            n(
                "{count} error or warning is kept with it.",
                "{count} errors or warnings are kept with it.",
                sum(one.occurrences for one in found),
            )
        )
    yield " ".join(lines)


def _mapping_reports(sent: Iterable[ImportSource]) -> list[mapping_report.MappingReport]:
    return [mapped for one in sent for mapped in one.mapped]


def _imports_as_json(outcome: Outcome, sent: Iterable[ImportSource]) -> str:
    """Return a JSON list with an object for each import.

    In a dry run, each object has in `moves` the changed measures of its jurisdiction and of all
    jurisdictions without an import.
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
    for one, mapped in zip(objects, _mapping_reports(sent), strict=False):
        one["mapped"] = asdict(mapped)
    return json.dumps(objects, indent=2, ensure_ascii=False, default=str)
