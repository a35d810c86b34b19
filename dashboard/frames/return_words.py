"""Describe a return (a release that a jurisdiction sends): contents, signature, changes."""

from collections.abc import Iterator

from dashboard.frames import peer_comparison
from metrics.release import archive, reading, returns, signing
from schemas import findings
from schemas.language import comma_list, marked, n, t

NOT_STATED = marked("not stated")


def sent_lines(file: str, sent: returns.Sent) -> Iterator[str]:
    """Yield lines on what the return in `file` contains and who signed it."""
    made = sent.made
    yield t(
        "{file} is release {release}, published on {day}, plan {plan}. Its hash is {hash}.",
        file=file,
        release=made.release,
        day=made.made_on.isoformat(),
        plan=made.content.plan,
        hash=archive.content_hash(made.content),
    )
    names = comma_list(
        f"{code} ({findings.show_invisible(name)})" for code, name in made.jurisdictions.items()
    )
    yield t("Jurisdictions: {names}", names=names)
    if made.content.made_up:
        yield t("Its records are fictional.")
    yield n("It has {count} figure.", "It has {count} figures.", made.content.rows.height)
    for name, said in ((t("Contact"), made.contact), (t("Licence"), made.licence)):
        yield t("{name}: {text}", name=name, text=findings.show_invisible(said) or t(NOT_STATED))
    fingerprint = signing.in_groups(sent.signed.fingerprint)
    if sent.is_known:
        yield t("Signed by a known key: {fingerprint}", fingerprint=fingerprint)
    else:
        yield t("Signed by a key that is not known here: {fingerprint}", fingerprint=fingerprint)


def change_lines(change: reading.LastChange | None) -> Iterator[str]:
    """Yield lines on what a return would change; `change` is None for an owner's first return."""
    if change is None:
        yield t("It is the first return of its owner here.")
        return
    yield n("It corrects {count} figure.", "It corrects {count} figures.", change.figures)
    yield from rule_changes(change)


def rule_changes(change: reading.LastChange) -> Iterator[str]:
    """Yield a line for each rule that is stated differently than before."""
    for subject, before, after in change.rules:
        yield t(
            "{rule}: {after}, before: {before}.",
            rule=peer_comparison.rule_heading(subject),
            after=peer_comparison.stated_text(subject, after) if after else t(NOT_STATED),
            before=peer_comparison.stated_text(subject, before) if before else t(NOT_STATED),
        )


def stored_line(stored: returns.Stored, database_name: str) -> str:
    """Return the line that reports that a return was imported."""
    return t(
        "Return {number} is now shown in {database}: release {release} of {jurisdictions}.",
        number=stored.number,
        database=database_name,
        release=stored.release,
        jurisdictions=", ".join(stored.jurisdictions),
    )
