"""Small parts of the plain pages."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from collab.labels import Label

register = template.Library()
LOOK = {Label.AMBER_STRICT: "amber"}  # one colour for both kinds of amber, as the standard has it


@register.simple_tag
def tlp(label: str) -> SafeString:
    """A label as people see it.  Never translated, never mirrored."""
    known = Label(label)
    return format_html('<span class="tlp tlp-{}">{}</span>', LOOK.get(known, known.value), known.label)
