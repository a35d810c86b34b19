"""A plan: submissions that are stored again and again, such as every night, without a person."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dashboard.cli.import_source import ImportSource, key_for
from schemas import errors
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


def planned(plan: Path, saved: Mapping[str, str], *, refusal: str = "") -> list[ImportSource]:
    """What the plan sends; `saved` are the mappings of the database, by name.

    Paths begin at the folder of the plan. Raises UserError with all that is wrong with it, and
    where a key that a mapping needs is not there.
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
    """What replaces all of a jurisdiction would every night take out what another one brings."""
    of = [one.profile.statement.jurisdiction if one.profile else None for one in sent]
    for one, jurisdiction in zip(sent, of, strict=True):
        if one.supersedes == submission.ALL and jurisdiction and of.count(jurisdiction) > 1:
            raise errors.UserError(
                f"{plan.name}: a submission of [{jurisdiction}] replaces all of it, and another of"
                " the plan is of it too: each night they would take each other's rows out. Let one"
                " mapping read both, or say updates = true of both."
            )


def _text(plan: Path) -> str:
    try:
        return plan.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise errors.UserError(
            f"The plan [{plan.name}] cannot be read as text in UTF-8. See to its permissions, or"
            " save it as UTF-8."
        ) from error


def _blocks(text: str, faults: toml_reader.Faults) -> list[Mapping[str, Any]]:
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.add("toml", (), f"this is not TOML: {error}.")
        return []
    for key in written.keys() - {LIST}:
        near = toml_reader.nearest(key, [LIST])
        faults.add("unknown_key", (key,), f"[{key}] is no key of a plan. There is {LIST}.{near}")
    blocks = written.get(LIST)
    if not isinstance(blocks, list) or not blocks or not all(isinstance(b, dict) for b in blocks):
        faults.add("required", (), f"a plan lists what is sent: [[{LIST}]], once for each.")
        return []
    return blocks


def _check(
    block: Mapping[str, Any], place: tuple[str | int, ...], faults: toml_reader.Faults
) -> None:
    for key, value in block.items():
        if key not in KEYS:
            wording = f"[{key}] is no key here.{toml_reader.nearest(key, KEYS)} There are"
            faults.add("unknown_key", (*place, key), f"{wording} {', '.join(KEYS)}.")
        elif type(value) is not KEYS[key]:
            expected = "true or false" if KEYS[key] is bool else "text"
            faults.add("type", (*place, key), f"{expected} is expected here.")
    if not block.keys() & {"path", "mapping"}:
        faults.add("required", place, "say a [path], the [mapping] of a database, or both.")
    if block.get("supersedes", submission.ALL) != submission.ALL:
        wording = 'a plan replaces "all" of a jurisdiction, or nothing: its batches change.'
        faults.add("supersedes", (*place, "supersedes"), wording)
    if block.get("updates") and "supersedes" in block:
        wording = "say one: an update removes nothing, and what supersedes removes what it lacks."
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
        key_for(profile, key_file),
        supersedes=submission.ALL if "supersedes" in block else (),
        updates=block.get("updates", False),
        is_present=True,
    )


def _profile(name: str, folder: Path, saved: Mapping[str, str]) -> profile_model.Profile:
    """A saved or shipped mapping by its name, or a file from the folder of the plan on."""
    beside = folder / name
    is_file = name not in saved and name not in exports.shipped_names() and beside.is_file()
    profile = exports.load_profile(str(beside) if is_file else name, saved)
    if profile.findings:
        raise errors.UserError("\n".join(map(str, profile.findings)))
    return profile
