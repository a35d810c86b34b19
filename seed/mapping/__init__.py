"""Mapping: turn another system's export into a submission, by a declarative profile in TOML."""

# The public modules. Python loads each of them at its first import.
__all__ = [
    "cell_formats",
    "column_profiles",
    "compare_exports",
    "compared_words",
    "draft_columns",
    "draft_export",
    "draft_selects",
    "draft_tables",
    "guess_columns",
    "mapping_pipeline",
    "mapping_report",
    "not_collected",
    "parse_profile",
    "profile_keys",
    "profile_model",
    "profile_sql",
    "profile_toml",
    "read_source",
    "shown_values",
    "source_layout",
    "sql_tree",
    "toml_reader",
    "upgrade",
]
