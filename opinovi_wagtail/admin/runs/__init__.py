"""Runs of the sync in the desk: their list, and the report of one of them."""
