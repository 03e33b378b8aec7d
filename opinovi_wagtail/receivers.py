"""Signal receivers: Wagtail tells that a page was published, moved or deleted; ``publishing`` does the rest."""
