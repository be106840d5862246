"""Sharing a secret so that any k of n shares give it back and k - 1 tell nothing (Shamir 1979), byte by byte over GF(256).

The field is that of AES (x^8 + x^4 + x^3 + x + 1).  Its twin in the browser is frontend/src/wire/custody/shamir.ts; both are held to
the same vectors.  Products are computed without tables or branches on the secret.
"""

from collections.abc import Mapping
from secrets import token_bytes


def product(a: int, b: int) -> int:
    """a · b in the field."""
    found = 0
    for _ in range(8):
        found ^= -(b & 1) & a
        a = (a << 1) ^ (-(a >> 7) & 0x11B)
        b >>= 1
    return found


def inverse(a: int) -> int:
    """1 / a, as a to the 254th.  0 has none and gives 0."""
    found, power = 1, a
    for _ in range(7):  # 254 = 2 + 4 + … + 128
        power = product(power, power)
        found = product(found, power)
    return found


def split(secret: bytes, *, needed: int, shares: int) -> dict[int, bytes]:
    """Shares of `secret` by their number, from 1 on, each as long as it; `needed` of them give it back."""
    if not 2 <= needed <= shares <= 255:
        raise ValueError("2 ≤ needed ≤ shares ≤ 255")
    higher = [token_bytes(len(secret)) for _ in range(needed - 1)]
    return {x: bytes(_value([byte, *coefficients], x) for byte, *coefficients in zip(secret, *higher, strict=True))
            for x in range(1, shares + 1)}  # fmt: skip


def _value(coefficients: list[int], x: int) -> int:
    """The polynomial at x, the constant coefficient first."""
    found = 0
    for each in reversed(coefficients):
        found = product(found, x) ^ each
    return found


def join(shares: Mapping[int, bytes]) -> bytes:
    """What these shares were split from.  Of too few, or of wrong ones, it is other bytes: what the secret opens must tell."""
    if 0 in shares or len({len(each) for each in shares.values()}) != 1:
        raise ValueError("shares have numbers from 1 on, and one length")
    weights = {x: _weight(x, shares) for x in shares}
    size = len(next(iter(shares.values())))
    found = bytearray(size)
    for x, share in shares.items():
        for at in range(size):
            found[at] ^= product(share[at], weights[x])
    return bytes(found)


def _weight(x: int, shares: Mapping[int, bytes]) -> int:
    """Lagrange's weight of the share at x, for the value at 0: the product of other / (other - x)."""
    found = 1
    for other in shares:
        if other != x:
            found = product(found, product(other, inverse(other ^ x)))
    return found
