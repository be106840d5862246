"""Changing one's own account."""

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from collab.accounts.endings import COME_BACK
from collab.accounts.models import Person
from collab.accounts.shapes import MeEdit
from collab.errors import Code, Invalid
from collab.realtime.hub import close_person
from collab.text.plain import tidy


@transaction.atomic
def change_me(person_id: int, edit: MeEdit) -> Person:
    """Change one's name or preferences.  Raises Invalid (empty) for a name without a visible sign."""
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    changed = {name: value for name, value in edit.model_dump(exclude_none=True).items() if getattr(person, name) != value}
    if "name" in changed:
        changed["name"] = " ".join(tidy(changed["name"]).split())
        if not changed["name"]:
            raise Invalid(Code.EMPTY, _("A name needs at least one letter."), fields=["name"])
    for name, value in changed.items():
        setattr(person, name, value)
    if changed:
        person.save(update_fields=list(changed))
    if "name" in changed:
        import_string(settings.WHEN_RIGHTS_CHANGE)(person_id)  # the people of their spaces read the new name
    if "shows_presence" in changed:
        transaction.on_commit(lambda: close_person(person_id, COME_BACK), robust=True)  # tabs join anew, seen or unseen
    return person
