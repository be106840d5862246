"""Writers on SQLite go in the order in which they came, and one who gives up holds nobody."""

import threading
import time

from django.db.backends.sqlite3 import base

from collab.sqlite.base import DatabaseWrapper, Turnstile


def until_waiting(turnstile: Turnstile, count: int) -> None:
    """Come back when so many stand in line."""
    deadline = time.monotonic() + 20
    while len(turnstile._waiting) != count:
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_they_are_let_in_in_the_order_of_arrival() -> None:
    turnstile, order = Turnstile(), []
    assert turnstile.enter(0)

    def write(number: int) -> None:
        assert turnstile.enter(20)
        order.append(number)
        turnstile.leave()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for number, thread in enumerate(threads):
        thread.start()
        until_waiting(turnstile, number + 1)
    turnstile.leave()
    for thread in threads:
        thread.join(20)
    assert order == list(range(8))
    assert turnstile.enter(0)  # and it is free again


def test_one_who_gives_up_holds_nobody() -> None:
    turnstile = Turnstile()
    assert turnstile.enter(0)
    assert not turnstile.enter(0.01)
    assert not turnstile._waiting
    turnstile.leave()
    assert turnstile.enter(0)


def test_the_back_end_has_the_methods_that_are_extended() -> None:
    ours = {name for name in vars(DatabaseWrapper) if name.startswith("_") and not name.startswith("__")} - {"_leave"}
    assert ours == {"_start_transaction_under_autocommit", "_commit", "_rollback", "_close"}
    assert [name for name in ours if not hasattr(base.DatabaseWrapper, name)] == []
