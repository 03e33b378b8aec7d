"""Way in: web pages with schema.org data (format ``schema-org``)."""
