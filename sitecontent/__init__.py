"""The reference partner site: settings, addresses, theme and starter content. Newcomers run it; it is not in the wheel."""
