"""Settings of the reference site: base, and one module each for demo, test and production."""
