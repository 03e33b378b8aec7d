"""An old site in one language whose base template has one block, in its body, and takes the title from ``page``."""
