"""Why an upload ended without an answer, in a strip above what a person may do about it."""

from dashboard.shared import panel
from dashboard.upload.mapping.words import sentence_case
from dashboard.work.jobs import Rule
from schemas import findings

TITLES: dict[str, str] = {
    Rule.DIED: "The files could not be read to their end",
    Rule.MEMORY: "Too much memory",
    Rule.TIME: "Too long",
    Rule.CANCELLED: "Cancelled",
    Rule.STOPPED: "Not possible at this time",
}


def draw(fault: findings.Finding | None) -> None:
    """Draw the fault; nothing without one."""
    if fault is None:
        return
    text = fault.wording.removeprefix("cancelled. ")
    title = TITLES.get(fault.rule, "Not stored")
    context = {"rule": fault.rule, "title": title, "text": sentence_case(text)}
    panel.show("fault.html", context, key="upload.fault")
