"""Two imports of XAA: a dozen cases with no financial investigation, then as many with one."""

from pathlib import Path

import metrics
from seed import batches
from tests.submissions import MADE_UP, small

CHARGED = "k{:02d}q{},charged_as_trafficking,yes,20{}-01-10,{}\n".format
HEAD = "case_id,scope,charged,charged_on,financial_investigation\n"


def cases(year: int, investigation: str) -> str:
    """A dozen charged cases of a year."""
    return HEAD + "".join(CHARGED(7 * n % 100, year, year, investigation) for n in range(1, 13))


def store(
    url: str, folder: Path, *, then: str = "parallel", manifest: tuple[str, ...] = ()
) -> None:
    """Store both, and count."""
    sent = [
        small(folder / "spring", MADE_UP, *manifest, cases=cases(22, "none")),
        small(folder / "autumn", MADE_UP, *manifest, cases=cases(23, then)),
    ]
    for one in sent:
        batches.store(url, [one], partial=batches.Partial.REFUSE, refresh=metrics.refresh)
