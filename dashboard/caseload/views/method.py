"""How each step is decided: what it rests on, and a worked example by the real code."""

from functools import cache

import streamlit as st

from dashboard import data, outside, words
from dashboard.shared import lines, panel
from metrics import brief, worklist

SHOWN = {"verdict": "Possible"}


def draw() -> None:
    """Draw the definitions of the steps, closed."""
    with st.expander("How each step is decided"):
        for step in worklist.STEPS.values():
            _step(step)


def _step(step: worklist.Step) -> None:
    st.subheader(outside.plain(step.title), anchor=False)
    facts, example = _written(step.id)
    panel.place(facts, key=f"facts.step.{step.id}")
    panel.place(example, key=f"lines.step.example.{step.id}")


# Written once: of these no record says anything.
@cache
def _written(id_: str) -> tuple[str, str]:
    """What a step is asked of and rests on, and its worked example."""
    step, worked = worklist.STEPS[id_], data.worked_step(id_)
    arises, taken = step.meanings
    facts = lines.facts_markup(
        [
            lines.fact("Asked of each", asked_of(step)),
            lines.fact("Arises where", arises),
            lines.fact("Taken where", taken),
            lines.fact("Before acting", step.caution),
            lines.fact("Read from", ", ".join(step.reads)),
            lines.fact("The brief asks", brief.BRIEF[step.brief]),
        ]
    )
    headings = [SHOWN.get(name, words.code(name)) for name in worked.columns]
    return facts, lines.table_markup(headings, worked.to_numpy().tolist())


def asked_of(step: worklist.Step) -> str:
    """What the step is taken for, in words."""
    return "Open case" if step.word == "case" else f"{words.code(step.word)} of an open case"
