"""What a site writes down of its own running: one JSON object a line, on standard error, and never content.

Nobody's words, names, addresses, cookies or links may be read in a log, which is copied to places with fewer locks than
the database.  So an exception is its class and the way it took, without its message, which may quote what was being
stored; a library's line is its template, without what was filled in; and fields are those named here.
"""

import logging
import re
import secrets
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
OWN = "collab"  # our loggers are collab.<part>
# What a line may carry beside its sentence, by `extra=`.
FIELDS = {"method", "route", "status", "milliseconds", "code", "seconds", "attempt"}
FRAMES_KEPT = 15  # of a traceback, the innermost
LOOKS_LIKE_AN_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")  # UUIDs, ULIDs and hexadecimal, as proxies make them
SILENT = ("django.request",)  # every request has a line of ours; this one would add its raw path


def settings(level: str, *, for_eyes: bool) -> dict[str, Any]:
    """Django's LOGGING.  `for_eyes`: coloured lines with whole messages, for whoever develops on a machine of their own."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": formatter, "for_eyes": for_eyes}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["lines"], "level": "WARNING"},
        "loggers": {
            OWN: {"level": level},
            "django": {"handlers": [], "level": "WARNING", "propagate": True},  # Django's default would mail content to ADMINS
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            **({} if for_eyes else {name: {"level": "ERROR"} for name in SILENT}),
        },
    }


def formatter(for_eyes: bool = False) -> logging.Formatter:
    """What makes a line of a record, whoever logged it."""
    fields = structlog.stdlib.ExtraAdder(allow=FIELDS)
    known: list[Any] = [structlog.contextvars.merge_contextvars, structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, fields]
    time = structlog.processors.TimeStamper(fmt="iso", utc=True, key="time")
    last: list[Any] = [structlog.dev.ConsoleRenderer()] if for_eyes else [structlog.processors.JSONRenderer()]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*known, time, *([] if for_eyes else [discreet])],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _without_arguments, *last],
        pass_foreign_args=True,
    )


def discreet(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """The line without anything that may quote what people wrote."""
    record: logging.LogRecord = event["_record"]
    if error := event.pop("exc_info", None):
        event.update(told(error))
    if record.name != OWN and not record.name.startswith(f"{OWN}."):
        event["event"] = record.msg if event.get("positional_args") and isinstance(record.msg, str) else "a library says something"
        event["where"] = f"{record.module}:{record.lineno}"
    return event


def told(error: tuple[type[BaseException], BaseException, TracebackType | None]) -> dict[str, Any]:
    """An exception by its classes and the way it took: no message, no values."""
    kind, raised, trace = error
    steps = []
    while trace is not None:
        code = trace.tb_frame.f_code
        steps.append(f"{short_path(code.co_filename)}:{trace.tb_lineno} {code.co_qualname}")
        trace = trace.tb_next
    causes: list[str] = []
    each = raised.__cause__ or raised.__context__
    while each is not None and len(causes) < FRAMES_KEPT:
        causes.append(type(each).__name__)
        each = each.__cause__ or each.__context__
    return {"error": kind.__name__, "trace": steps[-FRAMES_KEPT:], **({"because": causes} if causes else {})}


def request_id(headers: Mapping[str, str], *, trusted: bool) -> str:
    """The id that a trusted proxy gave a request, so that its log and ours can be read together; else one of our own."""
    given = headers.get("X-Request-ID", "") if trusted else ""
    return given if LOOKS_LIKE_AN_ID.fullmatch(given) else new_id()


def new_id() -> str:
    """An id that says nothing: 64 random bits."""
    return secrets.token_hex(8)


def watch_threads() -> None:
    """Let a thread that falls say so in a line like all others: by itself, Python prints the message too."""
    log = logging.getLogger(OWN)

    def fell(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and args.exc_type is not SystemExit:
            log.error("a thread has fallen", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))

    threading.excepthook = fell


def _without_arguments(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    event.pop("positional_args", None)
    return event


def short_path(path: str) -> str:
    """A file's path from its package on: where a site is installed is nobody's business."""
    for mark in ("/site-packages/", "/lib/python"):
        if mark in path:
            return path.rsplit(mark, 1)[1]
    parts = path.split("/")
    return "/".join(parts[next((i for i, part in enumerate(parts) if part in {"collab", "groups", "discussions"}), -1) :])
