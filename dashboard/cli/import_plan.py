"""Read a plan: a file that lists imports to repeat, for example every night."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dashboard.cli.import_source import ImportSource, load_profile_key
from schemas import errors
from schemas.language import message
from seed import submission
from seed.mapping import exports, profile_model, toml_reader

KEYS = {
    "path": str,
    "mapping": str,
    "key_file": str,
    "updates": bool,
    "supersedes": str,
}
LIST = "submissions"


def read_plan(plan: Path, saved: Mapping[str, str], *, refusal: str = "") -> list[ImportSource]:
    """Return the imports of a plan; `saved` are the mappings of the database by name.

    Paths are relative to the folder of the plan. Raises UserError with all faults of the plan, and
    if the key that a mapping needs is missing.
    """
    text = _text(plan)
    faults = toml_reader.Faults(plan.name, text, "plan")
    blocks = _blocks(text, faults)
    for number, block in enumerate(blocks):
        _check(block, (LIST, number), faults)
    if faults.findings:
        raise errors.UserError("\n".join(map(str, faults.findings)))
    sent = [_sent(block, plan.absolute().parent, saved, refusal) for block in blocks]
    _refuse_each_other(plan, sent)
    return sent


def _refuse_each_other(plan: Path, sent: Sequence[ImportSource]) -> None:
    """Raise UserError if one import replaces a whole jurisdiction that another one adds to."""
    of = [one.profile.statement.jurisdiction if one.profile else None for one in sent]
    for one, jurisdiction in zip(sent, of, strict=True):
        if one.supersedes == submission.ALL and jurisdiction and of.count(jurisdiction) > 1:
            raise errors.UserError(
                message(
                    "{plan}: one import replaces everything of {jurisdiction}, and another import"
                    " is of the same jurisdiction. They would remove each other's rows. Read both"
                    " with one mapping, or write updates = true for both.",
                    plan=plan.name,
                    jurisdiction=jurisdiction,
                )
            )


def _text(plan: Path) -> str:
    try:
        return plan.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise errors.UserError(
            message(
                "Cannot read the plan {plan} as text in UTF-8. Check its permissions, or save it as"
                " UTF-8.",
                plan=plan.name,
            )
        ) from error


def _blocks(text: str, faults: toml_reader.Faults) -> list[Mapping[str, Any]]:
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.add("toml", (), message("Not valid TOML: {reason}.", reason=error))
        return []
    for key in written.keys() - {LIST}:
        wording = message("A plan has no key “{key}”. Use {known}.", key=key, known=LIST)
        faults.add("unknown_key", (key,), wording)
    blocks = written.get(LIST)
    if not isinstance(blocks, list) or not blocks or not all(isinstance(b, dict) for b in blocks):
        wording = message("A plan lists its imports, each under [[{known}]].", known=LIST)
        faults.add("required", (), wording)
        return []
    return blocks


def _check(
    block: Mapping[str, Any], place: tuple[str | int, ...], faults: toml_reader.Faults
) -> None:
    for key, value in block.items():
        if key not in KEYS:
            known = ", ".join(KEYS)
            wording = message("Unknown key “{key}”. Use one of {known}.", key=key, known=known)
            faults.add("unknown_key", (*place, key), wording)
        elif type(value) is not KEYS[key]:
            yes_or_no, text = message("Write true or false here."), message("Write text here.")
            faults.add("type", (*place, key), yes_or_no if KEYS[key] is bool else text)
    if not block.keys() & {"path", "mapping"}:
        wording = message("Give a path, the mapping of a database, or both.")
        faults.add("required", place, wording)
    if block.get("supersedes", submission.ALL) != submission.ALL:
        wording = message(
            'Write "all", or leave this out: the numbers of imports change from night to night.'
        )
        faults.add("supersedes", (*place, "supersedes"), wording)
    if block.get("updates") and "supersedes" in block:
        wording = message(
            "Write updates or supersedes, not both. An update removes nothing. What supersedes"
            " removes rows that it does not contain."
        )
        faults.add("and_updates", place, wording)


def _sent(
    block: Mapping[str, Any], folder: Path, saved: Mapping[str, str], refusal: str
) -> ImportSource:
    path = folder / block["path"] if "path" in block else None
    profile = _profile(block["mapping"], folder, saved) if "mapping" in block else None
    key_file = folder / block["key_file"] if "key_file" in block else None
    return ImportSource(
        path,
        profile,
        refusal,
        load_profile_key(profile, key_file),
        supersedes=submission.ALL if "supersedes" in block else (),
        updates=block.get("updates", False),
        is_present=True,
    )


def _profile(name: str, folder: Path, saved: Mapping[str, str]) -> profile_model.Profile:
    """Return a mapping: saved or shipped by its name, or a file relative to the plan's folder."""
    beside = folder / name
    is_file = name not in saved and name not in exports.shipped_profile_names() and beside.is_file()
    profile = exports.load_profile(str(beside) if is_file else name, saved)
    if profile.findings:
        raise errors.UserError("\n".join(map(str, profile.findings)))
    return profile
