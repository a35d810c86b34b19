"""What replaces earlier batches, beside what else of its kind comes in with the same write."""

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
        self._by_row: set[tuple[str | None, ...]] = set()

    def asked(self, submission: Submission, receipt: Receipt) -> Receipt:
        """The receipt; refused where this one or one before it replaces all that both are of."""
        of = receipt.jurisdiction
        if submission.ids_by_row:
            source = (of, submission.mapping, submission.manifest.office_id)
            if source in self._by_row:
                return _refused(receipt, _twice(submission))
            self._by_row.add(source)
        if of is None or not submission.is_present:
            return receipt
        if submission.manifest.supersedes == ALL:
            self._replaced.add(of)
        others = tuple(self._sources[of])
        self._sources[of].append(submission.source)
        if not others or of not in self._replaced:
            return receipt
        return _refused(receipt, _beside(submission.source, of, others))


def _refused(receipt: Receipt, because: findings.Finding) -> Receipt:
    return replace(
        receipt,
        status="refused",
        batch_id=None,
        rows_stored=0,
        findings=(*receipt.findings, because),
    )


def _twice(submission: Submission) -> findings.Finding:
    wording = (
        f"another export by the mapping [{submission.mapping}] comes with this one, and its ids are"
        " numbers of rows: the next time each would replace the other. Put both into one file, or"
        " give each a mapping of its own."
    )
    return findings.Finding(submission.source, RULE, wording)


def _beside(source: str, jurisdiction: str, others: tuple[str, ...]) -> findings.Finding:
    wording = (
        f"this and [{', '.join(others)}] are both of [{jurisdiction}], and one of them replaces all"
        " of it: each time they would take each other's rows out. Let one submission hold both, or"
        " say updates = true of each."
    )
    return findings.Finding(source, RULE, wording)
