"""Find what to import: submissions at a path, or an export or database by a mapping."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from schemas import errors, findings, scopes
from schemas.language import t
from schemas.store import database
from seed import batches, pseudonyms, readers, submission

if TYPE_CHECKING:
    # Only needed with a mapping, which most imports do not have.
    from seed.mapping import mapping_report, profile_model


@dataclass
class ImportSource:
    """The source of an import: a path, or the database of a mapping.

    `mapped` has the mapping reports. `refusal` is the error if real records must be kept separate.
    `supersedes` and `updates` add to what a submission states. `is_present` imports the current
    state of a source even if the same was sent before. `extracted_on` is the day of a mapped
    export.
    """

    path: Path | None
    profile: "profile_model.Profile | None"
    refusal: str = ""
    key: str = field(default="", repr=False)
    mapped: "list[mapping_report.MappingReport]" = field(default_factory=list)
    supersedes: tuple[int, ...] | submission.All = ()
    updates: bool = False
    is_present: bool = False
    extracted_on: date | None = None

    def read(self, progress: submission.Progress) -> Iterator[submission.Submission]:
        paths, beside = self._paths()
        for done, path in enumerate(paths):
            progress(submission.Stage.READING, done, len(paths))
            one = self._one(path)
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

    def _paths(self) -> tuple[Sequence[Path | None], tuple[findings.Finding, ...]]:
        """Return the paths of the submissions, and findings on other files there."""
        if self.profile is not None or self.path is None:
            return [self.path], ()
        paths = readers.find_submissions(self.path)
        is_one = paths == [self.path]
        return paths, () if is_one else tuple(readers.ignored_files(self.path))

    def _one(self, path: Path | None) -> submission.Submission:
        if self.profile is None:
            assert path is not None, "What has no profile has a path."
            return readers.read_submission(path)
        from seed.mapping import exports

        return exports.read_export(path, self.profile, key=self.key, extracted_on=self.extracted_on)


def load_profile_key(profile: "profile_model.Profile | None", key_file: Path | None) -> str:
    """Return the key that a mapping needs, read before any other file; else blank."""
    if profile is not None and profile.findings:
        return ""
    if profile is None or not profile.needs_key:
        if key_file is not None:
            raise click.UsageError(t("--key-file needs a --mapping that creates pseudonyms."))
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
