"""Write the charts of an edition as files: pictures, and a small page to embed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import vl_convert

from dashboard.export import picture_files
from dashboard.export.blocks import Block
from dashboard.export.content import Part, Report

# The name of a chart that is not split, after the name of its page.
AS_A_WHOLE = "shares"
# The end of a picture in an edition: what its chart was drawn from.
DRAWN_FROM = "<!-- {digest} -->\n"


def chart_name(block: Block, page: str) -> str:
    """Return the name of the files of a chart on a page, without suffix: `N01-year`."""
    [split_by] = dict.fromkeys(block.figures["split_by"])
    return f"{page}-{split_by or AS_A_WHOLE}"


def reuse_drawings(report: Report, page: str, before: Path | None) -> Report:
    """Return the report with charts taken from the edition in the folder `before`, if unchanged.

    Drawing takes half of the time of an edition.
    """
    if before is None:
        return report
    return replace(report, parts=tuple(_reuse(part, page, before) for part in report.parts))


def _reuse(part: Part, page: str, before: Path) -> Part:
    return replace(part, blocks=tuple(_reuse_block(block, page, before) for block in part.blocks))


def _reuse_block(block: Block, page: str, before: Path) -> Block:
    if block.picture is None:
        return block
    file = before / f"{chart_name(block, page)}.svg"
    picture = file.read_text(encoding="utf-8") if file.exists() else ""
    end = DRAWN_FROM.format(digest=block.picture.digest)
    if not picture.endswith(end):
        return block
    drawn = picture_files.unframed(picture.removesuffix(end).rstrip("\n"))
    return replace(block, picture=replace(block.picture, drawn=drawn))


def picture_files_of(
    report: Report, page: str, *, with_png: bool = False
) -> Iterator[tuple[str, bytes]]:
    """Yield the charts of a page as SVG files, and as PNG files if wanted, by file name."""
    for block in charts_of(report):
        svg = picture_files.frame_picture(block, report)
        assert block.picture is not None
        name = chart_name(block, page)
        yield f"{name}.svg", f"{svg}\n{DRAWN_FROM.format(digest=block.picture.digest)}".encode()
        if with_png:
            yield f"{name}.png", vl_convert.svg_to_png(svg, ppi=picture_files.PIXELS_PER_INCH)


def charts_of(report: Report) -> list[Block]:
    """Return the blocks of a report that have a chart."""
    return [block for part in report.parts for block in part.blocks if block.picture is not None]
