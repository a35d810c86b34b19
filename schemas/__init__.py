"""What a record is: vocabulary, tables, rules, frames, findings, the database that holds them."""
