"""What is looked at on Methods: the words looked for and a measure; the address that says it."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.shared import methods_entry, search
from metrics import catalogue


@dataclass(frozen=True)
class View:
    """`text` is what is looked for as it was written, `measure` the id of the one to open at."""

    text: str = ""
    measure: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words looked for; none where everything is shown."""
        return search.words_of(self.text)


def decode(address: Mapping[str, str]) -> tuple[View, str]:
    """The view that an address asks for, and a notice where it asks for no measure there is."""
    view = View(search.text(address), address.get(methods_entry.MEASURE, ""))
    if view.measure and view.measure not in catalogue.CATALOGUE:
        return View(view.text), f"There is no measure [{view.measure}]. Look for it by a word."
    return view, ""


def own_parts(view: View) -> dict[str, str]:
    """The parts of the address that say the view; what is as at first is left out."""
    parts = {search.WORDS: view.text, methods_entry.MEASURE: view.measure}
    return {part: text for part, text in parts.items() if text}
