"""The components and figures of the look, for every template: `{% load semesta %}` (docs/how-to/write-a-page.md)."""

from __future__ import annotations

from django import template

from semesta.web.core.tags import figures, lists, parts

register = template.Library()
for themed in (figures.register, lists.register, parts.register):
    register.tags |= themed.tags
    register.filters |= themed.filters
