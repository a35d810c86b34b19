"""A profile that is used as it stands: what it fills, what it expects, what it does not read."""

from collections.abc import Mapping
from typing import NamedTuple

import streamlit as st

from dashboard.shared import lines, take_away
from dashboard.upload.mapping import fields, reopen, words
from seed.mapping import drafting, language, reading, upgrading

OLD = (
    "This mapping is of the old form. It cannot be rewritten in SQL before a person decides what is"
    " listed here. On the command line: prosecution-quality mapping upgrade NAME EXPORT --out FILE"
)
DAY = "Day on which the records were taken"


class Ready(NamedTuple):
    """A profile without faults, by its name."""

    name: str
    text: str


def texts(saved: Mapping[str, str]) -> dict[str, str]:
    """All profiles by name, the saved ones first; a saved one stands before a shipped namesake."""
    shipped = {name: _shipped(name) for name in reading.shipped() if name not in saved}
    return {**saved, **shipped}


def _shipped(name: str) -> str:
    return (reading.SHIPPED / f"{name}.toml").read_text(encoding="utf-8")


def faults(profile: language.Profile, draft: drafting.Draft) -> list[str]:
    """What is wrong with the profile, and which of its files the upload lacks."""
    sent = [one.file.file for one in draft.files]
    files = _files(profile)
    lacking = [one for one in files if not any(language.fits(one, name) for name in sent)]
    wordings = [finding.wording for finding in profile.findings]
    if lacking and len(files) > 1:
        wordings.append(f"This mapping reads {words.names(lacking)} too: add it to the upload.")
    return wordings


def _files(profile: language.Profile) -> list[str]:
    """The names of its files, without what SELECTs make of them."""
    return [one.file for one in profile.files if not one.select]


def not_read(profile: language.Profile, draft: drafting.Draft) -> list[str]:
    """The filled columns that no rule names, by what they are called or by their number."""
    read = {column for rule in profile.tables for column in rule.reads}
    in_sql = language.named_in_sql(profile)
    unread = []
    for file in draft.files:
        numbers = file.by_number
        called = {numbers.get(name, name) for name in read}
        unread += [
            one.name
            for one in file.columns
            if one.filled and one.name not in called and one.name.lower() not in in_sql
        ]
    return unread


def draw(name: str, text: str, draft: drafting.Draft) -> Ready | None:
    """Draw what the profile does; the profile, where nothing is wrong with it."""
    profile = language.parse(name, text)
    fills = list(dict.fromkeys(rule.table for rule in profile.tables))
    facts = [
        lines.fact("Reads", words.names(_files(profile))),
        lines.fact("Fills", words.names(fills)),
        lines.fact("Not read", words.names(not_read(profile, draft))),
    ]
    lines.facts(facts, name="mapping.fixed")
    st.text("It is used as it stands, or not at all. Download it to change it as a text.")
    key = "mapping.fixed.download"
    take_away.offer("Download as TOML", text, name=f"{name}.toml", kind="application/toml", key=key)
    is_old = bool(upgrading.is_old(text))
    wrong = [OLD, *reopen.undecided(text)] if is_old else faults(profile, draft)
    fields.faults(wrong, key="mapping.fixed.faults")
    return None if wrong else Ready(name, text)
