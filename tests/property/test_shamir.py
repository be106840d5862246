"""Sharing a secret: any k of n give it back, k - 1 tell nothing, and a share that was changed is noticed."""

from itertools import combinations
from secrets import token_bytes
from unittest.mock import patch

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from discussions.bridges.custody import shamir
from discussions.bridges.custody.shamir import inverse, join, product, split

FEW = settings(max_examples=25, deadline=None)
VECTOR = {1: "daf78a", 2: "f9db38", 3: "4849cb", 4: "d5303d"}  # of b"key", three of four
SHAPES = st.integers(2, 6).flatmap(lambda shares: st.tuples(st.integers(2, shares), st.just(shares)))


def test_the_field_is_that_of_aes() -> None:
    """Products and an inverse that FIPS 197 works out, and the laws that hold for all."""
    assert (product(0x57, 0x83), product(0x57, 0x13), inverse(0x53)) == (0xC1, 0xFE, 0xCA)
    assert all(product(a, inverse(a)) == 1 for a in range(1, 256))
    assert all(product(a, 1) == a and product(a, 0) == 0 for a in range(256))


@FEW
@given(st.binary(min_size=1, max_size=32), SHAPES)
def test_any_k_shares_give_it_back(secret: bytes, shape: tuple[int, int]) -> None:
    needed, shares = shape
    parts = split(secret, needed=needed, shares=shares)
    assert list(parts) == list(range(1, shares + 1))
    for some in combinations(parts, needed):
        assert join({x: parts[x] for x in some}) == secret
    assert join(parts) == secret


@given(st.integers(2, 5), st.integers(0, 255), st.data())
@FEW
def test_fewer_fit_every_secret_alike(needed: int, secret: int, data: st.DataObject) -> None:
    """Algebra, not statistics: whatever k - 1 shares say, each of the 256 secrets goes with exactly one polynomial through them."""
    held = {x: data.draw(st.binary(min_size=1, max_size=1)) for x in range(1, needed)}
    last = {join({**held, needed: bytes([y])})[0] for y in range(256)}
    assert last == set(range(256))
    assert secret in last


def test_shares_are_what_chance_made_of_them() -> None:
    """The coefficients come from the system's chance and are used once; with them fixed, the shares are known numbers.

    The browser joins the same vector: frontend/src/wire/custody/shamir.test.ts.
    """
    with patch.object(shamir, "token_bytes", side_effect=[bytes([0x10, 0x20, 0x30]), bytes([0xA1, 0xB2, 0xC3])]) as chance:
        parts = split(b"key", needed=3, shares=4)
    assert chance.call_count == 2
    assert {x: share.hex() for x, share in parts.items()} == VECTOR
    assert join({x: parts[x] for x in (4, 1, 3)}) == b"key"


@pytest.mark.parametrize("needed, shares", [(1, 3), (4, 3), (2, 256)])
def test_what_cannot_be_shared(needed: int, shares: int) -> None:
    with pytest.raises(ValueError, match="needed"):
        split(b"secret", needed=needed, shares=shares)


def test_what_cannot_be_joined() -> None:
    for shares in ({0: b"a", 1: b"b"}, {1: b"a", 2: b"bc"}, {}):
        with pytest.raises(ValueError, match="shares"):
            join(shares)


@FEW
@given(st.integers(0, 31), st.integers(1, 255))
def test_a_changed_share_is_noticed(at: int, change: int) -> None:
    """By what the secret opens: a key that is wrong in one bit opens nothing."""
    key, nonce = AESGCM.generate_key(256), token_bytes(12)
    sealed = AESGCM(key).encrypt(nonce, b"Ben", b"name|1")
    parts = split(key, needed=2, shares=3)
    bent = bytearray(parts[1])
    bent[at] ^= change
    assert AESGCM(join({1: parts[1], 3: parts[3]})).decrypt(nonce, sealed, b"name|1") == b"Ben"
    with pytest.raises(InvalidTag):
        AESGCM(join({1: bytes(bent), 3: parts[3]})).decrypt(nonce, sealed, b"name|1")
