"""Static editions: websites with all measures of each jurisdiction, for any web server."""
