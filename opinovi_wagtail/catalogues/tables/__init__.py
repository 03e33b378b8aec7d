"""Way in: tables of courses, CSV, .xlsx and .xls (format ``csv``)."""
