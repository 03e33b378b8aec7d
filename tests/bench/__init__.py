"""Speed against the usual ways, side by side in one run: ``python -m tests.bench [SECTION …]``, or ``make bench``.

A section is a module in ``sections/`` with a function ``measure(full)`` that yields ``Ratio``; it runs once per database, in
a process of its own with empty tables. ``FULL=1`` adds the large cases.
"""
