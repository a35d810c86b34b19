"""Write reports, questionnaires, static websites and cards to files, from the frames of pages."""
