"""An empty submission to fill in: CSV files, manifest, workbook and data dictionary."""

from collections.abc import Mapping
from pathlib import Path

from schemas import errors, tables
from seed.templates.dictionary import Feeds, csv_text, dictionary_csv, dictionary_html
from seed.templates.sheets import manifest_text, template_workbook

__all__ = [
    "Feeds",
    "dictionary_csv",
    "dictionary_html",
    "template_workbook",
    "write_example",
    "write_template",
]


FILES = {
    "submission.toml": """\
# Invented, to try the program out: no row is of anybody.
jurisdiction = "XAA"
extracted_on = 2024-06-30
made_up = true
""",
    # Faults: row 2 has an unknown code; row 3 has a date that may be in March or in May.
    "cases.csv": """\
case_id,scope,cross_border,opened_on
k-0017,charged_as_trafficking,perhaps,2023-01-10
k-0018,charged_as_trafficking,no,03/05/2023
k-0019,trafficking_elements,yes,2023-09-12
k-0020,charged_as_trafficking,unknown,2024-02-01
""",
    # Fault: row 4 names a case that does not exist.
    "suspects.csv": """\
case_id,person_id,kind,charged,charged_on
k-0018,p-01,natural,yes,2023-06-20
k-0019,p-02,natural,no,
k-0099,p-03,legal,yes,2023-11-30
k-0020,p-04,natural,yes,2024-04-02
""",
}
WORKBOOK = "template.xlsx"


def write_template(directory: Path, feeds: Feeds) -> list[Path]:
    """Write the empty template into a folder, and return the paths.

    It has a CSV file with the header of each table, submission.toml, a workbook with the same, and
    the data dictionary as CSV and HTML. `feeds` are the measures that the dictionary names. The
    folder is created if needed. Raises UserError where one of the files exists.
    """
    texts = {
        "submission.toml": manifest_text(),
        "data_dictionary.html": dictionary_html(feeds),
    }
    for table in tables.RECORD_TABLES:
        texts[f"{table.name}.csv"] = csv_text([[c.name for c in tables.asked_columns(table)]])
    files = {name: text.encode() for name, text in texts.items()}
    more = {"data_dictionary.csv": dictionary_csv(), WORKBOOK: template_workbook()}
    return _put(directory, {**files, **more})


def write_example(directory: Path) -> list[Path]:
    """Write an invented submission with three faults into a folder, and return the paths.

    Raises UserError where one of the files exists.
    """
    return _put(directory, {name: text.encode() for name, text in FILES.items()})


def _put(directory: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files into a folder and return their paths. Raises UserError if one exists."""
    taken = [name for name in files if (directory / name).exists()]
    if taken:
        raise errors.UserError(
            "The folder {folder} already has {files}. Choose an empty folder.",
            folder=directory.name,
            files=", ".join(sorted(taken)[:5]),
        )
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (directory / name).write_bytes(content)
    except OSError as error:
        raise errors.UserError(
            "Cannot write into {folder}: {reason}. Choose another folder.",
            folder=directory.name,
            reason=error.strerror,
        ) from error
    return [directory / name for name in files]
