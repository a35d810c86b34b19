"""The formats of a report, by their names."""

from enum import StrEnum


class Format(StrEnum):
    """What a report can be written as; pictures are those of its charts."""

    PDF = "pdf"
    XLSX = "xlsx"
    HTML = "html"
    CSV = "csv"
    SVG = "svg"
    PNG = "png"
