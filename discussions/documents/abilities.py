"""What a reader may do with a document now: the rules, asked for a screen."""

from collections.abc import Callable

from collab.errors import DomainError
from collab.labels import Label
from discussions.documents.policies import (
    DocumentFacts,
    check_acknowledge,
    check_add,
    check_archive,
    check_ask,
    check_break,
    check_comment,
    check_freeze,
    check_hear,
    check_hold,
    check_own,
    check_publish,
    check_read,
    check_relabel,
    check_source,
    check_submit,
    check_take,
    check_withdraw,
    check_work,
    check_write_text,
)  # fmt: skip
from discussions.documents.retention.policies import check_dispose
from discussions.documents.roles import DocumentState
from discussions.documents.shapes import Abilities
from discussions.documents.wishes.policies import check_wish
from discussions.spaces.policies import Standing, check_moderate


def abilities(standing: Standing, facts: DocumentFacts, label: str, *, translated: bool) -> Abilities:
    """What the person may do now, by asking the rules.  `translated`: the document is a translation itself."""
    return Abilities(
        describe=passes(check_source, standing, facts),
        add_version=passes(check_add, standing, facts),
        submit=passes(check_freeze if facts.living else check_submit, standing, facts),
        write_text=passes(check_write_text, standing, facts),
        review=passes(check_moderate, standing) and not facts.own_work and facts.state is DocumentState.IN_REVIEW,
        withdraw=passes(check_withdraw, standing, facts) and not facts.state.over,
        raise_label=label != standing.ceiling and passes(check_relabel, standing, facts, label, standing.ceiling),
        lower_label=label != Label.CLEAR and passes(check_relabel, standing, facts, label, Label.CLEAR),
        read=passes(check_read, standing, facts),
        hear=passes(check_hear, standing, facts),
        comment=passes(check_comment, standing, facts),
        download=passes(check_read, standing, facts) and passes(check_take, label),
        publish=passes(check_publish, standing, facts, facts.newest),
        archive=passes(check_archive, standing, facts),
        check_out=facts.mine_until is None and passes(check_work, standing, facts),
        end_check_out=(facts.mine_until or facts.taken_until) is not None and passes(check_break, standing, facts),
        hold=not facts.held and passes(check_hold, standing, facts),
        lift_hold=facts.held and passes(check_hold, standing, facts),
        dispose=facts.state is not DocumentState.DISPOSED and passes(check_dispose, standing, facts),
        co_own=passes(check_own, standing, facts, label),
        ask=passes(check_ask, standing, facts),
        acknowledge=facts.home and passes(check_acknowledge, standing, facts),
        wish=passes(check_wish, standing, facts, label),
        decide_wish=facts.wished and facts.home and (facts.source or standing.moderates),
        translate=not translated and passes(check_comment, standing, facts),
    )


def passes(check: Callable[..., None], *arguments: object) -> bool:
    """Whether a rule says nothing against it."""
    try:
        check(*arguments)
    except DomainError:
        return False
    return True
