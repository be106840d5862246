"""Who knows of cases, and who sends no files for now.  Pure."""

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, NotFound, Refused


def check_lead(leads: bool) -> None:
    """Raise NotFound to all but the safeguarding leads: that there are cases at all is theirs to know."""
    if not leads:
        raise NotFound


def check_unpaused(paused: bool) -> None:
    """Raise Refused (uploads_paused) for somebody who sends no files for now.  Why is said to nobody but the leads."""
    if paused:
        raise Refused(Code.UPLOADS_PAUSED, _("Uploads are unavailable for your account; the secretariat will contact you."))


def check_purge(*, referred: bool, purged: bool) -> None:
    """Raise Conflict (wrong_state) for bytes that nobody was told of yet, or that are destroyed already."""
    if not referred:
        raise Conflict(Code.WRONG_STATE, _("Record the referral first."), state="sealed")
    if purged:
        raise Conflict(Code.WRONG_STATE, _("What was sealed has been destroyed already."), state="purged")
