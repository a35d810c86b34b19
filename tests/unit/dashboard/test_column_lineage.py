"""The dictionary names the measures that read a column, from the catalogue itself."""

from dashboard import data_dictionary
from metrics import catalogue
from schemas import tables


def test_every_column_that_a_measure_reads_names_it() -> None:
    found = data_dictionary.measures_by_column()
    for id_, measure in catalogue.CATALOGUE.items():
        assert all(id_ in found.of[column] for column in measure.reads)
    assert list(found.titles) == list(catalogue.CATALOGUE)


def test_a_table_without_a_column_that_is_read_feeds_by_its_key() -> None:
    found = data_dictionary.measures_by_column().of
    assert "T01" in found["techniques.technique"]
    assert "V01" in found["protections.victim_id"]
    assert "cases.case_id" not in found


def test_only_tables_and_columns_of_the_record_model_feed() -> None:
    named = {table.name for table in tables.RECORD_TABLES} | {
        f"{table.name}.{column.name}" for table in tables.RECORD_TABLES for column in table.c
    }
    assert set(data_dictionary.measures_by_column().of) <= named
