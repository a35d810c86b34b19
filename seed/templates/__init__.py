"""An empty submission to fill in, as CSV files and as a workbook, and the data dictionary."""

from seed.templates.dictionary import Feeds, dictionary_csv, dictionary_html
from seed.templates.sheets import template_workbook
from seed.templates.template_folder import write_example, write_template

__all__ = [
    "Feeds",
    "dictionary_csv",
    "dictionary_html",
    "template_workbook",
    "write_example",
    "write_template",
]
