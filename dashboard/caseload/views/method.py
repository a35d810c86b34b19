"""How each step is decided: what it rests on, and a worked example by the real code."""

import streamlit as st

from dashboard import data, outside, words
from dashboard.shared import lines
from metrics import brief, worklist

SHOWN = {"verdict": "Possible"}


def draw() -> None:
    """Draw the definitions of the steps, closed."""
    with st.expander("How each step is decided"):
        for step in worklist.STEPS.values():
            _step(step)


def _step(step: worklist.Step) -> None:
    arises, taken = step.meanings
    st.subheader(outside.plain(step.title), anchor=False)
    lines.facts(
        [
            lines.fact("Asked of each", asked_of(step)),
            lines.fact("Arises where", arises),
            lines.fact("Taken where", taken),
            lines.fact("Before acting", step.caution),
            lines.fact("Read from", ", ".join(step.reads)),
            lines.fact("The brief asks", brief.BRIEF[step.brief]),
        ],
        name=f"step.{step.id}",
    )
    worked = data.worked_step(step.id)
    lines.of_frame(
        worked.rename(columns=lambda name: SHOWN.get(name, words.code(name))),
        name=f"step.example.{step.id}",
    )


def asked_of(step: worklist.Step) -> str:
    """What the step is taken for, in words."""
    return "Open case" if step.word == "case" else f"{words.code(step.word)} of an open case"
