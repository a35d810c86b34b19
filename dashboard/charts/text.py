"""Words in a drawing that may stand where a line runs."""

import altair as alt


def off_lines(words: alt.Chart) -> tuple[alt.Chart, alt.Chart]:
    """A layer of words, and under it the same in the colour of the page: a line ends at them."""
    under = words.copy(deep=False)
    under.mark = words.mark.copy()
    under.mark.style = [words.mark.style, "halo"]
    under.mark.aria = False
    return under, words
