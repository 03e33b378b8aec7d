"""Way in: calendars (format ``icalendar``, RFC 5545)."""
