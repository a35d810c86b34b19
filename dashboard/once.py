"""What a page makes of the records and its choice, once for everybody who looks at the same."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from dashboard import data, kept_answers
from dashboard.choice import Choice

Made = TypeVar("Made")


def made(work: Callable[..., Made], choice: Choice, *more: Hashable) -> Made:
    """What `work` makes of the records, the choice and `more`, and of nothing else.

    It is made once for a version.
    """
    answer: Made = _once(data.current(), work, _Asked(choice, choice), *more)
    return answer


def up_to(work: Callable[[Choice], Made], choice: Choice) -> Made:
    """The same of work that does not go by the year from which the choice is."""
    answer: Made = _once(data.current(), work, _Asked(replace(choice, year_from=0), choice))
    return answer


def of_every_year(work: Callable[[Choice], Made], choice: Choice) -> Made:
    """The same of work that goes by no year of the choice, as of all years on record."""
    answer: Made = _once(
        data.current(), work, _Asked(replace(choice, year_from=0, year_to=0), choice)
    )
    return answer


@dataclass(frozen=True)
class _Asked:
    """A choice, known by what of it the work goes by."""

    goes_by: Choice
    choice: Choice = field(compare=False)


def _made(_source: data.Source, work: Callable[..., Made], asked: _Asked, *more: Hashable) -> Made:
    return work(asked.choice, *more)


_once = kept_answers.kept(_made, most=data.FRAMES_KEPT)
