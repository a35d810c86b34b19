"""The commands `audit`: what was done, by whom, and whether the log of it is whole."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

import click

from dashboard.cli.exit_codes import REFUSED
from dashboard.cli.receipt_text import table_lines
from dashboard.export.csv_file import as_text
from dashboard.frames import audit_words
from schemas.store import audit, database

COLUMNS = ("number", "at", "who", "scope", "purpose", "action", "outcome", "on", "act")
DAY = click.DateTime(formats=["%Y-%m-%d"])
ACTIONS = click.Choice([action.value for action in audit.Action])
FORMATS = click.Choice(["table", "json", "csv"])
HEAD_IS_THERE = "The head that you gave is the hash of one of them: nothing before it is lost."
HEAD_IS_GONE = (
    "The head that you gave is the hash of none of them: the log was cut off before it, or is"
    " another one."
)


@click.group("audit")
def audit_log() -> None:
    """Show or verify the audit log.

    It is only added to, and holds no value of a record and no id of a case or person.
    """


@audit_log.command("verify")
@click.option("--head", default="", metavar="HASH", help="A head that was printed before.")
@click.pass_context
def verify(context: click.Context, head: str) -> None:
    """Check that no log entry was changed, removed, added or moved.

    Exit codes: 0 it is whole, 1 it is broken, or was cut off before the HASH given. Keep the head
    that is printed elsewhere: without it nobody can tell that the last entries were cut off.
    """
    _refuse_nowhere(context.obj)
    asked = head.strip().lower()
    seen = audit.verdict(audit.lines(context.obj), asked)
    click.echo("\n".join(_told(seen)))
    if asked:
        click.echo(HEAD_IS_THERE if seen.has_head else HEAD_IS_GONE)
    if seen.broken or (asked and not seen.has_head):
        context.exit(REFUSED)


@audit_log.command("list")
@click.option("--since", type=DAY, metavar="DAY", help="What was done on this day (UTC) or later.")
@click.option(
    "--action", "actions", type=ACTIONS, multiple=True, help="Only this. May be given repeatedly."
)
@click.option("--case", "case_id", metavar="ID", help="What was done with this case.")
@click.option(
    "--office", "office_id", metavar="ID", help=("Show refused requests for this office.")
)
@click.option("--jurisdiction", metavar="CODE", help="That of the case or the office.")
@click.option("--format", "form", type=FORMATS, default="table", show_default=True)
@click.pass_obj
def list_entries(
    url: str,
    since: datetime | None,
    actions: tuple[str, ...],
    case_id: str | None,
    office_id: str | None,
    jurisdiction: str | None,
    form: str,
) -> None:
    """List the entries of the log, first to last: of most acts their beginning and their end."""
    _refuse_nowhere(url)
    named = [id_ for id_ in (case_id, office_id) if id_ is not None]
    if len(named) != (jurisdiction is not None):
        raise click.UsageError(
            "Give both, or none: --case ID or --office ID, and --jurisdiction CODE."
        )
    reference = ""
    if jurisdiction is not None:
        reference = audit.reference(url, jurisdiction, *named)
    listed = [
        entry
        for entry in audit.entries_of(url)
        if (since is None or entry.when >= since.replace(tzinfo=UTC))
        and (not actions or entry.action in actions)
        and (not reference or reference in (entry.on.get("case"), entry.on.get("office_asked")))
    ]
    click.echo(WRITERS[form](listed))


def _refuse_nowhere(url: str) -> None:
    """A mistyped address is no empty log."""
    place = audit.log_path(url)
    if place is None or not place.exists():
        database.reading(url)


def _told(seen: audit.Verdict) -> Iterator[str]:
    if seen.broken:
        yield f"The log is broken at line {seen.line:,}: {seen.broken}."
        yield f"{_entries(seen)} before it {'is' if seen.number == 1 else 'are'} whole."
        return
    if seen.first is None or seen.last is None:
        yield "The log is empty: nothing was done yet that it tells of."
    else:
        days = f"from {seen.first.when:%Y-%m-%d} to {seen.last.when:%Y-%m-%d}"
        yield f"{_entries(seen)} {days}: the log is whole."
    for line in seen.torn:
        yield f"Line {line:,} was cut short, as by a power cut; the entry behind it tells of it."
    if seen.is_torn:
        yield "The last line was cut short, as by a power cut. The next entry will tell of it."
    for entry in seen.open.values():
        yield (
            f"Not known how it ended: entry {entry.number:,}, begun"
            f" {entry.when:%Y-%m-%d %H:%M} by {entry.who}. {audit_words.act_text(entry)}."
        )
    yield f"Head: {seen.head}"


def _entries(seen: audit.Verdict) -> str:
    return f"{seen.number:,} {'entry' if seen.number == 1 else 'entries'}"


def _table(listed: Sequence[audit.Entry]) -> str:
    if not listed:
        return "None."
    rows = [
        (
            str(one.number),
            f"{one.when:%Y-%m-%d %H:%M:%S}",
            one.who,
            audit_words.act_text(one),
            one.outcome,
        )
        for one in listed
    ]
    return "\n".join(table_lines(("entry", "when (UTC)", "who", "what", "outcome"), rows))


def _json(listed: Sequence[audit.Entry]) -> str:
    return json.dumps([asdict(entry) for entry in listed], indent=2, ensure_ascii=False)


def _csv(listed: Sequence[audit.Entry]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in listed:
        cells = asdict(entry) | {"on": audit_words.act_object(entry)}
        writer.writerow([as_text(cells[name]) for name in COLUMNS])
    return text.getvalue().rstrip("\n")


WRITERS = {"table": _table, "json": _json, "csv": _csv}
