"""The command `import`: submissions checked and stored, or tried out and left."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import click

from dashboard import own_records
from dashboard.cli.exit_codes import REFUSED
from dashboard.cli.mapping import first_rows_lines, report_lines, saved_profiles
from dashboard.cli.progress import progress_bar
from dashboard.cli.upkeep import bring_up_to_date
from dashboard.cli.wording import moves_lines, receipt_json, receipt_lines
from dashboard.shared.frames.moves import value_unit
from dashboard.work.sending import Outcome, Sending
from schemas import errors, findings
from schemas.store import database
from seed import batches, pseudonyms, readers, submission
from seed.mapping import language, reading


@dataclass
class Sent:
    """What is at the path, read as it is asked for; what mappings made of it is kept.

    `refusal` is said where it holds real records and they are to be kept apart.
    """

    path: Path
    profile: language.Profile | None
    refusal: str = ""
    key: str = field(default="", repr=False)
    mapped: list[reading.MappingReport] = field(default_factory=list)

    def read(self, progress: submission.Progress) -> Iterator[submission.Submission]:
        paths = [self.path] if self.profile is not None else readers.submissions(self.path)
        beside = readers.beside(self.path) if len(paths) > 1 or paths != [self.path] else ()
        for done, path in enumerate(paths):
            progress(submission.Stage.READING, done, len(paths))
            one = self._one(path)
            if done == 0:
                # What lies beside all submissions is told with the first.
                one = replace(one, findings=(*beside, *one.findings))
            progress(submission.Stage.READING, done + 1, len(paths))
            if self.refusal and not one.manifest.made_up:
                raise errors.UserError(self.refusal)
            if one.mapped is not None:
                self.mapped.append(one.mapped)
            yield one

    def _one(self, path: Path) -> submission.Submission:
        if self.profile is None:
            return readers.read(path)
        return reading.read(path, self.profile, key=self.key)


class Mapped(NamedTuple):
    """How a person says that an export is to be mapped; None where it is not."""

    profile: str | None
    key_file: Path | None

    @property
    def typed(self) -> list[str]:
        """The same as it is typed."""
        options = {"--mapping": self.profile, "--key-file": self.key_file}
        return [word for name, of in options.items() if of is not None for word in (name, str(of))]


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
@click.argument("path", type=click.Path(path_type=Path))
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
    help="Store the cases of which no row is refused; the others stay out whole, and as they were.",
)
@click.option(
    "--beside-made-up",
    is_flag=True,
    help="Store real records in a database that holds made-up ones alone, all the same.",
)
@click.option("--json", "as_json", is_flag=True, help="Print outcome and all findings as JSON.")
@click.pass_context
def import_records(  # noqa: PLR0913, PLR0917 - click gives each option as a parameter
    context: click.Context,
    path: Path,
    profile: str | None,
    key_file: Path | None,
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
    (csv, xlsx, json, parquet), or the folder or .zip of the files that the profile names.
    """
    url = context.obj
    known = None if profile is None else reading.load(profile, saved_profiles(url))
    named = submission.ALL if submission.ALL in supersedes else _numbers(supersedes)
    key = _key(known, key_file)
    mapped = Mapped(profile, key_file)
    apart = (
        "" if beside_made_up or not own_records.is_made_up(url) else _keep_apart(url, path, mapped)
    )
    sent = Sent(path, known, apart, key)
    partial = batches.Partial.ACCEPT if accept_partial else batches.Partial.REFUSE
    outcome = (_tried if dry_run else _stored)(Sending(url, partial, named, updates), sent)
    if as_json:
        click.echo(_json(outcome, sent))
    else:
        click.echo("\n".join(map(findings.visible, _lines(outcome, sent))))
    if outcome.is_refused:
        context.exit(REFUSED)


def _numbers(supersedes: tuple[int | submission.All, ...]) -> tuple[int, ...]:
    return tuple(one for one in supersedes if one != submission.ALL)


def _keep_apart(url: str, path: Path, mapped: Mapped) -> str:
    """Why real records are not stored among made-up ones, and what to type instead."""
    saved = f"\nThe mapping {mapped.profile} is saved in this database alone: give its file there."
    saved = saved if mapped.profile in saved_profiles(url) else ""
    anew = own_records.command(
        own_records.named(own_records.place(url)), "import", str(path), *mapped.typed
    )
    return (
        f"The database [{database.shown(url)}] holds made-up records alone, and these are real:"
        " among invented figures they would be misread. Nothing was stored. Keep them apart, in a"
        f" database of their own: {anew}{saved}\nOr say made_up = true in submission.toml where"
        " they are invented; or add --beside-made-up to store them here all the same."
    )


def _key(profile: language.Profile | None, key_file: Path | None) -> str:
    """The key that the profile needs, asked for before any file is read; else blank."""
    if profile is not None and profile.findings:
        return ""
    if profile is None or not profile.needs_key:
        if key_file is not None:
            raise click.UsageError("--key-file is for a --mapping that makes pseudonyms.")
        return ""
    return pseudonyms.key_of(key_file)


def _stored(sending: Sending, sent: Sent) -> Outcome:
    with progress_bar() as progress:
        return sending.store(sent.read(progress or submission.unseen), progress)


def _tried(sending: Sending, sent: Sent) -> Outcome:
    with suppress(errors.DatabaseMissing):
        # What another version counted would all seem to move.
        bring_up_to_date(sending.url)
    with progress_bar() as progress:
        return sending.try_out(sent.read(progress or submission.unseen), progress)


def _lines(outcome: Outcome, sent: Sent) -> Iterator[str]:
    for receipt in outcome.receipts:
        yield from receipt_lines(receipt)
    for mapped in sent.mapped:
        yield from report_lines(mapped)
    for receipt in outcome.receipts:
        yield from first_rows_lines(receipt.first_rows)
    if outcome.moves is not None:
        yield from moves_lines(outcome.moves)


def _json(outcome: Outcome, sent: Sent) -> str:
    """A list with an object for each submission.

    Of a dry run each has the `moves` in its jurisdiction and in those that nothing was sent of.
    """
    own = {receipt.jurisdiction for receipt in outcome.receipts}
    objects = [receipt_json(receipt) for receipt in outcome.receipts]
    for one in objects:
        if outcome.moves is not None:
            one["moves"] = [
                asdict(move) | {"value_unit": value_unit(move)}
                for move in outcome.moves
                if move.jurisdiction == one["jurisdiction"] or move.jurisdiction not in own
            ]
    for one, mapped in zip(objects, sent.mapped, strict=False):
        one["mapped"] = asdict(mapped)
    return json.dumps(objects, indent=2, ensure_ascii=False, default=str)
