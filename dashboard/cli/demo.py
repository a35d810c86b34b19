"""The command `demo`: create made-up records, as files or in a database."""

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import polars as pl

import metrics
from dashboard.cli.console import progress_bar, say, say_number, table_lines
from metrics import national_lists
from metrics.release import archive, key, publication, return_file, returns, signing
from schemas import errors, scopes
from schemas.language import t
from schemas.store import database, scratch_dir
from seed import batches, readers, synthetic

SEED = 1
# Enough for shares of fifty in the larger countries; an attacker looks at each release.
FEDERATION_CASES = 2_400
RETURNS, BODY, RECORDS = "returns", "body.duckdb", "records.duckdb"
CONTACT = "statistics@{code}.example"
LICENCE = "CC BY 4.0"


@click.command(help="Create demonstration data.")
@click.option(
    "--cases",
    type=click.IntRange(1),
    metavar="N",
    help="Number of cases in all fictional jurisdictions together. Default: 12,000, or 2,400 with"
    " --returns.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=SEED,
    show_default=True,
    metavar="N",
    help="The same seed gives the same records.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write files into this folder, and store nothing.",
)
@click.option(
    "--returns",
    "federation",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write twelve countries into this folder, each with its own records, keys, release and"
    " return, and a body that has imported the returns. This takes minutes.",
)
@click.pass_obj
def demo(url: str, cases: int | None, seed: int, out: Path | None, federation: Path | None) -> None:
    if federation is not None:
        _refuse_filled_folder(federation)
        make_federation(federation, cases=cases or FEDERATION_CASES, seed=seed)
        say(
            "Wrote the returns into {returns}, and a body that has imported them into {body}."
            " Show it with `prosecution-quality --database {body} serve --public`.",
            returns=federation / RETURNS,
            body=federation / BODY,
        )
        return
    cases = cases or synthetic.DEFAULT_CASES
    if out is not None:
        _refuse_filled_folder(out)
        with progress_bar() as progress:
            folders = synthetic.write_submissions(out, cases=cases, seed=seed, progress=progress)
            synthetic.write_lists(out)
        say_number(
            "Wrote the records of {count} jurisdiction into {folder}. Import them with `import"
            " {folder}`. Then set targets with `settings targets {targets}`, and events and"
            " wages in the same way.",
            "Wrote the records of {count} jurisdictions into {folder}. Import them with `import"
            " {folder}`. Then set targets with `settings targets {targets}`, and events and"
            " wages in the same way.",
            len(folders),
            folder=out,
            targets=out / "targets.csv",
        )
        return
    receipts = store_demo_records(url, cases=cases, seed=seed)
    stored = [receipt for receipt in receipts if receipt.status == "stored"]
    if not stored:
        named = ", ".join(str(receipt.batch_id) for receipt in receipts)
        say("These demonstration data are already stored (imports {ids}).", ids=named)
        return
    rows = [(receipt.batch_id, receipt.source, receipt.rows_stored) for receipt in stored]
    click.echo("\n".join(table_lines((t("import"), t("source"), t("rows")), rows)))


def store_demo_records(url: str, *, cases: int, seed: int) -> list[batches.Receipt]:
    """Create fictional records and lists and store them in one write, checked like any other.

    Raises UserError if the database has real records, or other fictional ones.
    """
    standing = _hashes_of_stored_imports(url)
    with _write_submissions(cases, seed) as folders, progress_bar() as progress:
        for folder in folders if standing else ():
            submission = readers.read_submission(folder)
            if submission.content_hash not in standing.get(
                submission.manifest.jurisdiction, {submission.content_hash}
            ):
                raise errors.UserError(
                    "The database {database} has other demonstration data. Undo its imports, or"
                    " choose another database with --database.",
                    database=database.display_name(url),
                )
        return batches.store(
            url,
            (readers.read_submission(folder) for folder in folders),
            partial=batches.Partial.REFUSE,
            refresh=metrics.national_lists.refresh_then_replace_lists(
                metrics.refresh, _read_national_lists(folders)
            ),
            progress=progress,
        )


