"""What a record is: vocabulary, tables, rules, frames, findings, language, and the database."""

import warnings

# pandera imports pyspark wherever it is installed (`metrics/spark_cluster.py` needs it), and
# pyspark warns about pandas frames, which it never gets here.
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
