"""One JSON line per happening, without personal data.

A line names the page (its route's name), never its address: addresses carry follow-up codes and
search words. No network address, no browser, no account, no message of an exception (a database
error quotes the row). Reporting and following a report leave no line at all.
"""

import time
import traceback
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

Next = Callable[[HttpRequest], HttpResponse]
Event = MutableMapping[str, Any]

# No line is written for these, not even that somebody was there.
UNLOGGED = ("/bao-tin/", "/theo-doi/", "/api/v1/tips", "/static/", "/healthz", "/readyz")
_log = structlog.get_logger("binhyen.web")


def log_requests(get_response: Next) -> Next:
    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        if not request.path.startswith(UNLOGGED):
            match = request.resolver_match
            _log.info(
                "page",
                page=match.view_name if match else None,
                method=request.method,
                status=response.status_code,
                ms=round((time.perf_counter() - began) * 1000, 1),
            )
        return response

    return middleware


def where_it_broke(_logger: object, _method: str, event: Event) -> Event:
    """Replace an exception by its kind and the lines it passed; its message may quote a row."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__qualname__
        event["at"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)[-8:]
        ]
    return event


def without_addresses(_logger: object, _method: str, event: Event) -> Event:
    """Django's own request log puts the address into its sentence: keep only that it happened."""
    record: Any = event.get("_record")
    name = getattr(record, "name", "")
    request = getattr(record, "request", None)
    if name.startswith("django.") and request is not None:
        match = getattr(request, "resolver_match", None)
        event["event"] = "request failed"
        event["page"] = match.view_name if match else None
        event["status"] = getattr(record, "status_code", None)
    elif name.startswith("django.security"):
        event["event"] = name
    return event


SHARED: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    where_it_broke,
]


def logging_config(level: str) -> dict[str, Any]:
    """For Django's LOGGING. Everything goes to standard error as JSON."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*SHARED, without_addresses],
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }
    handler = {"class": "logging.StreamHandler", "formatter": "json"}
    quiet = {"handlers": ["stderr"], "level": "ERROR", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"stderr": handler},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "binhyen": {"handlers": ["stderr"], "level": level, "propagate": False},
            "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "django.request": quiet,
            "django.security": quiet,
            "procrastinate": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        },
    }
