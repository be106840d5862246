"""The generator's memory: exactly once, and how long it took."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from bench.line import Line
from bench.load import Check, Load
from bench.text import Text


@pytest.fixture
async def lines() -> AsyncIterator[list[Line]]:
    pairs = [socket.socketpair() for _ in range(3)]
    yield [Line(ours, f"session{number}", number) for number, (ours, _) in enumerate(pairs)]
    for pair in pairs:
        for each in pair:
            each.close()


def load_for(lines: list[Line], answered_by_ack: bool = True) -> Load:
    return Load(lines, lambda _line, client_id: client_id.encode(), answered_by_ack=answered_by_ack)


def text(*delivered: bytes, acked: bytes = b"") -> Text:
    return Text(b"", delivered=delivered, acked=(acked,) if acked else ())


def hear(load: Load, line: Line, what: Text, at: float) -> None:
    """What the crowd does with an arrival."""
    line.heard.append(what)
    what.arrivals.append(at)
    load.hear(line, what, at)


async def test_a_message_that_reached_everybody_once_is_clean(lines: list[Line]) -> None:
    load = load_for(lines)
    key = load.post(lines[0])
    hear(load, lines[0], text(acked=key), 1.0)
    assert not load.is_whole()
    news = text(key)
    for line in lines:
        hear(load, line, news, 2.0)
    assert load.is_whole()
    assert load.check() == Check()
    assert load.check().clean
    assert load.delivery_seconds() == [2.0 - load.sent[key]] * 3


async def test_a_message_missing_at_one_socket_is_lost_there(lines: list[Line]) -> None:
    load = load_for(lines)
    first, second = load.post(lines[0]), load.post(lines[1])
    for key, line in ((first, lines[0]), (second, lines[1])):
        hear(load, line, text(acked=key), 1.0)
    both, one = text(first, second), text(second)
    for line, what in zip(lines, (both, both, one), strict=True):
        hear(load, line, what, 2.0)
    assert load.check() == Check(lost=1)
    assert not load.is_whole()


async def test_a_message_that_comes_twice_is_doubled_though_another_is_missing(lines: list[Line]) -> None:
    """The counts alone would agree."""
    load = load_for(lines)
    first, second = load.post(lines[0]), load.post(lines[0])
    hear(load, lines[0], text(acked=first), 1.0)
    hear(load, lines[0], text(acked=second), 1.0)
    for line in lines:
        hear(load, line, text(first), 2.0)
        hear(load, line, text(first), 2.0)
    assert load.is_whole()
    assert load.check() == Check(lost=3, doubled=3)


async def test_what_was_refused_is_expected_nowhere(lines: list[Line]) -> None:
    load = load_for(lines)
    key = load.post(lines[0])
    hear(load, lines[0], Text(b"", refused=((key, "too_many"),)), 1.0)
    assert load.is_whole()
    assert load.check() == Check(refused={"too_many": 1})


async def test_what_nobody_answered_is_told(lines: list[Line]) -> None:
    load = load_for(lines)
    load.post(lines[0])
    assert load.check() == Check(unanswered=1)


async def test_a_socket_that_was_closed_misses_nothing_more(lines: list[Line]) -> None:
    """It would come back and catch up; that it was closed is told."""
    load = load_for(lines)
    key = load.post(lines[0])
    hear(load, lines[0], text(acked=key), 1.0)
    lines[2].end(4008)
    news = text(key)
    for line in lines[:2]:
        hear(load, line, news, 2.0)
    assert load.is_whole()
    assert load.check() == Check(closed={4008: 1})


async def test_a_socket_that_takes_nothing_is_a_refusal(lines: list[Line]) -> None:
    load = load_for(lines)
    lines[0].sock.close()
    load.post(lines[0])
    assert load.check() == Check(refused={"not_sent": 1})


@pytest.mark.parametrize("copy_first", [True, False])
async def test_a_message_is_done_when_it_was_answered_and_its_author_has_the_copy(lines: list[Line], copy_first: bool) -> None:
    load, done = load_for(lines), list[bytes]()
    load.when_done = done.append
    key = load.post(lines[0])
    events = [text(key), text(acked=key)]
    first, second = events if copy_first else events[::-1]
    hear(load, lines[0], first, 1.0)
    assert done == []
    hear(load, lines[0], second, 2.0)
    assert done == [key]


async def test_without_answers_the_authors_copy_is_one(lines: list[Line]) -> None:
    load, done = load_for(lines, answered_by_ack=False), list[bytes]()
    load.when_done = done.append
    key = load.post(lines[0])
    for line in lines:
        hear(load, line, text(key), 1.0)
    assert done == [key]
    assert load.is_whole()
    assert load.check().clean


async def test_a_line_tells_those_who_wait_that_it_ended(lines: list[Line]) -> None:
    lines[0].end(4001)
    await asyncio.wait_for(lines[0].ready, 1)
    assert lines[0].closed == 4001
