"""Opin Ovi for Wagtail: courses, events, funding guides, registration and catalogue sync for adult education."""

__version__ = "0.1.0"
