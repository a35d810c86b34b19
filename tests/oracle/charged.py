"""What is asked of charged cases, and what a person perhaps charged may have changed."""

from collections.abc import Callable

from tests.oracle.days import NO, UNKNOWN, Row, Verdict
from tests.oracle.facts import Fact, Facts, belonging
from tests.oracle.records import BOTH, Records

# Of a case and the persons taken as charged in it.
Judge = Callable[[Records, Row, list[Row]], Verdict]


def judged(r: Records, case: Row, judge: Judge) -> Verdict:
    """A no is not known where the charge of somebody perhaps charged would have made it another."""
    charged, perhaps = r.charged_persons(case), r.perhaps_charged(case)
    verdict = judge(r, case, charged)
    if verdict == NO and judge(r, case, charged + perhaps) != NO:
        return UNKNOWN
    return verdict


def of_charged_cases(judge: Judge, *, scopes: tuple[str, ...] = BOTH) -> Callable[[Records], Facts]:
    def facts(r: Records) -> Facts:
        for case, on, charged in r.charged_cases(scopes=scopes):
            yield from belonging(Fact(case["case_id"], on, judged(r, case, judge), case), charged)

    return facts
