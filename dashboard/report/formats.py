"""The formats of a report, by their names."""

from collections.abc import Mapping
from enum import StrEnum


class Format(StrEnum):
    """What a report can be written as; pictures are those of its charts."""

    PDF = "pdf"
    XLSX = "xlsx"
    HTML = "html"
    CSV = "csv"
    SVG = "svg"
    PNG = "png"


# What browsers are told that a file is.
KINDS: Mapping[Format, str] = {
    Format.PDF: "application/pdf",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.HTML: "text/html",
    Format.CSV: "text/csv",
    Format.SVG: "image/svg+xml",
    Format.PNG: "image/png",
}
