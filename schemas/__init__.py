"""What a record is: vocabulary, tables, rules, frames, findings, language, and the database."""

import warnings

# pandera imports pyspark wherever it is installed, as for an engine (`metrics/spark.py`), and that
# warns of frames in pandas, of which it is given none.
warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")


# The front door: these modules, each loaded when it is first asked for.
__all__ = [
    "columns",
    "currencies",
    "dates",
    "errors",
    "findings",
    "frames",
    "language",
    "personal_forms",
    "rules",
    "scopes",
    "store",
    "tables",
    "vocabulary",
]
