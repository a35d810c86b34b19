"""What is counted once of a state of the records, and then answers every choice of years."""
