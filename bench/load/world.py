"""The made-up world that is served, and the submission that comes in while people look."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bench.load.addresses import Mix
from bench.load.servers import command
from dashboard.pages import all_pages
from metrics import catalogue, results
from schemas import scopes, vocabulary
from schemas.store import database
from seed import synthetic

# Of the twelve it is not among the large ones.
LATER = "XHA"
OFFICES = "prosecution"


@dataclass(frozen=True)
class World:
    """A database, what there is to look at in it, and a submission of another place."""

    file: Path
    mix: Mix
    later: Path

    @property
    def url(self) -> str:
        return f"duckdb:///{self.file}"

    @property
    def scratch(self) -> Path:
        """A folder to work in."""
        return self.file.parent

    @classmethod
    def made(cls, scratch: Path, *, cases: int, seed: int) -> Self:
        """Made up, and brought in but for the last submission."""
        submissions, later = scratch / "submissions", scratch / LATER
        submissions.mkdir()
        synthetic.write_submissions(submissions, cases=cases, seed=seed)
        (submissions / LATER).rename(later)
        file = scratch / "records.duckdb"
        command(f"duckdb:///{file}", "import", str(submissions))
        return cls(file, _mix(f"duckdb:///{file}"), later)


def _mix(url: str) -> Mix:
    with database.reading(url).connect() as connection:
        offices = results.offices(connection, scopes.EVERYTHING)
        years = results.years_on_record(connection, scopes.EVERYTHING)
    database.close_readers()
    prosecuting = offices[offices["kind"] == OFFICES].groupby("jurisdiction")["office_id"]
    return Mix(
        # Nothing is looked at on the page by which records come in.
        pages=tuple(page.url_path for page in all_pages() if page.url_path != "upload"),
        measures=tuple(catalogue.CATALOGUE),
        offices={str(jurisdiction): tuple(map(str, ids)) for jurisdiction, ids in prosecuting},
        years=tuple(years),
        forms=tuple(form.value for form in vocabulary.Form),
    )
