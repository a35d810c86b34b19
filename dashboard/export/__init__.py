"""Reports, questionnaires, editions and cards as files: made of the frames that pages show."""
