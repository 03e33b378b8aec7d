"""The desk: the part of the Wagtail admin in which partners keep their events, courses, guides, people and sources."""
