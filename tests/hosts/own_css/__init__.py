"""A site with a corporate style sheet of its own, which styles bare elements and everything inside its content."""
