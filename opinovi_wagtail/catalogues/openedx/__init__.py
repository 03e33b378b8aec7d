"""Way in: Open edX, its LMS and its catalogue service."""
