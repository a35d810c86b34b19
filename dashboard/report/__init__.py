"""Reports: what is taken away, made of the frames that pages show."""
