"""Cards with an office's open cases: possible steps, list of cases, sheet to print, one case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import access, data, untrusted_text, words
from dashboard.export import card_export
from dashboard.frames import breakdowns, open_cases
from dashboard.html_templates import render_template
from dashboard.pages.caseload import frames, sheet
from dashboard.pages.caseload.frames import Improvement
from dashboard.pages.caseload.office_cards import open_cases_day_text
from dashboard.query_params import EVERY_STEP, CaseloadView, CaseOrder
from dashboard.records import current_records
from dashboard.ui import (
    address,
    audit_events,
    chart_card,
    downloads,
    filters,
    html_card,
    measure_definition,
)
from metrics import catalogue, icat_brief, results, worklist
from schemas import language
from schemas.language import marked, n, t
from schemas.store import not_applicable_steps

GONE = marked("This office has no case with the ID [{case}].")

CLOSED = marked("This case is decided or closed.")

NO_STEP = marked("These steps are for open cases only.")

Row = Mapping[str, Any]

HEADINGS = (marked("Measure"), marked("Counts as"), marked("Why"), marked("Year"))

KEPT = marked(
    "The mark and its date are saved in {file}. Copy this file together with the database."
)
MARK_APPLIES = marked(
    "A mark changes no record and no measure. It applies until someone undoes it, or until the step"
    " becomes possible for more people or assets in the case."
)

NO_PLACE = marked(
    "You cannot mark steps as not applicable here. A database on a server has no file for marks."
    " Set {variable} to a folder, and restart the dashboard."
)

ELSEWHERE = marked("You can mark steps as not applicable only on the office’s own server.")


NAMES = {
    CaseOrder.STEPS: marked("Most steps first"),
    CaseOrder.AGE: marked("Longest open first"),
    CaseOrder.YOUNGEST: marked("Newest first"),
}
STEPS = marked("Steps still possible")
OF_CASES = marked(
    "Numbers of open cases of this office, for all forms of exploitation and all years. The"
    " meeting sheet lists the cases."
)
EVERY_OPEN = marked("All open cases of this office, for all forms of exploitation and all years.")
ARITHMETIC = marked(
    "‘More needed’ figures are simple arithmetic for the chosen period, not a forecast. What is"
    " right in each case comes first."
)
NO_ROOM = marked(
    "We cannot say how many more cases would match the median of other offices. No measure here has"
    " a figure for this office and at least three others."
)
# The CSS class that Streamlit gives to the card of the cases; the links of steps lead there.
CASES = "cases"
NEVER = marked("Not collected")
NONE = marked("This office has no open cases.")
NONE_OF_STEP = marked("The records do not show that this step is possible in any open case.")


def summary_sentence(load: worklist.Caseload, choice: filters.Choice) -> str:
    """Return a sentence on how many cases are open, and which steps are possible in them."""
    return open_cases.caseload_summary(
        load, filters.place_name(choice), current_records().reference_date(choice)
    )


def draw_steps(
    load: worklist.Caseload,
    rooms: Mapping[str, Improvement],
    choice: filters.Choice,
    view: CaseloadView,
) -> None:
    """Draw a table of the steps with the number of cases in which each is possible.

    Each row links to its cases. `rooms` has, by step, what the step could improve in a measure.
    """
    html_card.draw_note(
        " ".join((t(EVERY_OPEN), t(ARITHMETIC) if rooms else t(NO_ROOM))), key="caseload.every"
    )
    tally = open_cases.count_cases_by_step(load)
    rows = [_step_row(one, rooms.get(one.step.id), choice, view) for one in tally]
    context = {"rows": rows, "lands": html_card.card_key(CASES)}
    html_card.draw_template("steps.html", context, key="caseload.steps")
    downloads.draw_card_downloads(
        card_export.export_plain_rows(
            t(STEPS),
            choice,
            open_cases.step_counts_table(tally),
            period=open_cases_day_text(choice),
            says=(t(OF_CASES),),
        ),
        name="steps_possible",
    )


def _step_row(
    one: open_cases.StepTally, room: Improvement | None, choice: filters.Choice, view: CaseloadView
) -> dict[str, object]:
    """Return a row of the table of steps for the template."""
    step, measure = one.step, catalogue.CATALOGUE[one.step.measure]
    chosen = view.step == step.id
    linked = replace(CaseloadView(order=view.order), step=EVERY_STEP if chosen else step.id)
    unknown = [open_cases.cases_text(one.unknown)] if one.unknown else []
    if one.not_collected:
        unknown.append(
            n("Not collected in {count} case", "Not collected in {count} cases", one.not_collected)
        )
    marked_in = n(
        "Marked as not applicable in {count} case.",
        "Marked as not applicable in {count} cases.",
        one.marked,
    )
    return {
        "id": step.id,
        "title": t(step.title),
        "href": linked.link(choice) if one.possible or chosen else "",
        "cases_href": replace(linked, step=step.id).link(choice),
        "possible": "—" if one.never else open_cases.cases_text(one.possible),
        "unknown": t(NEVER) if one.never else "; ".join(unknown) or t("None"),
        "matters": t(step.matters),
        "caution": t(step.caution),
        "measure": f"{measure.id} {t(measure.title)}",
        "measure_href": filters.page_link("measure", choice, measure.id),
        "chosen": chosen,
        "marked": marked_in if one.marked else "",
        "room": room,
    }


def draw_case_filters(view: CaseloadView) -> None:
    """Draw the select boxes for the step and the order of cases; both are kept in the address."""
    steps = {EVERY_STEP: t("All cases")} | {id_: t(s.title) for id_, s in worklist.STEPS.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            t("Cases with this step still possible"),
            list(steps),
            format_func=steps.__getitem__,
            width=340,
            **address.bind_widget("step", "caseload.step", view.step),
        )
        st.selectbox(
            t("Order"),
            list(NAMES),
            format_func=lambda order: t(NAMES[order]),
            width=340,
            **address.bind_widget("order", "caseload.order", view.order),
        )


def draw_cases(load: worklist.Caseload, choice: filters.Choice, view: CaseloadView) -> None:
    """Draw the list of open cases, each with its link groups and the steps still possible."""
    every = open_cases.case_lines(load, view)
    shown = every[: view.shown]
    if not shown:
        chart_card.draw_no_data(t(NONE_OF_STEP) if view.step else t(NONE))
        return
    context = {
        "lines": shown,
        "states": open_cases.state_labels(),
        "links": {line.id: CaseloadView(case=line.id).link(choice) for line in shown},
        "counted": n(
            "{shown} of {count} case shown.",
            "{shown} of {count} cases shown.",
            len(every),
            shown=words.count(len(shown)),
        ),
        "more": view.more.link(choice) if len(every) > len(shown) else "",
    }
    html_card.draw_template("listed.html", context, key="caseload.list")


def draw_view_link(name: str, view: CaseloadView, choice: filters.Choice) -> None:
    """Draw a link to another view of the caseload."""
    context = {"name": name, "href": view.link(choice)}
    html_card.draw_template("view_link.html", context, key=f"caseload.moves.{name}")


STYLES = Path(__file__).parent / "styles"
_paper = st.components.v2.component(
    "prosecution_quality.paper",
    css="\n".join(
        (STYLES / name).read_text(encoding="utf-8") for name in ("page.css", "paper.css")
    ),
    # The CSS rules apply to what Streamlit draws, outside the component.
    isolate_styles=False,
)


def draw_cases_for_print(
    load: worklist.Caseload, choice: filters.Choice, view: CaseloadView, batches: pd.DataFrame
) -> None:
    """Draw all cases of the view as a sheet to print.

    `batches` has the columns of `data.batches`.
    """
    # In print, this hides everything except the sheet. On the screen it changes nothing.
    _paper(key="paper", data={"laid_out": True}, width="content", height="content")
    of = sheet.OfOffice(
        choice.jurisdiction, filters.place_name(choice), current_records().reference_date(choice)
    )
    context = sheet.sheet_context(load, of, batches, view) | {
        "back": view.listing.link(choice),
        "command": sheet.sheet_command_text(choice.jurisdiction, choice.office, view),
    }
    markup = render_template("sheet.html", context)
    on = {"jurisdiction": choice.jurisdiction, "office": choice.office}
    audit_events.log_files_made("sheet", [markup.encode()], what="sheet", **on)
    html_card.draw_markup(markup, key="caseload.sheet")


def draw_step_definitions() -> None:
    """Draw a folded section with the definitions of the steps."""
    with st.expander(t("How each step is decided")):
        for step in worklist.STEPS.values():
            st.subheader(untrusted_text.escape_markdown(t(step.title)), anchor=False)
            facts, example = _step_in_language(step.id, language.current_language())
            html_card.draw_markup(facts, key=f"facts.step.{step.id}")
            html_card.draw_markup(example, key=f"lines.step.example.{step.id}")


# Cached, because these texts do not depend on records.
@cache
def _step_in_language(id_: str, _: str) -> tuple[str, str]:
    """Return a step's definition and worked example as HTML; `_` is the language, for the cache."""
    step, worked = worklist.STEPS[id_], data.worked_step_example(id_)
    arises, taken = step.meanings
    facts = html_card.facts_html(
        [
            html_card.Fact(t("Applies to"), t(SUBJECTS[step.word])),
            html_card.Fact(t("Possible when"), t(arises)),
            html_card.Fact(t("Done when"), t(taken)),
            html_card.Fact(t("Check first"), t(step.caution)),
            html_card.Fact(t("Data used"), language.comma_list(step.reads)),
            html_card.Fact(t("Based on (ICAT brief)"), t(icat_brief.BRIEF[step.brief])),
        ]
    )
    headings = [t("Possible") if name == "verdict" else words.code(name) for name in worked.columns]
    rows = [list(map(measure_definition.verdict_text, row)) for row in worked.to_numpy().tolist()]
    return facts, html_card.table_html(headings, rows)


