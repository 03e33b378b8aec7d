"""A site without ``opinovi_wagtail.pages`` whose own event page, which was there before, takes part in Opin Ovi."""
