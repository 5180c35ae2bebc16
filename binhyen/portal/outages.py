"""When the database restarts or the disk is full: a read is tried again once, else an honest 503.

A middleware never sees the exception of a view (Django turns it into a 500 first), so the signal
that Django sends for it marks the request, and the outermost middleware looks at the mark.
"""

import errno
import sys
import time
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

import psycopg
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError, close_old_connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

Next = Callable[[HttpRequest], HttpResponse]
SECONDS_BEFORE_AGAIN = 0.3
RETRY_AFTER_SECONDS = "15"
SAFE = ("GET", "HEAD", "OPTIONS")


class Outage(Enum):
    DATABASE = "database"
    DISK = "disk"


def outage_of(error: BaseException | None) -> Outage | None:
    """What kind of outage, if any, stands behind an exception."""
    for cause in _causes(error):
        full = isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT)
        if full or isinstance(cause, psycopg.errors.DiskFull):
            return Outage.DISK
    for cause in _causes(error):
        if isinstance(cause, OperationalError | InterfaceError | psycopg.OperationalError):
            return Outage.DATABASE
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def mark(sender: object, request: HttpRequest | None = None, **_more: Any) -> None:
    outage = outage_of(sys.exc_info()[1])
    if request is not None and outage is not None:
        request.outage = outage  # type: ignore[attr-defined]


got_request_exception.connect(mark)


def bridge_outages(get_response: Next) -> Next:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if _outage(request) is Outage.DATABASE and request.method in SAFE:
            time.sleep(SECONDS_BEFORE_AGAIN)
            close_old_connections()
            request.outage = None  # type: ignore[attr-defined]
            response = get_response(request)
        outage = _outage(request)
        return unavailable(request, outage) if outage else response

    return middleware


def _outage(request: HttpRequest) -> Outage | None:
    return getattr(request, "outage", None)


def unavailable(request: HttpRequest, outage: Outage) -> HttpResponse:
    """503 in the caller's words. Needs neither the database nor room on the disk."""
    title, text = _sentences(outage)
    response: HttpResponse
    if request.path.startswith("/api/"):
        response = JsonResponse(
            {
                "type": "urn:binhyen:problem:unavailable",
                "title": title,
                "status": 503,
                "detail": text,
            },
            json_dumps_params={"ensure_ascii": False},
            content_type="application/problem+json",
            status=503,
        )
    else:
        words = {"title": title, "text": text, "read_only": request.method in SAFE}
        response = HttpResponse(render_to_string("portal/outage.html", words), status=503)
    response["Retry-After"] = RETRY_AFTER_SECONDS
    response["Cache-Control"] = "no-store"
    return response


def _sentences(outage: Outage) -> tuple[str, str]:
    if outage is Outage.DISK:
        return (
            _("Máy chủ tạm hết chỗ lưu"),
            _("Chưa có gì được lưu. Người vận hành cần dọn chỗ; hãy thử lại sau ít phút."),
        )
    return (
        _("Hệ thống đang khởi động lại"),
        _("Chưa có gì được lưu. Hệ thống thường trở lại trong vòng một phút; hãy thử lại."),
    )
