"""Way in: another site with this plugin."""
