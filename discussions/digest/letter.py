"""The words of a digest, in the language of translation.  Numbers only: no name, title, question or space."""

from datetime import UTC, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from discussions.digest.reads import News


def write(news: News, since: datetime) -> tuple[str, str]:
    """Subject and body.  A line for each number that is not zero."""
    waits = {
        "polls": _("Polls that ask for your vote: %(n)d") + (f" {closes(news.due)}" if news.due else ""),
        "documents": _("Documents to review, accept or confirm: %(n)d"),
        "between": _("Posts and proposals between groups: %(n)d"),
        "returned": _("Texts of yours that came back: %(n)d"),
        "reports": _("Reports in groups that you moderate: %(n)d"),
        "mentions": _("Unread mentions of you: %(n)d"),
    }
    new = {
        "messages": (_("Unread messages: %(n)d"), news.messages),
        "results": (_("Polls that closed since %(time)s UTC: %(n)d"), news.results),
    }
    parts = [
        section(_("Waits for you"), [line % {"n": news.waits[name]} for name, line in waits.items() if news.waits[name]]),
        section(_("New"), [line % {"n": n, "time": clock(since)} for line, n in new.values() if n]),
        settings.SITE_ORIGIN + "/",
        _("If you have voted already, there is nothing to do.") if news.waits["polls"] else "",
        _("You choose when this letter comes, or that it never does: %(address)s") % {"address": f"{settings.SITE_ORIGIN}/settings#digest"},
    ]
    return _("What waits for you, and what is new"), "\n\n".join(part for part in parts if part) + "\n"


def section(title: str, lines: list[str]) -> str:
    """A heading with its lines; nothing without any."""
    return "\n".join([title, *(f"– {line}" for line in lines)]) if lines else ""


def closes(due: datetime) -> str:
    """When the nearest poll closes."""
    return _("(the next one closes on %(time)s UTC)") % {"time": clock(due)}


def clock(moment: datetime) -> str:
    """A moment in UTC, as a letter writes it."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"
