"""Way in: Moodle, by its REST web service."""
