"""``{% load opinovi %}``: how templates of the public pages say things; the tags are in `views.tags`, by subject."""

from __future__ import annotations

from django import template

from opinovi_wagtail.views.tags import codes, courses, events, frame, guides, links, money, rows, times, words

register = template.Library()
for _part in (codes, courses, events, frame, guides, links, money, rows, times, words):
    register.tags.update(_part.register.tags)
    register.filters.update(_part.register.filters)
