"""What a recount is: how a measure is counted a second time, in plain Python, and what it needs."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.facts import Facts
from tests.oracle.flows import Flow
from tests.oracle.kinds import Kind
from tests.oracle.records import Records

FactsOf = Callable[[Records], Facts]
LEAST_COVERAGE = Fraction(7, 10)
# One missing role or charge of one person may make the answer of a whole case wrong.
OF_SEVERAL_PERSONS = Fraction(9, 10)

# Columns that several measures need, or one of which is enough for several.
CHARGED_ON = "suspects.charged_on charges.charged_on"
CHARGED = f"suspects.charged {CHARGED_ON}"
CASE_CHARGED = f"cases.charged cases.charged_on {CHARGED}"
JUDGED = "suspects.outcome suspects.decided_on"
ORDERED_IN_TIME = f"{JUDGED} assets.case_id assets.confiscated assets.confiscated_on"
FORM_AND_ENTERPRISE = "cases.form cases.enterprise_involved"
GUARDIAN = "victims.guardian victims.guardian_on victims.identified_on"
AWARDS_OF_VICTIMS = "victims claims.victim_id claims.result claims.awarded"
AWARDS_AND_PAYMENTS = "claims.result claims.awarded payments.paid"
CONFISCATED_OR_AWARDED = (
    "assets.case_id assets.confiscated assets.confiscation_final claims.result claims.awarded"
)
PENALTIES = (
    f"sanctions.kind sanctions.amount {CONFISCATED_OR_AWARDED} cases.proceeds_estimate"
    " suspects.outcome"
)
# Cases with money are those charged or convicted, so of the convicted these columns move nothing.
CHARGED_WITH_MONEY = (
    "cases.charged cases.charged_on suspects.charged suspects.charged_on"
    " charges charges.charged_on links links.person_id"
)


@dataclass(frozen=True)
class Recount:
    """How the facts of a measure are found and counted, and when they are due.

    `months` and `days` are the time to maturity, or the option that says it. `needs` are the tables
    and `table.column`s without which it cannot be counted; of each group in `needs_one_of` one is
    enough, because the others stand in for it. Neither names exclusions (whether a case was
    reopened), nor what another column says as well. `unmoved` are columns that the measure reads
    and that change its number in no random world; the reason stands beside them.
    """

    kind: Kind | Flow
    facts: FactsOf
    months: int | str = 0
    days: int | str = 0
    least_coverage: Fraction = LEAST_COVERAGE
    needs: tuple[str, ...] = ()
    needs_one_of: tuple[tuple[str, ...], ...] = ()
    unmoved: frozenset[str] = frozenset()


RECOUNTS: dict[str, Recount] = {}


def recount(
    measure: str,
    kind: Kind | Flow,
    *,
    months: int | str = 0,
    days: int | str = 0,
    least_coverage: Fraction = LEAST_COVERAGE,
    needs: str,
    needs_one_of: tuple[str, ...] = (),
    unmoved: str = "",
) -> Callable[[FactsOf], FactsOf]:
    """Register the decorated function, which finds the facts, as the recount of `measure`."""

    def register(facts: FactsOf) -> FactsOf:
        assert measure not in RECOUNTS, f"{measure} has two recounts"
        RECOUNTS[measure] = Recount(
            kind,
            facts,
            months,
            days,
            least_coverage,
            tuple(needs.split()),
            tuple(tuple(group.split()) for group in needs_one_of),
            frozenset(unmoved.split()),
        )
        return facts

    return register
