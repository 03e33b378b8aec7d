"""Way in: Linked Events, the event API of Finnish cities."""
