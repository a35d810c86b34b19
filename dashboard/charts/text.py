"""Words in a drawing that may stand where a line runs."""

from dataclasses import dataclass

import altair as alt

# A row of a drawing has room for two lines of words, set around its middle.
LINE_HEIGHT, ABOVE_MIDDLE = 12, "alphabetic"


def off_lines(words: alt.Chart) -> tuple[alt.Chart, alt.Chart]:
    """A layer of words, and under it the same in the colour of the page: a line ends at them."""
    under = words.copy(deep=False)
    under.mark = words.mark.copy()
    under.mark.style = [words.mark.style, "halo"]
    under.mark.aria = False
    return under, words


@dataclass(frozen=True)
class TwoLines:
    """The expression `words` as two lines where `when` is so, parted at the space near the middle.

    What has no space there stays one line.
    """

    words: str
    when: str

    @property
    def _place(self) -> str:
        return f"lastindexof(slice({self.words}, 0, floor(length({self.words}) / 2) + 3), ' ')"

    @property
    def are_two(self) -> str:
        """Whether they are two lines: these stand around the middle by ABOVE_MIDDLE."""
        return f"({self.when}) && {self._place} > 0"

    @property
    def text(self) -> str:
        """One line or both."""
        first, second = (
            f"slice({self.words}, 0, {self._place})",
            f"slice({self.words}, {self._place} + 1)",
        )
        return f"{self.are_two} ? [{first}, {second}] : {self.words}"
