"""Explain technical terms by tips where they first appear on a page.

`GLOSSARY.md` has the same explanations; a test compares them.
"""

import re
from collections.abc import Mapping
from html import escape
from types import MappingProxyType

import streamlit as st

from schemas.language import marked, t

# By term of the glossary: the forms that pages use, and the explanation.
TERMS: Mapping[str, tuple[tuple[str, ...], str]] = MappingProxyType(
    {
        "trafficking chain": (
            (marked("trafficking chain"), marked("the chain")),
            marked(
                "The roles that people play in trafficking, from recruiting and transporting to"
                " exploiting victims and keeping the money. Pages show them in six link groups."
            ),
        ),
        "cases charged as trafficking": (
            (marked("cases charged as trafficking"),),
            marked(
                "Cases registered as trafficking in which someone was charged, with any offence."
            ),
        ),
        "link": (
            (marked("more than one link"), marked("group of links"), marked("identified links")),
            marked(
                "A role in the trafficking chain: recruiter, transporter, exploiter, financier"
                " and others. Pages show them in six *link groups*."
            ),
        ),
        "outside the place of exploitation": (
            (marked("outside the place of exploitation"),),
            marked(
                "Every link of the chain except exploiting, guarding, and housing or handing over"
                " victims where they are exploited."
            ),
        ),
        "confidence interval": (
            (marked("confidence interval"), marked("confidence intervals")),
            marked(
                "The range that contains the true value with 95% confidence. For a share it"
                " allows for random variation, for people of one case being alike, and for"
                " missing answers."
            ),
        ),
        "follow-up period": (
            (marked("follow-up period"), marked("too recent")),
            marked(
                "The time that must pass before a case is counted. A newer case is *too recent*."
            ),
        ),
        "clearance rate": (
            (marked("clearance rate"),),
            marked("Cases resolved for every 100 that came in (CEPEJ)."),
        ),
        "disposition time": (
            (marked("disposition time"),),
            marked(
                "Days that it would take to resolve the pending cases at the pace of the year"
                " (CEPEJ)."
            ),
        ),
        "break in series": (
            (marked("break in series"), marked("breaks in series")),
            marked(
                "A day after which figures cannot be compared with those before, for example"
                " because of a new law or definition. Years before and after it are not"
                " compared."
            ),
        ),
        "median": (
            (marked("median"),),
            marked("The middle value: half of the values are higher, and half are lower."),
        ),
        "n": ((marked("n ="),), marked("How many were counted for this figure.")),
        "reference date": (
            (marked("reference date"),),
            marked(
                "The day up to which figures are calculated: the date of the jurisdiction's"
                " latest extraction."
            ),
        ),
        "realised": (
            (marked("realised"),),
            marked("Confiscated assets that were sold, or whose value was collected (FATF)."),
        ),
    }
)
EXPLAINED = "term_tips.explained"
# The footer is drawn before the rest of the page, so cards of the frame have no tips.
FRAME = "frame_"
# Tips are put into text that is seen, not into tags, links, drawings or headings, nor into folded
# or hidden text: the first word that is seen would then have none.
_PARTS = re.compile(
    r"(<(a|button|details|h1|h2|h3|h4|th|svg|style|script|dfn|code)\b.*?</\2>"
    r"|<(\w+) class=\"hidden\">.*?</\3>|<[^>]*>)",
    re.DOTALL | re.IGNORECASE,
)


def reset_explained_terms() -> None:
    """Forget which terms were explained, at the start of a page."""
    st.session_state[EXPLAINED] = {}


def explain_terms(markup: str, key: str) -> str:
    """Return a card's markup with a tip at each term that no card above it has explained.

    `key` is the card's key. A card that is drawn again alone keeps its tips. A tip is an attribute
    that CSS shows on pointer, focus and touch, and that screen readers read.
    """
    if key.startswith(FRAME):
        return markup
    explained: dict[str, str] = st.session_state.setdefault(EXPLAINED, {})
    lowered = markup.casefold()
    for term, (forms, meaning) in TERMS.items():
        if explained.get(term, key) != key:
            continue
        # To look for a word in a long text is much faster than for a pattern.
        if not any(t(form).split()[0].casefold() in lowered for form in forms):
            continue
        with_tip = _with_tip(markup, [t(form) for form in forms], t(meaning).replace("*", ""))
        if with_tip != markup:
            explained[term] = key
            markup = with_tip
    return markup


def _with_tip(markup: str, forms: list[str], meaning: str) -> str:
    """Return the markup with a tip at the first occurrence of one of the forms."""
    longest_first = sorted(forms, key=len, reverse=True)
    # Words may be joined by no-break spaces.
    words = (r"(?:\s|&nbsp;)+".join(map(re.escape, form.split())) for form in longest_first)
    looked_for = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)
    if not looked_for.search(markup):
        return markup
    tip = escape(meaning, quote=True)
    begin = 0
    for part in (*_PARTS.finditer(markup), None):
        end = part.start() if part else len(markup)
        if found := looked_for.search(markup, begin, end):
            before, word, after = markup[: found.start()], found[0], markup[found.end() :]
            return (
                f'{before}<dfn tabindex="0" data-tip="{tip}" aria-description="{tip}">{word}</dfn>'
                f"{after}"
            )
        begin = part.end() if part else end
    return markup
