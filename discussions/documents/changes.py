"""One change of one document: its locks, who stands before it, who is told, what is shown and recorded."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from collab.accounts.models import Person
from collab.audit.record import record
from collab.clock import now
from collab.errors import Code, Invalid, NotFound
from collab.streams.counter import Counter, lock_all
from collab.text.plain import tidy
from discussions.documents.attributes.reads import attributes_in
from discussions.documents.attributes.shapes import AttributeShape
from discussions.documents.models import Document, LivingText, Owner, Version
from discussions.documents.policies import DocumentFacts
from discussions.documents.reads import MODERATING, document_shape, full_documents, owned_documents, seen_document, standing_at, text_of
from discussions.documents.shapes import DocumentShape
from discussions.documents.variants import touch_family
from discussions.personal.actions import notify
from discussions.spaces.models import Admission
from discussions.spaces.policies import Standing
from groups.models import Seat


class Change:
    """One change of one document under the locks of its space and of those who will be told.

    Inside a transaction.  Raises NotFound.
    """

    def __init__(
        self, person_id: int, space_id: int, place: int, *, tell_moderators: bool = False, tell_group: int = 0, tell_hands: bool = False,
        also: tuple[int, ...] = (),
    ) -> None:  # fmt: skip
        listeners = self._streams(person_id, space_id, place, tell_moderators, tell_group)
        if tell_hands:
            listeners |= self._streams(person_id, space_id, place, False, 0)
        listeners |= dict(Person.objects.filter(pk__in=also).exclude(pk=person_id).values_list("pk", "stream_id"))
        texts = LivingText.objects.filter(document__space_id=space_id, document__entry__place=place).values_list("stream_id", flat=True)
        self.counters: dict[int, Counter] = lock_all([space_id, *listeners.values(), *texts])
        self.listeners = listeners
        self.standing: Standing = standing_at(person_id, space_id, place)
        document, facts = seen_document(self.standing, place)
        self.document: Document = document
        self.facts: DocumentFacts = facts

    def _streams(self, person_id: int, space_id: int, place: int, tell_moderators: bool, tell_group: int) -> dict[int, int]:
        """Own streams by person: its source and its submitter, or the moderators who answer for it; never the actor."""
        this = Q(space_id=space_id, entry__place=place)
        translations = Q(translates__space_id=space_id, translates__entry__place=place)  # raised with their original
        document = Document.objects.filter(this | translations).select_related(
            "author__person", "submitted_by__person", "checked_out_by__person"
        )
        hands = [seat.person for row in document for seat in (row.author, row.submitted_by, row.checked_out_by) if seat is not None]
        if tell_moderators:
            rows = Admission.objects.filter(space_id=space_id, ended_at__isnull=True, seat__role__in=MODERATING)
            hands = [row.seat.person for row in rows.select_related("seat__person")]
            owners = Owner.objects.filter(document__in=document).values("group_id")
            seats = Seat.objects.reading_at(now()).filter(group_id__in=owners, role__in=MODERATING).select_related("person")
            hands += [seat.person for seat in seats]
        if tell_group:
            seats = Seat.objects.reading_at(now()).filter(group_id=tell_group, role__in=MODERATING).select_related("person")
            hands = [seat.person for seat in seats]
        return {person.pk: person.stream_id for person in hands if person.pk != person_id}

    def tell(self, what: str, person_ids: set[int], about: Document | None = None, **facts: object) -> None:
        """Put a notice into the streams of these people, as far as they are locked and still read the document (or `about`)."""
        document = about or self.document
        inside = Admission.objects.filter(space_id=self.standing.space_id, ended_at__isnull=True, floor__lt=document.entry.place)
        readers = set(inside.filter(seat__person_id__in=person_ids).values_list("seat__person_id", flat=True))
        readers |= {person_id for person_id in person_ids - readers if owned_documents(person_id).filter(pk=document.pk).exists()}
        for person_id in sorted(readers & set(self.listeners)):
            notify(self.counters[self.listeners[person_id]], person_id, what, document.entry, **facts)

    def authors(self) -> set[int]:
        """The people who answer for the version under review."""
        return {seat.person_id for seat in (self.document.author, self.document.submitted_by) if seat is not None}

    def newest(self) -> Version:
        """The newest version."""
        return self.version(self.facts.newest)

    def version(self, number: int) -> Version:
        """The version of this number.  Raises NotFound."""
        found = self.document.versions.filter(number=number).first()
        if found is None:
            raise NotFound
        return found

    def attributes(self) -> list[AttributeShape]:
        """What may be said of the document."""
        assert self.document.space.group_id is not None, "no document lies between groups"
        return attributes_in(self.document.space.group_id)

    def expel_from_text(self) -> None:
        """Whoever hears its text is checked anew.  Told with the change itself."""
        if (text := text_of(self.document)) is not None:
            self.counters[text.stream_id].expel()

    def ring(self) -> None:
        """Show the document anew to the space: what hangs on it has changed, not the document."""
        self.counters[self.standing.space_id].touch(self.document.entry)
        for counter in self.counters.values():
            counter.save()

    def finish(self, *fields: str) -> DocumentShape:
        """Write the document, show it to the space, ring; the shape that everyone gets."""
        self.document.changed_at = self.standing.now
        self.document.save(update_fields=["changed_at", *fields])
        touch_family(self.counters[self.standing.space_id], self.document)
        self.ring()
        return self.shape()

    def shape(self) -> DocumentShape:
        """The document as everyone reads it now."""
        return document_shape(full_documents().get(pk=self.document.pk))

    def record(self, verb: str, reason: str = "", about: Document | None = None, **facts: object) -> None:
        """Append to the group's audit chain; the last write."""
        subject = f"{self.standing.space_id}/{about.entry.place if about else self.facts.place}"
        record(
            verb, group_id=self.standing.group_id, actor_id=self.standing.person_id, subject=("document", subject), reason=reason, **facts
        )


def told(reason: str) -> str:
    """A reason, tidied.  Raises Invalid (empty)."""
    words = tidy(reason)
    if not words:
        raise Invalid(Code.EMPTY, _("Say why: others will ask."), fields=["reason"])
    return words
