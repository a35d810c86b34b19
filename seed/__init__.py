"""Where records come from: submissions read, mapped and checked, batches stored, made-up worlds."""