SUBJECTS = {
    "case": marked("Open case"),
    "suspect": marked("Suspect in an open case"),
    "asset": marked("Asset in an open case"),
    "victim": marked("Victim in an open case"),
}


def find_case(choice: filters.Choice, view: CaseloadView) -> worklist.Case:
    """Return the case that the address names; without it, draw that it is missing and stop."""
    one = data.case(choice.jurisdiction, view.case)
    is_there = one is not None and one.facts["office"] == choice.office
    audit_events.log_case_opened(view.case, choice.jurisdiction, is_there=is_there)
    if one is None or not is_there:
        context = {
            "text": t(GONE, case=view.case),
            "href": view.listing.link(choice),
            "name": t("Show the open cases"),
        }
        html_card.draw_template("no_case.html", context, key="caseload.no_case")
        st.stop()
    return one


def case_sentences(one: worklist.Case, load: worklist.Caseload) -> list[str]:
    """Return sentences on a case: its form, how long it is open, how many measures count it."""
    return [_first_sentence(one, load), frames.measures_of_case_sentences(one.counted)]


def _first_sentence(one: worklist.Case, load: worklist.Caseload) -> str:
    what = t(
        "Case {case}: {form}.", case=one.facts["case_id"], form=words.code(str(one.facts["form"]))
    )
    if not one.facts["is_open"]:
        return " ".join((what, t(CLOSED)))
    line = _find_line(one, load)
    open_for = (
        t("It has been open for {age}. {since}.", age=line.age, since=line.since)
        if line.days is not None
        else t("It is open. The records have no date for its start.")
    )
    number = len(line.steps)
    steps = (
        n("{count} step is still possible.", "{count} steps are still possible.", number)
        if number
        else t(open_cases.NONE_POSSIBLE)
    )
    return " ".join((what, open_for, steps))


