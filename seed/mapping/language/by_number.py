"""Columns that a profile names by their number, as in `#7`: what they are, and what they hide."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import polars as pl

from schemas import findings
from seed.gate import name_columns
from seed.mapping.language.composing import PLACEHOLDER
from seed.mapping.language.sections import Section
from seed.readers import BY_NUMBER

# What each column is called, by its number.
Numbers = Mapping[str, str]


def is_number(name: str) -> bool:
    """Whether it names a column by its number."""
    return BY_NUMBER.fullmatch(name) is not None


def is_pattern(like: str) -> bool:
    """Whether a pattern of repeated columns would be met by their numbers alone."""
    return is_number(PLACEHOLDER.sub("1", like))


def called(names: Sequence[str], numbers: Sequence[int]) -> Numbers:
    """What each column is called by its number; no `numbers` where they follow each other."""
    counted = numbers or range(1, len(names) + 1)
    return {f"#{number}": name for number, name in zip(counted, names, strict=True)}


def in_order(numbers: Numbers) -> tuple[str, ...]:
    """What the columns are called from the first on; blank one that has no cell."""
    names = {int(number.removeprefix("#")): name for number, name in numbers.items()}
    return tuple(names.get(number, "") for number in range(1, max(names, default=0) + 1))


def numbered(frame: pl.DataFrame, numbers: Numbers, named: Collection[str]) -> pl.DataFrame:
    """The frame with a column more for each number that is named."""
    meant = sorted(numbers.keys() & set(named))
    return frame.with_columns(pl.col(numbers[number]).alias(number) for number in meant)


def faults(file: str, numbers: Numbers, named: Collection[str]) -> Iterator[findings.Finding]:
    """A finding per number that hides a name of persons, or that stands beside the column's name.

    What may be made of names is judged by what a column is called. How its numbers are written is
    said under one name, and would not hold under the other.
    """
    for number, name in numbers.items():
        if number not in named:
            continue
        if name_columns.is_one(name):
            wording = (
                f"the profile reads [{number}], which is called [{name}] here. A column that is"
                " called like a name must be named by what it is called."
            )
            yield findings.Finding(file, "mapping.number_of_names", wording, column=number)
        if name in named:
            wording = (
                f"the profile reads this column as [{number}] and as [{name}]. Name it in one way"
                " throughout, so that all that is said of it holds wherever it is read."
            )
            yield findings.Finding(file, "mapping.named_twice", wording, column=number)


def check_made(section: Section, names: Collection[str], *keys: str) -> None:
    """A fault for each column that is made under a number, which is another one's."""
    for name in sorted(filter(is_number, names)):
        wording = f"[{name}] is a column of the file by its number. Call what is made here else."
        section.fault("column_number", wording, *keys)
