"""What is looked at of a caseload: a case, a step, an order, how many; and the address of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode

from dashboard.choice import PARTS, YES, Choice, Part, encode, of_page, switched
from dashboard.server import access
from metrics import worklist

# A screen or two of cases; the next are one click away.
SHOWN_AT_FIRST = 25
EVERY_STEP = ""
CASE, STEP, ORDER, SHOW, PAPER = "case", "step", "order", "show", "print"
OF_OFFICE = (Part.JURISDICTION, Part.OFFICE)


class Order(StrEnum):
    """What stands first in the list; a link means the same in every language."""

    STEPS = "steps"
    AGE = "age"
    YOUNGEST = "youngest"


@dataclass(frozen=True)
class View:
    """`case` and `step` are empty for all; `shown` is how many cases are listed at most."""

    case: str = ""
    step: str = EVERY_STEP
    order: Order = Order.STEPS
    shown: int = SHOWN_AT_FIRST
    on_paper: bool = False

    @property
    def more(self) -> "View":
        """The same with as many cases again."""
        return replace(self, shown=self.shown + SHOWN_AT_FIRST)

    @property
    def listing(self) -> "View":
        """The list that the view came from, on the screen."""
        return replace(self, case="", on_paper=False)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The filters that act: a case, and cases on paper, are of no period and no measure."""
        return OF_OFFICE if self.case or self.on_paper else PARTS[access.CASELOAD]


def decode(address: Mapping[str, str]) -> tuple[View, list[str]]:
    """The view that an address asks for, and a notice for each part that is not there."""
    notices = []
    step, order, shown = (address.get(part, "") for part in (STEP, ORDER, SHOW))
    if step and step not in worklist.STEPS:
        notices.append(f"There is no step [{step}].")
        step = EVERY_STEP
    if order and order not in tuple(Order):
        notices.append(f"There is no order [{order}].")
        order = ""
    if shown and not (shown.isdecimal() and int(shown)):
        notices.append(f"[{shown}] is no number of cases to show.")
        shown = ""
    on_paper, of_paper = switched(address, PAPER)
    notices += filter(None, (of_paper,))
    view = View(
        case=address.get(CASE, ""),
        step=step,
        order=Order(order) if order else Order.STEPS,
        shown=int(shown) if shown else SHOWN_AT_FIRST,
        on_paper=on_paper,
    )
    return view, notices


def own_parts(view: View) -> dict[str, str]:
    """The parts of the address that say the view; what is as at first is left out."""
    first = View()
    parts = {
        CASE: view.case,
        STEP: view.step,
        ORDER: view.order.value if view.order is not first.order else "",
        SHOW: str(view.shown) if view.shown != first.shown else "",
        PAPER: YES if view.on_paper else "",
    }
    return {part: text for part, text in parts.items() if text}


def link(choice: Choice, view: View) -> str:
    """The address of the caseload with the choice and the view in it."""
    acting = tuple(part for part in of_page(access.CASELOAD) if part in view.parts)
    return f"{access.CASELOAD}?{urlencode(encode(choice, acting) | own_parts(view))}"