def _find_line(one: worklist.Case, load: worklist.Caseload) -> open_cases.CaseLine:
    every = open_cases.case_lines(load, CaseloadView())
    return next(line for line in every if line.id == one.facts["case_id"])


def draw_case_steps(one: worklist.Case, load: worklist.Caseload) -> None:
    """Draw a case's groups of links of the chain, and the steps that are possible or unknown."""
    if not one.facts["is_open"]:
        html_card.draw_note(t(NO_STEP), key="caseload.closed")
        return
    line = _find_line(one, load)
    context = {"line": line, "states": open_cases.state_labels()}
    html_card.draw_template("one_case.html", context, key="caseload.case")


def measures_by_family(one: worklist.Case) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield (name of family, rows): one row for each measure of the family that counts the case."""
    rows = results.row_dicts(one.counted)
    for letter, of in groupby(rows, key=lambda row: catalogue.CATALOGUE[row["measure"]].family):
        yield t(breakdowns.FAMILY_NAMES[letter]), list(of)


def draw_case_measures(rows: Sequence[Row], name: str, choice: filters.Choice) -> None:
    """Draw how a case counts in the measures of a family, with links to the measures."""
    cells: list[list[str | html_card.Cell]] = []
    for row in rows:
        of = catalogue.CATALOGUE[row["measure"]]
        link = filters.page_link("measure", choice, of.id)
        cells.append(
            [
                html_card.Cell(f"{of.id} {t(of.title)}", link),
                frames.case_verdict_text(of, row),
                frames.verdict_reason(of, row),
                frames.counted_years_text(row),
            ]
        )
    headings = [t(heading) for heading in HEADINGS]
    html_card.draw_table(headings, cells, name=f"case.{name}", look="counted")


def draw_inapplicable_measures(one: worklist.Case) -> None:
    """Draw a note on how many measures do not apply to the case, and why."""
    if not one.nothing:
        return
    things = sorted({t(catalogue.CATALOGUE[id_].unit_words) for id_ in one.nothing})
    text = n(
        "{count} other measure does not apply. This case has no record of: {things}.",
        "{count} other measures do not apply. This case has no record of: {things}.",
        len(one.nothing),
        things=words.listing(things),
    )
    html_card.draw_note(text, key="caseload.nothing")


def load_step_marks(choice: filters.Choice) -> not_applicable_steps.Marks:
    """Return all marks of the jurisdiction that a step does not apply, also undone ones.

    They are read without cache.
    """
    source = data.current_source()
    every = not_applicable_steps.load_marks(source.url, source.scope)
    return tuple(mark for mark in every if mark.jurisdiction == choice.jurisdiction)


def draw_marks(case_id: str, load: worklist.Caseload, choice: filters.Choice) -> None:
    """Draw the marks that a step does not apply to the case, and a form for new marks.

    Undone marks are drawn too.
    """
    every = tuple(mark for mark in load_step_marks(choice) if mark.case_id == case_id)
    for one in open_cases.describe_marks(load, every):
        _draw_mark(one, " ".join((one.line, one.remark)))
    for number, mark in enumerate(mark for mark in every if mark.undone_on):
        html_card.draw_note(open_cases.describe_mark(mark).line, key=f"undone.{number}")
    steps = results.row_dicts(load.steps[load.steps["case_id"] == case_id])
    possible = {str(row["step"]): int(row["possible"]) for row in steps if row["possible"] > 0}
    if possible and (refusal := _why_not_here()):
        html_card.draw_note(refusal, key="marking")
    elif possible and (file := not_applicable_steps.marks_file(data.current_source().url)):
        _draw_form(case_id, possible, choice)
        html_card.draw_note(t(KEPT, file=file.name), key="marking", more=(t(MARK_APPLIES),))


def draw_all_marks(load: worklist.Caseload, choice: filters.Choice) -> None:
    """Draw all marks that a step does not apply to an open case of the office, in a folded section.

    Draws nothing if there are none.
    """
    every = open_cases.describe_marks(load, load_step_marks(choice))
    if every:
        with st.expander(t("Marked as not applicable: {number}", number=words.count(len(every)))):
            for one in every:
                case = t("Case {case}.", case=one.case_id)
                _draw_mark(one, " ".join((case, one.line, one.remark)))


def _why_not_here() -> str:
    """Return why the user cannot mark steps as not applicable; empty if they can."""
    if not access.may_upload(access.scope_id(), st.context.headers.get(access.MARK_HEADER)):
        return t(ELSEWHERE)
    if not_applicable_steps.marks_file(data.current_source().url) is None:
        return t(NO_PLACE, variable=not_applicable_steps.FOLDER)
    return ""


def _draw_form(case_id: str, possible: dict[str, int], choice: filters.Choice) -> None:
    steps = {id_: t(worklist.STEPS[id_].title) for id_ in worklist.STEPS if id_ in possible}
    # For another case or other steps, the form starts again with the first step.
    key = f"caseload.mark.{case_id}.{len(possible)}"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        step = st.selectbox(
            t("Step"), list(steps), format_func=lambda id_: steps[id_], key=f"{key}.step", width=340
        )
        reason = st.selectbox(
            t("Not applicable because of"),
            list(not_applicable_steps.Reason),
            format_func=lambda one: t(open_cases.REASONS[one]),
            key=f"{key}.reason",
            width=220,
            index=None,
            placeholder=t("Choose a reason"),
        )
        pressed = st.button(t("Mark as not applicable"), key=f"{key}.yes", disabled=reason is None)
    if pressed and reason is not None:
        number = possible[step]
        mark = not_applicable_steps.Mark(
            choice.jurisdiction, case_id, step, reason, number, _today()
        )
        not_applicable_steps.add_mark(data.current_source().url, mark)
        st.rerun()


def _draw_mark(one: open_cases.WrittenMark, text: str) -> None:
    name = ".".join(one.of)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        html_card.draw_note(text.strip(), key=f"marked.{name}")
        if not _why_not_here() and st.button(t("Undo"), key=f"caseload.unmark.{name}"):
            not_applicable_steps.undo_mark(data.current_source().url, one.of, _today())
            st.rerun()


def _today() -> date:
    return datetime.now(UTC).date()
