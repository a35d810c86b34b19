"""Saved mappings: open one for an export, save, delete and restore."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from dashboard import untrusted_text
from dashboard.pages.upload.mapping import mapping_words
from dashboard.pages.upload.mapping.state import NAME, Editor, MappingWork
from dashboard.ui import html_card
from schemas import errors
from schemas.language import marked, t
from seed import batches
from seed.mapping import (
    column_profiles,
    draft_export,
    mapping_pipeline,
    parse_profile,
    profile_model,
    profile_toml,
    upgrade,
)

DAY = marked("Date of the export")
OLD = marked(
    "This mapping has an old format. Before it can be rewritten in SQL, you must decide what is"
    " listed here. Command line: prosecution-quality mapping upgrade NAME --out FILE"
)
# Faults that texts of the editor never have.
OTHER_TEXT = {
    f"profile.{rule}"
    for rule in ("toml", "old_form", "type", "unknown_key", "unknown_table", "unknown_column")
}
FILE_NAME = re.compile(r"[^a-z0-9_-]+")
# Session keys: the deleted mapping with its text, the last error, and what was done.
DELETED, FAULT, DONE = "upload.shelf.deleted", "upload.shelf.fault", "upload.shelf.done"


@dataclass(frozen=True)
class SavedMappings:
    """The saved mappings by name, with functions to save and delete, which may raise UserError."""

    saved: Mapping[str, str]
    save: Callable[[str, str], None]
    forget: Callable[[str], None]


def all_texts(saved: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of all mappings by name: saved ones, and those shipped with the program."""
    shipped = {
        name: mapping_pipeline.load_profile_text(name)
        for name in mapping_pipeline.shipped_profile_names()
        if name not in saved
    }
    return {**saved, **shipped}


def draw_actions(shelf: SavedMappings, chosen: str, key: str) -> None:
    """Draw buttons to delete or rewrite the chosen mapping, and to restore the last deleted one."""
    if chosen in shelf.saved:
        st.button(
            t("Delete this mapping"),
            help=t("The records that were imported with it are kept."),
            on_click=_delete_mapping,
            args=(shelf, chosen),
            key=f"{key}.take",
        )
        if upgrade.is_old(shelf.saved[chosen]):
            st.button(
                t("Rewrite this mapping in SQL"),
                help=t(
                    "This mapping has an old format. The new one makes the same rows, and scheduled"
                    " imports continue with it. The old text is kept."
                ),
                on_click=_rewrite_old_mapping,
                args=(shelf, chosen),
                key=f"{key}.rewrite",
            )
    if FAULT in st.session_state:
        html_card.draw_faults([st.session_state.pop(FAULT)], key=f"{key}.shelf")
    if DONE in st.session_state:
        html_card.draw_notice(st.session_state.pop(DONE), key=f"{key}.done")
    name, text = st.session_state.get(DELETED, ("", ""))
    if name and name not in shelf.saved:
        deleted = t(
            "{mapping} was deleted. The records that were imported with it are kept.", mapping=name
        )
        html_card.draw_notice(deleted, key=f"{key}.deleted")
        st.button(
            untrusted_text.escape_markdown(t("Restore {mapping}", mapping=name)),
            on_click=_restore_mapping,
            args=(shelf, name, text),
            key=f"{key}.bring_back",
        )


def _delete_mapping(shelf: SavedMappings, name: str) -> None:
    if _try_change(lambda: shelf.forget(name)):
        st.session_state[DELETED] = name, shelf.saved[name]


def _restore_mapping(shelf: SavedMappings, name: str, text: str) -> None:
    if _try_change(lambda: shelf.save(name, text)):
        del st.session_state[DELETED]


def _rewrite_old_mapping(shelf: SavedMappings, name: str) -> None:
    """Replace a mapping in the old format by one in SQL, unless the user must decide something."""
    if left := questions_before_upgrade(shelf.saved[name]):
        changed = t("{mapping} was not changed, because you must decide something.", mapping=name)
        command = t("Command line: prosecution-quality mapping upgrade {mapping}", mapping=name)
        st.session_state[FAULT] = " ".join([changed, *left, command])
        return
    new = upgrade.upgrade_profile(shelf.saved[name])
    kept = batches.name_of_old_profile(name, shelf.saved)
    if _try_change(lambda: shelf.save(kept, shelf.saved[name])) and _try_change(
        lambda: shelf.save(name, new.text)
    ):
        done = t(
            "{mapping} was rewritten. The old text is kept as {kept}.", mapping=name, kept=kept
        )
        st.session_state[DONE] = done


def _try_change(change: Callable[[], None]) -> bool:
    """Make a change and return whether it worked; if not, the next run of the page shows why."""
    try:
        change()
    except errors.UserError as error:
        st.session_state[FAULT] = t(error.wording)
    return FAULT not in st.session_state


