"""Verbs on registrations: register, cancel, promote, anonymise, and what a person may ask about their data.

Each is one transaction that first locks the event's row. Import a verb from its module:
``from opinovi_wagtail.registrations.register import Entry, register``.
"""
