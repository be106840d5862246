"""Ids that tell nothing: no order, no count, no time."""

import secrets

JS_SAFE = 2**53 - 1  # the largest whole number that a browser keeps exactly


def random_id() -> int:
    """A random id between 1 and 2^53 - 1.

    Ids from a database sequence would tell outsiders how many rows there are and how fast they come.
    Two equal ids are met by the primary key: the insert fails and is tried again by its caller.
    """
    return secrets.randbelow(JS_SAFE) + 1
