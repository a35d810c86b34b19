"""What holds of any bytes: they are refused with a finding, or rectangular and round-trip."""
