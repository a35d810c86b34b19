"""The commands `return`: check, import, list and withdraw the releases that countries hand over."""

import sys
from functools import partial
from pathlib import Path

import click

from dashboard.cli.console import WrongUsage, say, table_lines
from dashboard.cli.release import BECAUSE, link_state_text, signature_file
from dashboard.cli.settings import CLEAR, PublishedStore, change_published
from dashboard.frames import return_words
from dashboard.released_data import RELEASES
from metrics.release import archive, return_file, returns, signing
from schemas import errors, findings
from schemas.language import marked, message, sentences, t
from schemas.store import database

Where = tuple[str, str | None]
FILES = click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(path_type=Path, dir_okay=False),
)
LISTED = (
    *(marked("return"), marked("jurisdictions"), marked("release"), marked("published on")),
    *(marked("imported on"), marked("state"), marked("signed by")),
)


@click.group(
    "return",
    help="Import and show returns: releases that countries hand over as signed files.\n\nA"
    " database of returns is shown like a release: `serve --public`, `report --release`.",
)
@click.option(
    "--returns",
    "--releases",
    "named",
    envvar=RELEASES,
    metavar="URL",
    help="The database of returns: a path, duckdb:///PATH or postgresql://USER@HOST/NAME. Default:"
    " NAME.releases.duckdb in the folder of the database.",
)
@click.pass_context
def return_group(context: click.Context, named: str | None) -> None:
    context.obj = (context.obj, named)


@return_group.command(
    "check",
    help="Check each return FILE, with its signature FILE.sig, and say what it holds. Nothing is"
    " written.",
)
@FILES
@click.pass_obj
def check(where: Where, files: tuple[Path, ...]) -> None:
    for file in files:
        sent = _check(archive.address(*where), file)
        click.echo("\n".join(return_words.sent_lines(str(file), sent)))


@return_group.command(
    "import",
    help="Import each return FILE, with its signature FILE.sig, and show it from now on. If one is"
    " refused, none is imported.\n\nIf the key of a return is not known, its owner reads the"
    " fingerprint to you by telephone. Type it with --trust. Later returns with this key need no"
    " such question.",
)
@FILES
@click.option(
    "--trust",
    "trusted",
    multiple=True,
    metavar="FINGERPRINT",
    help="The fingerprint of a key, as its owner read it out. Can be repeated.",
)
@click.pass_obj
def import_returns(where: Where, files: tuple[Path, ...], trusted: tuple[str, ...]) -> None:
    url, at = where[0], archive.address(*where)
    fingerprints = {_parse_fingerprint(one) for one in trusted}

    def trusts(signed: signing.Signed) -> bool:
        return signed.fingerprint in fingerprints or (
            not fingerprints and sys.stdin.isatty() and _ask_whether_key_is_known(signed)
        )

    sent = [_check(at, file) for file in files]
    for stored in returns.import_returns(url, at, sent, trusts=trusts):
        click.echo(return_words.stored_line(stored, database.display_name(at)))


def _ask_whether_key_is_known(signed: signing.Signed) -> bool:
    """Ask whether an unknown key is its owner's."""
    return click.confirm(
        t(
            "The key is not known here. Its fingerprint is {fingerprint}. Did the owner read out"
            " the same digits?",
            fingerprint=signing.in_groups(signed.fingerprint),
        )
    )


@return_group.command("list", help="List the returns, and which of them are shown.")
@click.pass_obj
def list_returns(where: Where) -> None:
    at = archive.address(*where)
    listed = returns.all_returns(at)
    if not listed:
        say("There are no returns in {database}.", database=database.display_name(at))
        return
    # The last one of each owner is shown.
    shown = {one.signed_by: one.number for one in listed if one.withdrawn_at is None}
    rows = [
        (
            one.number,
            ", ".join(one.jurisdictions),
            one.release,
            one.made_on.isoformat(),
            one.imported_at.date().isoformat(),
            link_state_text(
                one.withdrawn_at,
                findings.show_invisible(one.withdrawn_because or ""),
                is_shown=shown.get(one.signed_by) == one.number,
            ),
            signing.in_groups(one.signed_by),
        )
        for one in listed
    ]
    click.echo("\n".join(table_lines([t(heading) for heading in LISTED], rows)))


@return_group.command(
    "withdraw",
    help="Withdraw return NUMBER. The return before it by the same owner is shown"
    " instead.\n\nReleases that show the withdrawn return can no longer be opened.",
)
@click.argument("number", type=int)
@BECAUSE
@click.pass_obj
def withdraw(where: Where, number: int, because: str) -> None:
    url, at = where[0], archive.address(*where)
    archive.reading(at)
    left = returns.withdraw(url, at, number, because)
    if left is None:
        say("Return {number} is withdrawn. No return of its owner is left.", number=number)
        return
    say(
        "Return {number} is withdrawn. Return {shown} is shown now: release {release} of"
        " {jurisdictions}.",
        number=number,
        shown=left.number,
        release=left.release,
        jurisdictions=", ".join(left.jurisdictions),
    )


@return_group.command(
    "context",
    help="List the published figures next to the returns, or replace them with those of"
    " FILE.\n\nFILE is UNODC's data file on trafficking in persons (data_glotip.xlsx), as"
    " downloaded. Its figures are shown next to the counts of the same country, and never mixed"
    " with them.",
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@CLEAR
@click.pass_context
def published_figures(context: click.Context, file: Path | None, clear: bool) -> None:
    where: Where = context.obj
    url, at = where[0], archive.address(*where)
    replace = partial(returns.replace_published, url, at)
    store = PublishedStore(partial(archive.reading, at), replace, partial(replace, None))
    change_published(context, file, store, clear=clear)


def _check(at: str, file: Path) -> returns.Sent:
    """Return a return's content. Raises UserError with the file's name if `at` would refuse it."""
    content, signature = _read_limited(file), _read_limited(signature_file(file))
    try:
        return returns.check(at, content, signature)
    except errors.DatabaseUnavailable:
        raise
    except errors.UserError as error:
        refused = message("[{file}] is refused, and nothing was imported.", file=file)
        raise errors.UserError(sentences(refused, error.wording)) from error


def _read_limited(file: Path) -> bytes:
    """Return the bytes of a file, at most one more than a return may have."""
    try:
        with file.open("rb") as opened:
            return opened.read(return_file.MOST_BYTES + 1)
    except OSError as error:
        raise errors.UserError(
            "[{file}] cannot be read ({reason}).", file=file, reason=error.strerror
        ) from error


def _parse_fingerprint(fingerprint: str) -> str:
    """Return a fingerprint without spaces. Raises UsageError if it is not one."""
    digits = "".join(fingerprint.split())
    length = signing.GROUPS * signing.DIGITS
    if len(digits) != length or not digits.isdecimal():
        raise WrongUsage(
            "[{fingerprint}] is not a fingerprint: it has {length} digits.",
            fingerprint=fingerprint,
            length=length,
        )
    return digits
