"""A thread of three sides that has custodians, and what a custodian's browser does: a pair of keys, a share opened, a name read.

Dora is the custodian of Weavers, Pam of Potters, Gus of Dyers.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from collab.accounts.models import Person
from collab.clock import now
from discussions.bridges.actions import accept_bridge
from discussions.bridges.amending import amend_bridge, answer_amendment
from discussions.bridges.custody.keys import keep_key
from discussions.bridges.custody.models import Custodian, Unsealing
from discussions.bridges.custody.sealing import INFO, Letter, about_share, bytes_of, text_of
from discussions.bridges.custody.sealing import letter as letter_to
from discussions.bridges.custody.shamir import join
from discussions.bridges.custody.shapes import CustodyKeyDraft
from discussions.bridges.models import Crossing, Side
from discussions.bridges.shapes import Answer, CharterChangeDraft, CharterChanges, Consent, CrossingShape
from tests.api.ask import Answer as Told
from tests.api.ask import ask
from tests.council import HOUR
from tests.span import Span

WAYS = ["name", "organisation", "constituency", "unattributed"]


def public(pair: EllipticCurvePrivateKey) -> str:
    """The half that a site is told."""
    return text_of(pair.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def opened(letter: Letter, pair: EllipticCurvePrivateKey, about: str) -> bytes:
    """What was sealed to this pair.  Raises InvalidTag."""
    half = bytes_of(letter["half"])
    shared = pair.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), half))
    key = HKDF(SHA256(), 32, salt=half + bytes_of(public(pair)), info=INFO).derive(shared)
    return AESGCM(key).decrypt(bytes_of(letter["nonce"]), bytes_of(letter["sealed"]), about.encode())


@dataclass
class Custody:
    """An opened thread whose charter names three custodians."""

    span: Span
    pairs: dict[int, EllipticCurvePrivateKey] = field(default_factory=dict)  # by person id
    custodians: list[Person] = field(default_factory=list)

    def named(self, who: Person, moderator: Person, group: int) -> None:
        """A custodian makes a key, a moderator of the side asks for it, and every side agrees."""
        pair = generate_private_key(SECP256R1())
        keep_key(who.pk, self.span.seat(who), CustodyKeyDraft(public_key=public(pair)))
        self.pairs[who.pk] = pair
        self.custodians.append(who)
        self.agreed(moderator, group, custodian=self.span.seat(who))

    def agreed(self, moderator: Person, group: int, **changes: Any) -> None:
        """A change of the charter that all three sides agree to."""
        span = self.span
        asked = amend_bridge(moderator.pk, span.bridge, CharterChangeDraft(changes=CharterChanges(**changes), group=group))
        number = next(each.number for each in asked.amendments if each.ours)
        for other in (span.world.ada, span.world.eve, span.gus):
            if other != moderator:
                answer_amendment(other.pk, span.bridge, number, Consent(agree=True))

    def submit(self, who: Person, **more: object) -> CrossingShape:
        """A sealed post that waits, as its author sees it."""
        return self.span.submit(who, custody="sealed", **more)

    def released(self, number: int) -> CrossingShape:
        """By two moderators of Weavers."""
        self.span.release(number, by=self.span.mia)
        return self.span.release(number, by=self.span.world.ada)

    def name_of(self, number: int, custodians: list[Person]) -> dict[str, Any]:
        """What these custodians read together.  Raises InvalidTag where they are too few."""
        seal = Crossing.objects.select_related("seal").get(number=number).seal
        parts = {}
        for who in custodians:
            share = next(each for each in seal.shares if each["key"] == public(self.pairs[who.pk]))
            parts[share["number"]] = opened(share, self.pairs[who.pk], about_share(number, share["number"]))
        found = AESGCM(join(parts)).decrypt(bytes_of(seal.nonce), bytes_of(seal.name), f"name|{number}".encode())
        name: dict[str, Any] = json.loads(found)
        return name


def build_custody(fresh: Span, **more: object) -> Custody:
    """Weavers, Potters and Dyers, who have no thread yet, in one with a custodian of each."""
    span = fresh.opened(**{"attributions": WAYS, **more})
    accept_bridge(span.gus.pk, span.bridge, Answer(seats=[span.seat(span.gus)]))
    custody = Custody(span)
    custody.named(span.dora, span.world.ada, span.world.weavers.pk)
    custody.named(span.pam, span.world.eve, span.world.potters.pk)
    custody.named(span.gus, span.gus, span.dyers.pk)
    assert Custodian.objects.filter(ended_at=None).count() == 3
    return custody


def some_request(span: Span, crossing: int, reason: str) -> int:
    """The number of a request for a name that waits, of whatever post."""
    side = Side.objects.get(bridge=span.bridge, group=span.world.weavers)
    row = Unsealing.objects.create(
        crossing=Crossing.objects.get(number=crossing), side=side, asked_by=span.seats[span.world.ada.pk], reason=reason, public_key="key",
        at=now(), until=now() + HOUR,
    )  # fmt: skip
    return row.number


class Asked:
    """A released sealed post of Ben's, and Eve who asks for its author."""

    def __init__(self, custody: Custody) -> None:
        self.custody, self.span = custody, custody.span
        self.crossing = custody.submit(self.span.world.ben).crossing
        self.place = custody.released(self.crossing).message
        self.pair: EllipticCurvePrivateKey = generate_private_key(SECP256R1())
        self.number = 0

    def ask(self, who: Person, **more: object) -> Told:
        body = {"reason": "It names a helpline.", "public_key": public(self.pair), **more}
        return ask(who).post(f"/api/bridges/{self.span.bridge}/messages/{self.place}/unseal", body)

    def asked(self) -> "Asked":
        status, answer = self.ask(self.span.world.eve)
        assert status == 201, answer
        self.number = answer["number"]
        return self

    def answer(self, who: Person, *, grants: bool, reason: str = "Right.") -> Told:
        """As the browser of a custodian answers."""
        sealed: Any = None
        waiting = ask(who).get("/api/custody/requests")[1]
        request = next((each for each in waiting if each["number"] == self.number), None)
        if grants and request is not None:
            part = opened(request, self.custody.pairs[who.pk], about_share(request["crossing"], request["share"]))
            sealed = letter_to(part, request["public_key"], f"grant|{self.number}|{request['share']}")
        body = {"reason": reason, "letter": sealed}
        return ask(who).post(f"/api/custody/requests/{self.number}/answer", body)

    def open(self, who: Person) -> Told:
        return ask(who).post(f"/api/custody/requests/{self.number}/open")

    def shown(self, who: Person) -> dict[str, Any]:
        """The request as somebody in the thread sees it."""
        (one,) = ask(who).get(f"/api/bridges/{self.span.bridge}")[1]["unsealings"]
        found: dict[str, Any] = one
        return found

    def read(self, answer: dict[str, Any]) -> dict[str, Any]:
        """As the asker's browser reads the name.  Raises InvalidTag."""
        letters = answer["letters"]
        parts = {each["share"]: opened(each, self.pair, f"grant|{self.number}|{each['share']}") for each in letters}
        found = AESGCM(join(parts)).decrypt(bytes_of(answer["nonce"]), bytes_of(answer["name"]), f"name|{self.crossing}".encode())
        name: dict[str, Any] = json.loads(found)
        return name
