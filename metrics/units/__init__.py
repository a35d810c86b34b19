"""The counted units (suspect, case, victim, ...), one row each. All joins of records are here."""
