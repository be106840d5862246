"""How a field of a form looks on the pages that Django draws."""

from django import template
from django.forms import BoundField, CheckboxInput
from django.utils.safestring import SafeString

register = template.Library()
MAIL_AND_CODES = {"login": "username", "email": "username", "code": "one-time-code", "password": "current-password"}


@register.filter
def control(field: BoundField) -> SafeString:
    """The input itself, in the look of the house; the label says what a placeholder would."""
    attrs: dict[str, str | bool] = {"placeholder": False}
    if not isinstance(field.field.widget, CheckboxInput):
        attrs["class"] = "input"
    if field.name in MAIL_AND_CODES:
        attrs["autocomplete"] = MAIL_AND_CODES[field.name]
    if field.name == "code":
        attrs |= {"inputmode": "text", "autocapitalize": "characters", "spellcheck": "false"}
    if field.errors:
        attrs["aria-describedby"] = f"{field.auto_id}_error"
    return field.as_widget(attrs=attrs)


@register.filter
def is_choice(field: BoundField) -> bool:
    """A box to tick stands before its label."""
    return isinstance(field.field.widget, CheckboxInput)
