"""Build the tables of counted units (suspect, case, victim ...). All joins of records are here."""
