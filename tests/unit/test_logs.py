"""Lines of the log: JSON, with what happened and never what was said."""

import json
import logging
import sys
import threading

import pytest
from structlog.contextvars import bound_contextvars

from collab import logs

CANARY = "a-canary-that-nobody-may-read"


def line(name: str, level: int, message: str, *args: object, error: bool = False, **extra: object) -> dict[str, object]:
    """What is written for a record, parsed."""
    record = logging.LogRecord(name, level, __file__, 1, message, args, sys.exc_info() if error else None)
    record.__dict__ |= extra
    text = logs.formatter().format(record)
    assert "\n" not in text
    parsed: dict[str, object] = json.loads(text)
    return parsed


def test_a_line_says_what_when_and_where() -> None:
    with bound_contextvars(request_id="5f", socket_id="7a"):
        told = line("collab.polls", logging.INFO, "poll %s could not be opened", 7, status=200)
    assert str(told.pop("time")).endswith("Z")
    assert told == {
        "event": "poll 7 could not be opened", "level": "info", "logger": "collab.polls", "status": 200, "request_id": "5f",
        "socket_id": "7a",
    }  # fmt: skip


def test_only_named_fields_are_written() -> None:
    told = line("collab.polls", logging.INFO, "x", person=CANARY, request=CANARY, status=1)
    assert CANARY not in str(told)


def test_an_exception_is_told_by_its_way_not_by_its_words() -> None:
    try:
        try:
            int(CANARY)
        except ValueError as inner:
            raise KeyError(CANARY) from inner
    except KeyError:
        told = line("collab.api", logging.ERROR, "a request failed", error=True)
    assert (told["error"], told["because"]) == ("KeyError", ["ValueError"])
    assert str(told["trace"]).endswith("test_an_exception_is_told_by_its_way_not_by_its_words']")
    assert CANARY not in str(told)


@pytest.mark.parametrize("name", ["django.request", "allauth", "asyncio", "collaborators"])
def test_a_library_is_told_by_its_template(name: str) -> None:
    told = line(name, logging.WARNING, "%s: %s", "Not Found", CANARY, request=CANARY, status_code=404)
    assert (told["event"], CANARY in str(told)) == ("%s: %s", False)
    told = line(name, logging.WARNING, f"it composed {CANARY} itself")
    assert (told["event"], CANARY in str(told)) == ("a library says something", False)
    assert told["where"] == "test_logs:1"


def test_no_line_can_be_forged() -> None:
    assert line("collab.api", logging.INFO, "a\n%s", 'b\r\n{"event": "forged"}\x1b[2J')["event"] == 'a\nb\r\n{"event": "forged"}\x1b[2J'


@pytest.mark.parametrize(
    ("given", "trusted", "kept"),
    [
        ("0123456789abcdef", True, True), ("6f0e6a7e-6f7d-4f0e-9d3e-555555555555", True, True), ("0123456789abcdef", False, False),
        ("short", True, False), ("x" * 65, True, False), ("0123456789abcdef\n", True, False), ("somebody@example.org", True, False),
        ("", True, False),
    ],
)  # fmt: skip
def test_an_id_comes_from_a_trusted_proxy_or_from_us(given: str, trusted: bool, kept: bool) -> None:
    found = logs.request_id({"X-Request-ID": given}, trusted=trusted)
    assert (found == given) is kept
    assert kept or (len(found) == 16 and found != logs.request_id({}, trusted=trusted))


def test_a_thread_that_falls_says_so_without_words(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    logs.watch_threads()
    thread = threading.Thread(target=int, args=(CANARY,))
    thread.start()
    thread.join()
    [record] = caplog.records
    assert record.message == "a thread has fallen"
    assert CANARY not in logs.formatter().format(record)
