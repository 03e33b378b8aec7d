"""Catalogue sources in the desk: their list, page and settings, the columns of a table, and what waits for a decision."""
