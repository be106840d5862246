"""The votes of a closed poll that were cast by proxy, for what is printed and taken away."""

from django.utils.translation import gettext as _

from discussions.polls.models import Poll
from discussions.polls.reads import unit_name
from discussions.polls.roles import Secrecy
from discussions.polls.tables import Table
from discussions.polls.units import full_voters


def proxies_used(poll: Poll) -> list[tuple[str, str]]:
    """The units whose counted vote another one cast, each with who did; none where votes are not named."""
    if poll.secrecy != Secrecy.NAMED:
        return []
    voters = full_voters().filter(poll=poll, proxy_vote__isnull=False, ballot__version=poll.version)
    return sorted((unit_name(row), row.ballot.cast_by.pseudonym or row.ballot.cast_by.person.name) for row in voters)


def proxy_tables(poll: Poll) -> list[Table]:
    """The same as a table; none without such votes."""
    rows = proxies_used(poll)
    return [Table(_("Proxies"), (_("Unit"), _("Vote cast by")), rows)] if rows else []
