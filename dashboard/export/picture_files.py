"""Write charts of a report as image files, with title, place, period, n, source and state."""

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from dashboard import words
from dashboard.charts import theme
from dashboard.export import report_tables
from dashboard.export.blocks import Block
from dashboard.export.card_export import numbers_headings
from dashboard.export.chart_picture import render_png
from dashboard.export.content import Report
from dashboard.export.report_metadata import (
    EFFECTS,
    HASH_SHOWN,
    MADE_ON,
    REFERENCE_DATE,
    RELEASE,
    STATE,
    TITLES,
)
from dashboard.export.report_tables import plain_line
from schemas.language import marked, t

SIZE = re.compile(r'<svg[^>]*?width="([\d.]+)"[^>]*?height="([\d.]+)"')
MARGIN, GAP, LEADING = 20, 12, 1.4
TITLE, TEXT, SMALL = 18, 13, 11.5
# The width of a character relative to the font size.
SIGN = 0.53
NARROWEST = 520
INTERVALS = marked("With 95% confidence intervals, where available.")


@dataclass(frozen=True)
class Line:
    """A line of text in a picture."""

    text: str
    y: float
    size: float
    weight: int
    colour: str


def svg_files(report: Report) -> dict[str, bytes]:
    """Return the charts as SVG files, by file name."""
    return {f"{name}.svg": svg.encode() for name, svg in _pictures_of(report)}


def png_files(report: Report) -> dict[str, bytes]:
    """Return the charts as PNG files, by file name."""
    return {f"{name}.png": render_png(svg) for name, svg in _pictures_of(report)}


def one_svg(report: Report) -> bytes:
    """Return the only chart of a report as SVG."""
    [block] = charts_of(report)
    return frame_picture(block, report).encode()


def one_png(report: Report) -> bytes:
    """Return the only chart of a report as PNG."""
    return render_png(one_svg(report).decode())


def _pictures_of(report: Report) -> Iterator[tuple[str, str]]:
    for number, block in enumerate(charts_of(report), start=1):
        ids = list(dict.fromkeys(block.figures["measure"]))
        name = ids[0] if len(ids) == 1 else "measures"
        yield f"{number:03}-{name}", frame_picture(block, report)


def frame_picture(block: Block, report: Report) -> str:
    """Return the block's chart as SVG on a white ground, with title, subject and source."""
    assert block.picture is not None
    svg = block.picture.svg
    match = SIZE.search(svg)
    assert match is not None
    drawn_wide, drawn_high = float(match[1]), float(match[2])
    width = max(drawn_wide, NARROWEST) + 2 * MARGIN
    subject = t("{place}, {period}", place=report.subject, period=block.period)
    head = [
        (block.picture.title, TITLE, 600, theme.LIGHT.ink),
        (subject, TEXT, 400, theme.LIGHT.muted),
    ]
    above, top = _lines(head, width, 0)
    foot = [(text, SMALL, 400, theme.LIGHT.muted) for text in _foot_lines(block, report)]
    below, bottom = _lines(foot, width, top + GAP + drawn_high)
    return report_tables.TEMPLATES.get_template("picture.svg").render(
        width=round(width),
        height=round(bottom + MARGIN),
        margin=MARGIN,
        top=round(top + GAP),
        lines=[*above, *below],
        title=plain_line(block.picture.title),
        alt=plain_line(block.picture.alt),
        # Vega has escaped the texts.
        drawing=Markup(svg),
    )


def _foot_lines(block: Block, report: Report) -> Iterator[str]:
    """Yield the texts below a chart: n, how to read it, source and state, warnings."""
    shown = _figures_with_value(block.figures)
    intervals = t(INTERVALS) if shown[["low", "high"]].notna().any(axis=None) else ""
    yield " ".join(filter(None, (_counted(shown), intervals, *block.says)))
    facts = dict(report.facts)
    about = {
        "place": facts["Place"],
        "day": facts[REFERENCE_DATE],
        "made_on": facts[MADE_ON],
    }
    if report.is_of_release:
        yield t(
            "Source: release {release}; {place}, reference date {day}. Created on {made_on}.",
            release=facts[RELEASE],
            **about,
        )
    else:
        yield t(
            "Source: records of {place}, reference date {day} ({hash}). Created on {made_on}.",
            hash=facts[STATE][:HASH_SHOWN],
            **about,
        )
    if EFFECTS in facts:
        yield t("{label}: {text}.", label=t(TITLES[EFFECTS]), text=facts[EFFECTS])
    yield from block.note_lines
    yield " ".join(report.warnings)


def _figures_with_value(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that have a value, with columns kind, low, high, denominator, status."""
    of_drawn = figures.rename(columns={title: name for name, title in numbers_headings().items()})
    of_any = of_drawn.reindex(columns=["kind", "low", "high", "denominator", "status"])
    return of_any[of_any["status"] == words.SHOWN]


def _counted(shown: pd.DataFrame) -> str:
    """Return a sentence with the n of the rows or its range; "" if all are ratios of sums."""
    # The denominator of a ratio of sums is not a number of units.
    n = shown.loc[~shown["kind"].isin(words.SUMS), "denominator"].dropna()
    if n.empty:
        return ""
    least, most = words.count(n.min()), words.count(n.max())
    if least == most:
        return t("n = {number} with a recorded answer.", number=least)
    return t("n = {least} to {most} with a recorded answer.", least=least, most=most)


def _lines(
    said: Iterable[tuple[str, float, int, str]], width: float, top: float
) -> tuple[list[Line], float]:
    """Return the texts wrapped into lines from the height `top` down, and the height below them.

    Each text comes with its size, weight and colour.
    """
    lines, y = [], top + MARGIN
    for text, size, weight, colour in said:
        signs = int((width - 2 * MARGIN) / (size * SIGN))
        for part in textwrap.wrap(plain_line(text), signs):
            lines.append(Line(part, round(y + size, 1), size, weight, colour))
            y += size * LEADING
    return lines, y


# The name of a chart that is not split, after the name of its page.
AS_A_WHOLE = "shares"


def chart_name(block: Block, page: str) -> str:
    """Return the name of a chart's files without suffix, such as `N01-year`."""
    [split_by] = dict.fromkeys(block.figures["split_by"])
    return f"{page}-{split_by or AS_A_WHOLE}"


def charts_of(report: Report) -> list[Block]:
    """Return the blocks of a report that have a chart."""
    return [block for part in report.parts for block in part.blocks if block.picture is not None]
