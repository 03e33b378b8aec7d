"""Catalogue formats of this site, named in ``OPINOVI_WAGTAIL["CATALOGUE_FORMATS"]``: how a site brings a format of its own."""
