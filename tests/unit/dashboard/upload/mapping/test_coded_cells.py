"""Cells with a code are counted, and it is said where a condition leaves rows out."""

from dashboard.upload.mapping import choice, codes
from dashboard.upload.mapping.coded_cells import coded
from dashboard.upload.mapping.work import Target
from tests.unit.dashboard.upload.mapping.test_progress import SUSPECTS, complete

SEX = Target(SUSPECTS, "sex")


def test_every_cell_is_counted_and_a_condition_is_said() -> None:
    found = coded(complete(), SEX)
    assert found is not None
    assert (found.cells, found.mapped, found.is_of_all) == (118, 112, False)
    assert not codes.sentence(found).endswith(codes.OF_ALL)
    some = coded(choice.with_where(complete(), SUSPECTS, "docket IS NOT NULL"), SEX)
    assert some == found.__class__(118, 112, 3, 2, hidden=2, is_of_all=True)
    assert codes.sentence(some).endswith(codes.OF_ALL)
