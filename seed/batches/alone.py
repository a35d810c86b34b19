"""What replaces all of a jurisdiction, beside what else of it comes in with the same write."""

from collections import defaultdict
from dataclasses import replace

from schemas import findings
from seed.batches.receipt import Receipt
from seed.submission import ALL, Submission

RULE = "supersedes.beside_another"


class Alone:
    """The submissions of one write that are what their sources hold now, by jurisdiction.

    They come again and again. One that replaces all of its jurisdiction would each time take out
    what another one brought the time before, or be taken out by it.
    """

    def __init__(self) -> None:
        self._sources: dict[str, list[str]] = defaultdict(list)
        self._replaced: set[str] = set()

    def asked(self, submission: Submission, receipt: Receipt) -> Receipt:
        """The receipt; refused where this one or one before it replaces all that both are of."""
        of = receipt.jurisdiction
        if of is None or not submission.is_present:
            return receipt
        if submission.manifest.supersedes == ALL:
            self._replaced.add(of)
        others = tuple(self._sources[of])
        self._sources[of].append(submission.source)
        if not others or of not in self._replaced:
            return receipt
        return replace(
            receipt,
            status="refused",
            batch_id=None,
            rows_stored=0,
            findings=(*receipt.findings, _beside(submission.source, of, others)),
        )


def _beside(source: str, jurisdiction: str, others: tuple[str, ...]) -> findings.Finding:
    wording = (
        f"this and [{', '.join(others)}] are both of [{jurisdiction}], and one of them replaces all"
        " of it: each time they would take each other's rows out. Let one submission hold both, or"
        " say updates = true of each."
    )
    return findings.Finding(source, RULE, wording)
