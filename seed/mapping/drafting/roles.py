"""Who the rows of a file are about: accused, victims or witnesses.

Nobody becomes a suspect or a victim by a guess. A word in a column, or the name of a column or a
file, must say so: the callers of a hotline have a sex and an age too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from seed.mapping.drafting.profiling import DraftFile, Looks
from seed.mapping.language.sql_texts import in_list
from seed.mapping.language.words import ACCUSED, OTHERS, VICTIMS, is_word_of, word_of

# So many of the filled cells of a column must be words for who somebody is, unless these stand for
# several roles.
LEAST_READ = 0.5
# A word that makes no other role of the one behind it: co-accused.
TOGETHER = frozenset({"co"})
# What nobody has but who is accused, as far as a column seems to be for it.
OF_ACCUSED = {("suspects", "outcome"), ("suspects", "plea"), ("sanctions", "months")}
SURE = 0.85


class Role(StrEnum):
    """Who somebody is, by the table that holds them; others have none."""

    ACCUSED = "suspects"
    VICTIM = "victims"
    OTHER = ""


WORDS = {Role.ACCUSED: ACCUSED, Role.VICTIM: VICTIMS, Role.OTHER: OTHERS}


@dataclass(frozen=True)
class RoleColumn:
    """A column that says who each row is about; `words` has its words by role, with their rows."""

    name: str
    words: Mapping[Role, Mapping[str, int]]
    unread: Mapping[str, int]
    blank: int = 0

    def where(self, role: Role) -> str:
        """The condition on the rows of somebody with this role."""
        return in_list(self.name, self.words[role])

    @property
    def question(self) -> str:
        """What a person is asked before anything else."""
        roles = "; ".join(
            f"{role.value or 'not stored'}: {_listed(words)}"
            for role, words in self.words.items()
            if words
        )
        left = [_listed(self.unread)] if self.unread else []
        left += [f"a blank ({self.blank:,})"] if self.blank else []
        nothing = f" Nothing is made of rows with {' or '.join(left)}." if left else ""
        return f'"{self.name}" seems to say who each row is about: {roles}.{nothing} Is that right?'


def _listed(words: Mapping[str, int]) -> str:
    return ", ".join(f"[{word}] {rows:,}" for word, rows in words.items())


def find_role_column(file: DraftFile) -> RoleColumn | None:
    """The column of few words that says who is accused, a victim or somebody else."""
    for column in file.columns:
        if column.looks not in {Looks.CODE, Looks.TEXT, Looks.ID} or not column.counts:
            continue
        shown = dict(column.values.shown)
        words = {role: {w: n for w, n in shown.items() if role_of(w) is role} for role in Role}
        read = sum(n for of_role in words.values() for n in of_role.values())
        has_table = words[Role.ACCUSED] or words[Role.VICTIM]
        are_several = sum(map(bool, words.values())) > 1
        if has_table and (are_several or read >= LEAST_READ * column.filled):
            unread = {word: n for word, n in shown.items() if role_of(word) is None}
            return RoleColumn(column.name, words, unread, file.rows - column.filled)
    return None


def role_of(word: str) -> Role | None:
    """The role of a word, if it has one: `victim-survivor` has, `victim's father` has none."""
    parts = [part for part in word_of(word).split("_") if part not in TOGETHER]
    for role, words in WORDS.items():
        if is_word_of(word, words, whole=True):
            return role
        if parts and all(is_word_of(part, words, whole=True) for part in parts):
            return role
    return None


def find_columns_of_accused(file: DraftFile) -> list[str]:
    """The columns that only the accused have: how a charge ended, a plea, a sentence."""
    return [
        column.name
        for column in file.columns
        if any(target in OF_ACCUSED and score >= SURE for target, score in column.scored)
    ]


def tables_without_words(file: DraftFile) -> frozenset[str]:
    """The tables of persons that nothing in a file gives a ground for."""
    says_accused = is_named(file, Role.ACCUSED) or bool(find_columns_of_accused(file))
    said = {Role.ACCUSED: says_accused, Role.VICTIM: is_named(file, Role.VICTIM)}
    return frozenset(role.value for role, is_said in said.items() if not is_said)


def is_named(file: DraftFile, role: Role) -> bool:
    """Whether the name of the file or a column, or a word in a column, says it."""
    names: Iterable[str] = (file.file.name, *file.names)
    column = find_role_column(file)
    has_word = column is not None and bool(column.words[role])
    return has_word or any(is_word_of(name, WORDS[role], whole=False) for name in names)
