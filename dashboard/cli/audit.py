"""The commands `audit`: list who did what, and check that the audit log was not altered."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

import click

from dashboard.cli.console import FORMAT, REFUSED, Format, WrongUsage, rows_text, say, table_lines
from dashboard.frames import audit_words
from dashboard.untrusted_text import as_text
from schemas import language
from schemas.language import marked, n, t
from schemas.store import audit, database

COLUMNS = ("number", "at", "who", "scope", "purpose", "action", "outcome", "on", "act")
TABLE_COLUMNS = (
    *(marked("entry"), marked("time (UTC)"), marked("who"), marked("what"), marked("outcome")),
)
DAY = click.DateTime(formats=["%Y-%m-%d"])
ACTIONS = click.Choice([action.value for action in audit.Action])


@click.group(
    "audit",
    help="Show or verify the audit log.\n\nEntries can only be added. The log has no values of"
    " records and no ids of cases or people.",
)
def audit_group() -> None:
    pass


@audit_group.command(
    "verify",
    help="Check that no log entry was changed, removed, added or moved.\n\nExit codes: 0 the log"
    " is complete. 1 the log was changed, or does not contain the HASH that you gave. Keep the"
    " printed head in another place. Without it nobody can see that the last entries were removed.",
)
@click.option("--head", default="", metavar="HASH", help="A head that was printed earlier.")
@click.pass_context
def verify_log(context: click.Context, head: str) -> None:
    _refuse_nowhere(context.obj)
    asked = head.strip().lower()
    seen = audit.check_log(audit.log_lines(context.obj), asked)
    click.echo("\n".join(_verdict_lines(seen)))
    if asked and seen.has_head:
        say("The log contains the head that you gave: nothing before it is lost.")
    elif asked:
        say(
            "The log does not contain the head that you gave. Its last entries were removed, or"
            " this is another log."
        )
    if seen.broken or (asked and not seen.has_head):
        context.exit(REFUSED)


@audit_group.command(
    "list", help="List the log entries, oldest first. Most actions have a beginning and an end."
)
@click.option("--since", type=DAY, metavar="DATE", help="Show entries of this day (UTC) or later.")
@click.option(
    "--action",
    "actions",
    type=ACTIONS,
    multiple=True,
    help="Show only this action. Can be repeated. take_away: a download. ask_in_vain: a request"
    " that was refused. go_on: a line of the log was incomplete, for example after a power cut.",
)
@click.option("--case", "case_id", metavar="ID", help="Show actions on this case.")
@click.option("--office", "office_id", metavar="ID", help="Show refused requests for this office.")
@click.option("--jurisdiction", metavar="CODE", help="The jurisdiction of the case or office.")
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
    _refuse_nowhere(url)
    named = [id_ for id_ in (case_id, office_id) if id_ is not None]
    if len(named) != (jurisdiction is not None):
        raise WrongUsage("Give --jurisdiction CODE together with either --case ID or --office ID.")
    reference = ""
    if jurisdiction is not None:
        reference = audit.case_reference(url, jurisdiction, *named)
    listed = [
        entry
        for entry in audit.entries_of(url)
        if (since is None or entry.when >= since.replace(tzinfo=UTC))
        and (not actions or entry.action in actions)
        and (not reference or reference in (entry.on.get("case"), entry.on.get("office_asked")))
    ]
    click.echo(_entries_text(shape, listed))


def _refuse_nowhere(url: str) -> None:
    """Raise DatabaseMissing if the address has no audit log, because it may be mistyped."""
    place = audit.log_path(url)
    if place is None or not place.exists():
        database.reading(url)


def _verdict_lines(seen: audit.Verdict) -> Iterator[str]:
    if seen.broken:
        yield t(
            "The log was changed at line {line}: {reason}.",
            line=language.count(seen.line),
            reason=t(seen.broken),
        )
        yield n(
            "{count} entry before it is intact.",
            "{count} entries before it are intact.",
            seen.number,
        )
        return
    if seen.first is None or seen.last is None:
        yield t("The log is empty. No action was logged yet.")
    else:
        yield n(
            "The log is complete: {count} entry, {first} to {last}.",
            "The log is complete: {count} entries, {first} to {last}.",
            seen.number,
            first=f"{seen.first.when:%Y-%m-%d}",
            last=f"{seen.last.when:%Y-%m-%d}",
        )
    for line in seen.torn:
        yield t(
            "Line {line} was cut short, for example by a power failure. The next entry records it.",
            line=language.count(line),
        )
    if seen.is_torn:
        yield t(
            "The last line was cut short, for example by a power failure. The next entry will"
            " record it."
        )
    for entry in seen.open.values():
        yield t(
            "No end is logged for entry {number}, begun {time} by {who}. {action}.",
            number=language.count(entry.number),
            time=f"{entry.when:%Y-%m-%d %H:%M}",
            who=entry.who,
            action=audit_words.act_text(entry),
        )
    yield t("Head: {hash}", hash=seen.head)


def _entries_text(shape: str, listed: Sequence[audit.Entry]) -> str:
    rows = [asdict(entry) for entry in listed]
    if shape == Format.CSV:
        on = [row | {"on": audit_words.act_object(e)} for row, e in zip(rows, listed, strict=True)]
        rows = [{name: as_text(row[name]) for name in COLUMNS} for row in on]
    if shape != Format.TABLE:
        return rows_text(shape, COLUMNS, rows, nothing="")
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
    headings = [t(heading) for heading in TABLE_COLUMNS]
    return "\n".join(table_lines(headings, cells)) if cells else t("No entries.")