def make_federation(home: Path, *, cases: int, seed: int) -> None:
    """Create countries that each hand over a return, and a body that imports them.

    `home` gets a folder for each country (records, keys, releases), a folder `returns`, and the
    body's database of returns.
    """
    body = f"duckdb:///{home / BODY}"
    (home / RETURNS).mkdir(parents=True)
    with _write_submissions(cases, seed) as folders:
        sent = []
        for folder in folders:
            file, signature = _make_country_return(folder, home / folder.name)
            for ending, content in (("", file), (signing.SUFFIX, signature)):
                (home / RETURNS / f"{folder.name}.zip{ending}").write_bytes(content)
            sent.append(returns.check(archive.address(body, None), file, signature))
    # This command made all keys itself, so it need not ask whose they are.
    returns.import_returns(body, archive.address(body, None), sent, trusts=lambda _signed: True)


def _make_country_return(submission: Path, home: Path) -> tuple[bytes, bytes]:
    """Create a country's database, keys and release; return its return and the signature."""
    home.mkdir()
    url = f"duckdb:///{home / RECORDS}"
    releases_url = archive.address(url, None)
    rounding_key, signing_key = home / "release.key", home / "sign.key"
    key.make(rounding_key)
    signing.make(signing_key)
    with progress_bar() as progress:
        batches.store(
            url,
            [readers.read_submission(submission)],
            partial=batches.Partial.REFUSE,
            refresh=metrics.refresh,
            progress=progress,
        )
        with _set_environment_variable(key.KEY_FILE, rounding_key):
            draft = publication.draft_release(url, releases_url, progress=progress)
    publication.publish_draft(url, releases_url, draft)
    with archive.reading(releases_url).connect() as connection:
        contact = CONTACT.format(code=home.name.lower())
        made = return_file.of_release(connection, None, contact=contact, licence=LICENCE)
    file = return_file.pack(made)
    return file, signing.sign(signing.load(signing_key), file)


@contextmanager
def _set_environment_variable(name: str, value: Path) -> Iterator[None]:
    """Set a variable of the environment, and put it back afterwards."""
    before = os.environ.get(name)
    os.environ[name] = str(value)
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def _read_national_lists(
    folders: Sequence[Path],
) -> list[tuple[national_lists.Listing, list[national_lists.Row]]]:
    """Return the fictional targets, events and wages, read like real ones."""
    known = frozenset(folder.name for folder in folders)
    listings = []
    with (
        scratch_dir.convert_temp_dir_errors(),
        TemporaryDirectory(prefix="prosecution-quality-") as jurisdiction,
    ):
        written = synthetic.write_lists(Path(jurisdiction))
        for listing in (
            metrics.national_lists.TARGETS,
            metrics.national_lists.EVENTS,
            metrics.national_lists.WAGES,
        ):
            file = written[listing.table.name]
            text, _ = readers.read_exact_csv(file, listing.header, listing.translations)
            assert text is not None
            rows, findings = listing.rows(text, file.name, known)
            assert not findings
            listings.append((listing, rows))
    return listings


def _refuse_filled_folder(folder: Path) -> None:
    # Tables without rows have no file, so files of older made-up records would remain.
    if folder.exists() and any(folder.iterdir()):
        raise errors.UserError(
            "The folder {folder} is not empty. Choose an empty or new one.", folder=folder
        )


@contextmanager
def _write_submissions(cases: int, seed: int) -> Iterator[list[Path]]:
    with ExitStack() as closing:
        with scratch_dir.convert_temp_dir_errors(), progress_bar() as progress:
            folder = closing.enter_context(TemporaryDirectory(prefix="prosecution-quality-"))
            synthetic.write_submissions(Path(folder), cases=cases, seed=seed, progress=progress)
        # In the order of `import`, so that the batches have the same numbers.
        yield readers.find_submissions(Path(folder))


def _hashes_of_stored_imports(url: str) -> dict[str | None, set[str]]:
    """Return by jurisdiction the hashes of stored imports. Raises UserError if one is real."""
    try:
        engine = database.reading(url)
    except errors.DatabaseMissing:
        return {}
    with engine.connect() as connection:
        listed = batches.all_batches(connection, scopes.EVERYTHING)
    hashes: dict[str | None, set[str]] = defaultdict(set)
    for batch in listed.filter(pl.col("undone_at").is_null()).iter_rows(named=True):
        if not batch["made_up"]:
            raise errors.UserError(
                "The database {database} has real records (import {number}, {source})."
                " Demonstration data need a separate database. Choose another with --database,"
                " or write files with --out.",
                database=database.display_name(url),
                number=batch["batch_id"],
                source=batch["source"],
            )
        hashes[batch["jurisdiction"]].add(batch["content_hash"])
    return dict(hashes)
