"""Find what to import: submissions at a path, an export by a mapping, or all that a plan lists."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.cli.console import WrongUsage
from schemas import errors, findings, scopes
from schemas.language import message
from schemas.store import database
from seed import batches, pseudonyms, readers, submission
from seed.mapping import mapping_pipeline, mapping_report, profile_model, toml_reader

# The keys of each import in a plan: a file that lists imports to repeat, for example every night.
KEYS = {
    "path": str,
    "mapping": str,
    "key_file": str,
    "updates": bool,
    "supersedes": str,
}
LIST = "submissions"


@dataclass
class ImportSource:
    """The source of an import: a path, or the database of a mapping.

    `mapped` has the mapping reports. `refusal` is the error message if real records may not be
    stored in this database. `supersedes` and `updates` add to what a submission states. With
    `is_present`, the current state of a source is imported even if the same was imported before.
    `extracted_on` is the day of a mapped export.
    """

    path: Path | None
    profile: profile_model.Profile | None
    refusal: str = ""
    key: str = field(default="", repr=False)
    mapped: list[mapping_report.MappingReport] = field(default_factory=list)
    supersedes: tuple[int, ...] | submission.All = ()
    updates: bool = False
    is_present: bool = False
    extracted_on: date | None = None

    def read(self, progress: submission.Progress) -> Iterator[submission.Submission]:
        paths, beside = self._submission_paths()
        for done, path in enumerate(paths):
            progress(submission.Stage.READING, done, len(paths))
            one = self._read_submission(path)
            if done == 0:
                # Findings on other files in the folder are shown with the first submission.
                one = replace(one, findings=(*beside, *one.findings))
            progress(submission.Stage.READING, done + 1, len(paths))
            one = replace(one, is_present=one.is_present or self.is_present)
            if self.refusal and not one.manifest.made_up:
                raise errors.UserError(self.refusal)
            if one.mapped is not None:
                self.mapped.append(one.mapped)
            yield submission.with_corrections(one, supersedes=self.supersedes, updates=self.updates)

    def _submission_paths(self) -> tuple[Sequence[Path | None], tuple[findings.Finding, ...]]:
        """Return the paths of the submissions, and findings on other files in the folder."""
        if self.profile is not None or self.path is None:
            return [self.path], ()
        paths = readers.find_submissions(self.path)
        is_one = paths == [self.path]
        return paths, () if is_one else tuple(readers.ignored_files(self.path))

    def _read_submission(self, path: Path | None) -> submission.Submission:
        if self.profile is None:
            assert path is not None, "What has no profile has a path."
            return readers.read_submission(path)
        return mapping_pipeline.read_export(
            path, self.profile, key=self.key, extracted_on=self.extracted_on
        )


def load_profile_key(profile: profile_model.Profile | None, key_file: Path | None) -> str:
    """Return the key that a mapping needs; empty if it needs none or has errors."""
    if profile is not None and profile.findings:
        return ""
    if profile is None or not profile.needs_key:
        if key_file is not None:
            raise WrongUsage("--key-file needs a --mapping that creates pseudonyms.")
        return ""
    return pseudonyms.load_key(key_file)


def saved_profiles(url: str) -> dict[str, str]:
    """Return the mappings saved in the database by name; none if there is no database."""
    try:
        with database.reading(url).connect() as connection:
            return batches.saved_profiles(connection, scopes.EVERYTHING)
    except errors.DatabaseOlder:
        raise
    except errors.DatabaseUnavailable:
        return {}


def read_plan(plan: Path, saved: Mapping[str, str], *, refusal: str = "") -> list[ImportSource]:
    """Return the imports of a plan; `saved` are the mappings of the database by name.

    Paths are relative to the folder of the plan. Raises UserError with all faults of the plan, and
    if the key that a mapping needs is missing.
    """
    text = _text(plan)
    faults = toml_reader.Faults(plan.name, text, "plan")
    blocks = _plan_blocks(text, faults)
    for number, block in enumerate(blocks):
        _check(block, (LIST, number), faults)
    if faults.findings:
        raise errors.UserError("\n".join(map(str, faults.findings)))
    sent = [
        _source_of_plan_block(block, plan.absolute().parent, saved, refusal) for block in blocks
    ]
    _refuse_each_other(plan, sent)
    return sent


def _refuse_each_other(plan: Path, sent: Sequence[ImportSource]) -> None:
    """Raise UserError if one import replaces a whole jurisdiction that another one adds to."""
    of = [one.profile.statement.jurisdiction if one.profile else None for one in sent]
    for one, jurisdiction in zip(sent, of, strict=True):
        if one.supersedes == submission.ALL and jurisdiction and of.count(jurisdiction) > 1:
            raise errors.UserError(
                "{plan}: one import replaces everything of {jurisdiction}, and another import"
                " is of the same jurisdiction. They would remove each other's rows. Read both"
                " with one mapping, or write updates = true for both.",
                plan=plan.name,
                jurisdiction=jurisdiction,
            )


def _text(plan: Path) -> str:
    """Return the text of a plan. Raises UserError if it cannot be read."""
    try:
        return plan.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise errors.UserError(
            "Cannot read the plan {plan} as text in UTF-8. Check its permissions, or save it as"
            " UTF-8.",
            plan=plan.name,
        ) from error


def _plan_blocks(text: str, faults: toml_reader.Faults) -> list[Mapping[str, Any]]:
    """Return the blocks under [[submissions]] of a plan. Add a fault if it has no such list."""
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
    """Add a fault for each key of an import block that is unknown, wrong or contradictory."""
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


def _source_of_plan_block(
    block: Mapping[str, Any], folder: Path, saved: Mapping[str, str], refusal: str
) -> ImportSource:
    path = folder / block["path"] if "path" in block else None
    profile = _find_mapping(block["mapping"], folder, saved) if "mapping" in block else None
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


def _find_mapping(name: str, folder: Path, saved: Mapping[str, str]) -> profile_model.Profile:
    """Return a mapping: saved or shipped by its name, or a file relative to the plan's folder."""
    beside = folder / name
    is_file = (
        name not in saved
        and name not in mapping_pipeline.shipped_profile_names()
        and beside.is_file()
    )
    profile = mapping_pipeline.load_profile(str(beside) if is_file else name, saved)
    if profile.findings:
        raise errors.UserError("\n".join(map(str, profile.findings)))
    return profile
