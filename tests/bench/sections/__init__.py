"""A module per section; what it has to offer stands in the docstring of ``tests.bench``."""
