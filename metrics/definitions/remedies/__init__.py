"""What victims claim, are awarded and are paid."""
