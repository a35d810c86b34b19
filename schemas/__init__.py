"""Define the record model: code lists, tables, rules, findings, languages and storage."""

import warnings

# If pyspark is installed (`metrics/spark_cluster.py` needs it), pandera imports it, and it warns
# about pandas frames, which this project never gives it.
warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")


# The public modules. Python loads each of them at its first import.
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
