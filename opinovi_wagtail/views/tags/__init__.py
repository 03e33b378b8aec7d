"""What templates can say with ``{% load opinovi %}``, by subject; `templatetags.opinovi` puts it together."""
