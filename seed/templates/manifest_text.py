"""What may be said of a whole submission: as `submission.toml` and as rows of its sheet."""

from collections.abc import Iterator
from dataclasses import dataclass

HEAD = """\
# About this submission. Every line may be left out; take the # away to fill one.
# The columns of each file are explained in data_dictionary.html and data_dictionary.csv.
# Files that you do not fill are to be deleted: a table that is not sent is "not collected".
# template.xlsx is the same as a workbook: fill one or the other.
"""
SHEET_HEADER = ("key", "value", "meaning")


@dataclass(frozen=True)
class Stated:
    """A key, an example of its value as TOML, and what it says."""

    key: str
    example: str
    meaning: tuple[str, ...]
    options: tuple[str, ...] = ()


KEYS: tuple[Stated, ...] = (
    Stated(
        "jurisdiction",
        '"AAA"',
        (
            "The jurisdiction, ISO 3166-1 alpha-3, with a subdivision where it has its own",
            'prosecution ("USA-CA"). It may be left out where jurisdictions or offices says it.',
        ),
    ),
    Stated("office_id", '"office-1"', ("The office that sends it, where it is one.",)),
    Stated("extracted_on", "2026-01-31", ("The day on which the records were taken.",)),
    Stated("period_from", "2020-01-01", ("The first day of the period they cover.",)),
    Stated("period_to", "2025-12-31", ("The last day of the period they cover.",)),
    Stated(
        "dates",
        '"month"',
        ('"month" stores the month of each full date, "day" (the default) stores days.',),
        ("day", "month"),
    ),
    Stated(
        "updates",
        "true",
        (
            "true where this submission updates what is stored: it changes rows of the same ids,",
            "adds others, and removes nothing. Without it, and without supersedes, it is new: a",
            "stored row with other content is refused.",
        ),
        ("true", "false"),
    ),
    Stated(
        "supersedes",
        "[12]",
        (
            "The numbers of earlier batches that this submission replaces: what it lacks of them",
            'leaves, a table that is not sent included. "all" is every batch of the jurisdiction.',
            "Not together with updates.",
        ),
    ),
    Stated(
        "note", '"Closed cases only"', ("For those who read the figures, at most 500 characters.",)
    ),
    Stated(
        "made_up",
        "false",
        ("true for records that are not real.",),
        ("true", "false"),
    ),
)


def _lines() -> Iterator[str]:
    yield HEAD
    for stated in KEYS:
        yield "".join(f"# {line}\n" for line in stated.meaning) + (
            f"# {stated.key} = {stated.example}\n"
        )


MANIFEST = "\n".join(_lines())