def draw_name_field(editor: Editor) -> str:
    """Draw a field for the name of the mapping and return a valid name."""
    typed = st.text_input(
        t("Save this mapping for the next export as"),
        placeholder=t("Small letters, digits, - and _"),
        max_chars=64,
        key=editor.key(NAME),
        width=420,
    )
    return FILE_NAME.sub("-", typed.strip().lower()).strip("-")


def save_mapping(name: str, text: str, shelf: SavedMappings) -> None:
    try:
        shelf.save(name, text)
    except errors.UserError as error:
        html_card.draw_faults([t(error.wording)], key="mapping.not_saved")
    else:
        saved = t("Saved as {mapping}. Next time, choose it under “Begin with”.", mapping=name)
        html_card.draw_notice(saved, key="mapping.saved")


def open_mapping(
    name: str, text: str, draft: draft_export.Draft
) -> tuple[MappingWork | None, list[str]]:
    """Return (mapping for this export, []) from its text, or (None, reasons) if that fails.

    A mapping in the old format is rewritten in SQL, if the user need not decide anything.
    """
    was_old = upgrade.is_old(text)
    if was_old and (left := questions_before_upgrade(text)):
        return None, [t(OLD), *left]
    chosen = parse_profile.parse_profile_text(name, upgrade.upgrade_profile(text).text)
    if chosen.findings:
        return None, [t(finding.wording) for finding in chosen.findings]
    own = [file.file for file in chosen.files if not file.select]
    if len(_match_file_labels(chosen, draft)) != len(own):
        named = mapping_words.column_names_text(own)
        return None, [
            t(
                "This mapping reads several files: {files}. Choose all of them together.",
                files=named,
            )
        ]
    of_draft = match_files(chosen, draft)
    return MappingWork(draft, of_draft, has_comments=has_comments(text), was_old=was_old), []


def questions_before_upgrade(text: str) -> list[str]:
    """Return what the user must decide before an old mapping is rewritten; empty if nothing."""
    new = upgrade.upgrade_profile(text)
    return [t(note) for note in new.notes] or [
        str(one) for one in parse_profile.parse_profile_text("upgraded", new.text).findings
    ]


def parse_unfinished(text: str) -> profile_model.Profile | None:
    """Return the mapping from the text of an unfinished one in the editor; None for other texts."""
    profile = parse_profile.parse_profile_text("", text)
    return None if {one.rule for one in profile.findings} & OTHER_TEXT else profile


def has_comments(text: str) -> bool:
    """Return whether a text has comments inside the mapping, which the editor would lose."""
    lines = profile_toml.without_shape(text).strip().splitlines()
    behind = lines[len(parse_profile.head_comment(text).splitlines()) :]
    return any(line.lstrip().startswith("#") for line in behind)


def match_files(chosen: profile_model.Profile, draft: draft_export.Draft) -> profile_model.Profile:
    """Return the mapping for another export of the same source, with its most similar files.

    Files are compared by name, else by the share of mapped columns that they have. They keep the
    labels of the mapping, which its SQL uses.
    """
    matched = _match_file_labels(chosen, draft)
    found: list[profile_model.SourceFile] = []
    for file in chosen.files:
        if file.select:
            found.append(file)
        elif file.name in matched:
            here = matched[file.name].file
            name = file.file if parse_profile.matches_pattern(file.file, here.file) else here.file
            said = {"name": file.name, "file": name, "missing": file.missing}
            found.append(replace(here, **said))  # type: ignore[arg-type]
    labels = {file.name for file in found}
    tables_ = (table for table in chosen.tables if table.file in labels)
    return replace(chosen, files=tuple(found), tables=tuple(tables_))


def _match_file_labels(
    chosen: profile_model.Profile, draft: draft_export.Draft
) -> dict[str, column_profiles.FileProfile]:
    """Return, for each file label in the mapping, the most similar file of the export."""
    matched: dict[str, column_profiles.FileProfile] = {}
    free = [one for one in draft.files if not one.file.select]
    for file in chosen.files:
        if not file.select and free:
            matched[file.name] = max(free, key=partial(_file_similarity, chosen, file))
            free.remove(matched[file.name])
    return matched


def _file_similarity(
    chosen: profile_model.Profile,
    file: profile_model.SourceFile,
    drafted: column_profiles.FileProfile,
) -> tuple[bool, float]:
    columns = (c for t in chosen.tables if t.file == file.name for c in t.columns.values())
    read = {column.source for column in columns if column.source is not None}
    has = len(read & {*drafted.names}) / (len(read) or 1)
    return parse_profile.matches_pattern(file.file, drafted.file.file), has
