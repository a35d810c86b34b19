"""The command `sheet`: an office's open cases for a meeting, with its own case numbers."""

from collections.abc import Mapping
from pathlib import Path

import click
import pandas as pd

from dashboard.cli.console import convert_os_errors, refuse_existing_files, say, say_number
from dashboard.cli.measures import NOT_THERE
from dashboard.cli.update_results import refresh_results
from dashboard.pages.caseload import sheet as caseload_sheet
from dashboard.query_params import CaseloadView
from metrics import results, worklist
from schemas import errors, language, scopes
from schemas.language import marked, messages
from schemas.store import atomic_write, audit, database, not_applicable_steps
from seed import batches, pseudonymise_files

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    "sheet",
    help="Write the meeting sheet of an office as one HTML file, to open and print"
    " offline.\n\nWith --lookup, the sheet shows the office's own docket numbers. They are added"
    " on this computer, and only in the file, which only you can read. The dashboard never has"
    " them.",
)
@click.option(
    "--jurisdiction", metavar="CODE", required=True, help="The jurisdiction of the office."
)
@click.option("--office", metavar="ID", required=True, help="The id or name of the office.")
@click.option(
    "--step",
    type=click.Choice(list(worklist.STEPS)),
    help="Only the cases in which this step is possible.",
)
@click.option(
    "--lookup",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The file that `pseudonymise --lookup` wrote, to show the office's own numbers.",
)
@click.option("--out", type=FILE, required=True, help="The new file. It must not exist yet.")
@click.pass_obj
def write_case_sheet(
    url: str, jurisdiction: str, office: str, step: str | None, lookup: Path | None, out: Path
) -> None:
    refuse_existing_files(out)
    own_ids = None if lookup is None else pseudonymise_files.read_lookup(lookup)
    refresh_results(url)
    contents = _sheet_contents(url, jurisdiction, office, CaseloadView(step=step or ""))
    lines = contents["lines"]
    assert isinstance(lines, list)
    stored = [line.id for line in lines]
    if own_ids is not None:
        _refuse_another_key(stored, own_ids)
        contents = caseload_sheet.replace_pseudonyms(contents, own_ids)
    on = {"jurisdiction": jurisdiction, "office": office}
    with audit.audited(url, audit.Action.TAKE_AWAY, what="sheet", **on):
        text = caseload_sheet.sheet_html(contents)
        with convert_os_errors(out):
            atomic_write.write_private(out, text)
    about = " ".join(filter(None, (str(contents["summary"]), str(contents["listed"]))))
    say("Wrote {file}. {contents}", file=out.name, contents=about)
    if own_ids is not None:
        found = sum(id_ in own_ids for id_ in stored)
        say_number(
            "{found} of {count} case has its own number. Keep the file where few people can"
            " read it. Do not send it.",
            "{found} of {count} cases have their own numbers. Keep the file where few people"
            " can read it. Do not send it.",
            len(stored),
            found=language.count(found),
            err=True,
        )


def _sheet_contents(
    url: str, jurisdiction: str, office: str, view: CaseloadView
) -> dict[str, object]:
    with database.reading(url).connect() as connection:
        jurisdictions = results.jurisdictions(connection, scopes.EVERYTHING).set_index(
            "jurisdiction"
        )["name"]
        if jurisdiction not in jurisdictions.index:
            raise _not_there(NOT_THERE["jurisdiction"], jurisdiction, jurisdictions.index)
        id_, name = _find_office(
            results.offices(connection, scopes.EVERYTHING), jurisdiction, office
        )
        load = worklist.load_caseload(connection, scopes.EVERYTHING, jurisdiction, id_)
        of = caseload_sheet.OfOffice(
            jurisdiction,
            f"{name}, {jurisdictions[jurisdiction]}",
            results.reference_dates(connection, scopes.EVERYTHING).for_jurisdiction(jurisdiction),
        )
        listed = batches.all_batches(connection, scopes.EVERYTHING).to_pandas()
    return caseload_sheet.sheet_context(
        worklist.without_marked_steps(
            load, jurisdiction, not_applicable_steps.load_marks(url, scopes.EVERYTHING)
        ),
        of,
        listed,
        view,
    )


def _find_office(offices: pd.DataFrame, jurisdiction: str, asked: str) -> tuple[str, str]:
    """Return the id and name of an office, found by either."""
    here = offices[offices["jurisdiction"] == jurisdiction]
    by_id = here[here["office_id"] == asked]
    found = by_id if len(by_id) else here[here["label"].str.casefold() == asked.strip().casefold()]
    if len(found) != 1:
        raise _not_there(
            marked("No office has the id or name “{value}”. Choose from: {known}."),
            asked,
            [f"{id_} ({name})" for id_, name in _office_names(here)],
        )
    [(id_, name)] = _office_names(found)
    return id_, name


def _office_names(offices: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(offices["office_id"], offices["label"], strict=True))


def _not_there(wording: str, asked: str, known: "pd.Index | list[str]") -> errors.UserError:
    """Return the error for a name that does not exist, with the names that do."""
    return errors.UserError(wording, value=asked, known=", ".join(known))


def _refuse_another_key(stored: list[str], own_ids: Mapping[str, str]) -> None:
    if stored and not any(id_ in own_ids for id_ in stored):
        raise errors.UserError(
            messages(
                "The lookup has no number for the {count} case. It may belong to another register"
                " or key, or the records have other ids. Nothing was written.",
                "The lookup has no number for any of the {count} cases. It may belong to another"
                " register or key, or the records have other ids. Nothing was written.",
                len(stored),
            )
        )
