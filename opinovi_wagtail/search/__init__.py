"""Finding rows: the text a row is found by, and later language analysis and facets."""
