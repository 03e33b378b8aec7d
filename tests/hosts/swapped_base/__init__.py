"""A site on Wagtail 8 that has put a base page of its own in the place of Wagtail's."""
