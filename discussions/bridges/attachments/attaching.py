"""Attaching versions to a post: checked by the rules, and kept with it."""

from collections.abc import Iterable

from collab.errors import NotFound
from collab.labels import Label, highest
from discussions.bridges.attachments.models import Attachment
from discussions.bridges.attachments.policies import check_all_stand, check_attach, check_stands
from discussions.bridges.attachments.reads import admitted_to, attached_to, attachment_shape, facts_of, forget, stands
from discussions.bridges.attachments.shapes import VersionRef
from discussions.bridges.models import Crossing
from discussions.documents.models import Version
from groups.models import Seat


def chosen(seat: Seat, refs: list[VersionRef], ceiling: str, kept: Iterable[Version] = ()) -> list[Version]:
    """The versions behind `refs`, each once, for whoever speaks by `seat`.  `kept`: those that go with the post already.

    Raises NotFound for what the seat does not read, Refused (not_allowed), Conflict (already_gone, wrong_state), Invalid
    (label_above_ceiling).
    """
    floors = dict(admitted_to(seat)) if refs else {}
    before = {version.pk for version in kept}
    found: dict[int, Version] = {}
    for ref in refs:
        here = Version.objects.select_related("document__entry", "document__space", "document__author").defer("text")
        version = here.filter(document__space_id=ref.space, document__entry__place=ref.place, number=ref.version).first()
        if version is None or ref.place <= floors.get(ref.space, ref.place):
            raise NotFound
        facts = facts_of(version, seat.group_id, seat)
        if version.pk in before:
            check_stands(facts, ceiling)
        else:
            check_attach(facts, ceiling)
        found[version.pk] = version
    return list(found.values())


def check_kept(versions: Iterable[Version], ceiling: str) -> None:
    """Raise as `check_stands` where something that stays with a post cannot be passed on any more."""
    for version in versions:
        check_stands(facts_of(version, 0), ceiling)


def check_released(crossing: Crossing) -> None:
    """Raise Conflict (already_gone) where something cannot be passed on any more, or has become stricter than its post."""
    check_all_stand(all(stands(row, crossing.entry.label) for row in attached_to(crossing)))


def floor_with(floor: Label, versions: Iterable[Version]) -> Label:
    """The lowest label that a post may carry: what is derived takes the highest."""
    return highest(floor, *(version.document.entry.label for version in versions))


def keep(crossing: Crossing, versions: list[Version]) -> None:
    """Let exactly these go with a post.  What stays keeps the title that it had.  Inside a transaction."""
    crossing.attachments.exclude(version__in=versions).delete()
    titles = dict(crossing.attachments.values_list("version_id", "title"))
    for order, version in enumerate(versions):
        if version.pk in titles:
            crossing.attachments.filter(version=version).update(order=order)
        else:
            Attachment.objects.create(crossing=crossing, version=version, order=order, title=version.document.title)
    forget(crossing)


def take_over(original: Crossing, revision: Crossing) -> None:
    """What goes with new words goes with their post from now on, and nothing else.  Inside a transaction."""
    original.attachments.all().delete()
    revision.attachments.update(crossing=original)
    forget(original)
    forget(revision)


def released(crossing: Crossing) -> list[dict[str, object]] | None:
    """What the message of a post says of what goes with it; None for nothing."""
    return [attachment_shape(row).model_dump(mode="json") for row in attached_to(crossing)] or None


def versions_of(crossing: Crossing) -> list[Version]:
    """What goes with a post."""
    return [row.version for row in attached_to(crossing)]
