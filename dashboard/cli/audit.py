"""The commands `audit`: what was done, by whom, and whether the log of it is whole."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

import click

from dashboard.cli.console import FORMAT, REFUSED, Format, rows_text
from dashboard.export.csv_file import as_text
from dashboard.frames import audit_words
from schemas.store import audit, database

COLUMNS = ("number", "at", "who", "scope", "purpose", "action", "outcome", "on", "act")
TABLE_COLUMNS = ("entry", "when (UTC)", "who", "what", "outcome")
DAY = click.DateTime(formats=["%Y-%m-%d"])
ACTIONS = click.Choice([action.value for action in audit.Action])
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
@FORMAT
@click.pass_obj
def list_entries(
    url: str,
    since: datetime | None,
    actions: tuple[str, ...],
    case_id: str | None,
    office_id: str | None,
    jurisdiction: str | None,
    shape: str,
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
    click.echo(_entries_text(shape, listed))


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


def _entries_text(shape: str, listed: Sequence[audit.Entry]) -> str:
    rows = [asdict(entry) for entry in listed]
    if shape == Format.CSV:
        on = [row | {"on": audit_words.act_object(e)} for row, e in zip(rows, listed, strict=True)]
        rows = [{name: as_text(row[name]) for name in COLUMNS} for row in on]
    if shape != Format.TABLE:
        return rows_text(shape, COLUMNS, rows, nothing="None.")
    cells = [
        (
            str(one.number),
            f"{one.when:%Y-%m-%d %H:%M:%S}",
            one.who,
            audit_words.act_text(one),
            one.outcome,
        )
        for one in listed
    ]
    rows = [dict(zip(TABLE_COLUMNS, row, strict=True)) for row in cells]
    return rows_text(shape, TABLE_COLUMNS, rows, nothing="None.")
