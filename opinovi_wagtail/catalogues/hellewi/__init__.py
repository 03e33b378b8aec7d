"""Way in: Hellewi, the course system of adult education centres (experimental)."""
