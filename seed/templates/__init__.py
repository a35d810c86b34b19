"""An empty submission to fill in, as CSV files and as a workbook, and the data dictionary."""

from seed.templates.dictionary import Feeds, dictionary_csv, dictionary_html
from seed.templates.sheets import workbook
from seed.templates.template_folder import write, write_example

__all__ = ["Feeds", "dictionary_csv", "dictionary_html", "workbook", "write", "write_example"]
