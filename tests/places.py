"""Databases of a few jurisdictions of the made-up world, for pages that need no more of them."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection

import metrics
from seed import batches, readers, synthetic
from seed.synthetic import JURISDICTIONS
from tests import submissions
from tests.fixtures.made_up import url_of


def stored(
    home: Path,
    places: tuple[str, ...],
    *manifest: str,
    cases: int,
    seed: int,
    refresh: Callable[[Connection], None] = metrics.refresh,
) -> str:
    """The address of a new database in `home` with so many cases of each place."""
    sent = []
    for place in places:
        tables = synthetic.generate_tables(JURISDICTIONS[place], cases=cases, seed=seed)
        texts = {name: rows.write_csv() for name, rows in tables.items()}
        of_place = (f'jurisdiction = "{place}"', "extracted_on = 2026-06-30", *manifest)
        sent.append(readers.read_submission(submissions.write(home / place, *of_place, **texts)))
    batches.store(url_of(home), sent, partial=batches.Partial.REFUSE, refresh=refresh)
    return url_of(home)
